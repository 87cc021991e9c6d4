// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
  readonly readState?: "unread" | (string & {})
  readonly status?: "request" | "accepted" | (string & {})
  readonly kind?: "direct" | "group" | (string & {})
  readonly lockStatus?: "unlocked" | "locked" | "locked-permanently" | (string & {})
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
  readonly readState?: "unread" | (string & {})
  readonly status?: "request" | "accepted" | (string & {})
  readonly kind?: "direct" | "group" | (string & {})
  readonly lockStatus?: "unlocked" | "locked" | "locked-permanently" | (string & {})
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly convos: ReadonlyArray<chat_bsky_convo_defs.ConvoView>
}

export type Errors = never
