// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {
  readonly convoId?: string
  readonly messageId: string
  readonly before?: number
  readonly after?: number
  readonly maxInterleavedSystemMessages?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly convoId?: string
  readonly messageId: string
  readonly before: number
  readonly after: number
  readonly maxInterleavedSystemMessages: number
}

export type Input = undefined

export type Output = {
  readonly messages: ReadonlyArray<({ readonly $type: "chat.bsky.convo.defs#messageView" } & chat_bsky_convo_defs.MessageView) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageView" } & chat_bsky_convo_defs.SystemMessageView) | { readonly $type: string & {} }>
}

export type Errors = never
