// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_moderation_defs from "../../../chat/bsky/moderation/defs.ts"

export type Params = {
  readonly convoIds: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly convoIds: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly convos: ReadonlyArray<chat_bsky_moderation_defs.ConvoView>
}

export type Errors = never
