// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_actor_defs from "../../../chat/bsky/actor/defs.ts"

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
  readonly members: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export type Errors = "InvalidConvo"
