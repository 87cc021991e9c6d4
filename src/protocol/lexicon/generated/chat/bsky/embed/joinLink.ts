// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export interface Main {
  readonly code: string
}

export interface View {
  readonly joinLinkPreview: ({ readonly $type: "chat.bsky.group.defs#joinLinkPreviewView" } & chat_bsky_group_defs.JoinLinkPreviewView) | ({ readonly $type: "chat.bsky.group.defs#disabledJoinLinkPreviewView" } & chat_bsky_group_defs.DisabledJoinLinkPreviewView) | ({ readonly $type: "chat.bsky.group.defs#invalidJoinLinkPreviewView" } & chat_bsky_group_defs.InvalidJoinLinkPreviewView) | { readonly $type: string & {} }
}
