// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export type Params = {
  readonly codes: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly codes: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly joinLinkPreviews: ReadonlyArray<({ readonly $type: "chat.bsky.group.defs#joinLinkPreviewView" } & chat_bsky_group_defs.JoinLinkPreviewView) | ({ readonly $type: "chat.bsky.group.defs#disabledJoinLinkPreviewView" } & chat_bsky_group_defs.DisabledJoinLinkPreviewView) | ({ readonly $type: "chat.bsky.group.defs#invalidJoinLinkPreviewView" } & chat_bsky_group_defs.InvalidJoinLinkPreviewView) | { readonly $type: string & {} }>
}

export type Errors = never
