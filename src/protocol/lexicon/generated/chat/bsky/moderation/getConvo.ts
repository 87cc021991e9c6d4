// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_moderation_defs from "../../../chat/bsky/moderation/defs.ts"

export type Params = {
  readonly convoId: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly convoId: string
}

export type Input = undefined

export type Output = {
  readonly convo: chat_bsky_moderation_defs.ConvoView
}

export type Errors = "InvalidConvo"
