// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly requests: ReadonlyArray<({ readonly $type: "chat.bsky.convo.defs#convoView" } & chat_bsky_convo_defs.ConvoView) | ({ readonly $type: "chat.bsky.group.defs#joinRequestConvoView" } & chat_bsky_group_defs.JoinRequestConvoView) | { readonly $type: string & {} }>
}

export type Errors = never
