// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

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
  readonly requests: ReadonlyArray<chat_bsky_group_defs.JoinRequestView>
}

export type Errors = "InvalidConvo" | "InsufficientRole"
