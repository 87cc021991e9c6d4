// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {
  readonly members: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly members: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly convo: chat_bsky_convo_defs.ConvoView
}

export type Errors = "AccountSuspended" | "BlockedActor" | "BlockedSubject" | "MessagesDisabled" | "NotFollowedBySender" | "RecipientNotFound"
