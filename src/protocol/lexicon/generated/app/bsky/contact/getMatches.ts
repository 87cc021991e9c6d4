// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly matches: ReadonlyArray<app_bsky_actor_defs.ProfileView>
}

export type Errors = "InvalidDid" | "InvalidLimit" | "InvalidCursor" | "InternalError"
