// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export interface ConvoView {
  readonly id: string
  readonly rev: string
  readonly kind?: ({ readonly $type: "chat.bsky.moderation.defs#directConvo" } & DirectConvo) | ({ readonly $type: "chat.bsky.moderation.defs#groupConvo" } & GroupConvo) | { readonly $type: string & {} }
}

export interface DirectConvo {}

export interface GroupConvo {
  readonly createdAt: string
  readonly joinLink?: chat_bsky_group_defs.JoinLinkView
  readonly joinRequestCount: number
  readonly lockStatus: chat_bsky_convo_defs.ConvoLockStatus
  readonly memberCount: number
  readonly memberLimit: number
  readonly name: string
}
