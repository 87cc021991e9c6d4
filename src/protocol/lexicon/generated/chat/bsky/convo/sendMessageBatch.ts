// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly items: ReadonlyArray<BatchItem>
}

export type Output = {
  readonly items: ReadonlyArray<chat_bsky_convo_defs.MessageView>
}

export type Errors = "ConvoLocked" | "InvalidConvo" | "ReplyTargetNotFound"

export interface BatchItem {
  readonly convoId: string
  readonly message: chat_bsky_convo_defs.MessageInput
}
