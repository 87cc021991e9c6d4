// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly convoId: string
  readonly members: ReadonlyArray<string>
}

export type Output = {
  readonly convo: chat_bsky_convo_defs.ConvoView
}

export type Errors = "InvalidConvo" | "InsufficientRole"
