// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_actor_defs from "../../../chat/bsky/actor/defs.ts"
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {
  readonly convoId: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly convoId: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly messages: ReadonlyArray<({ readonly $type: "chat.bsky.convo.defs#messageView" } & chat_bsky_convo_defs.MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & chat_bsky_convo_defs.DeletedMessageView) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageView" } & chat_bsky_convo_defs.SystemMessageView) | { readonly $type: string & {} }>
  readonly relatedProfiles?: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export type Errors = "InvalidConvo"
