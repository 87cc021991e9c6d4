// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly category?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly category?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly actors: ReadonlyArray<app_bsky_actor_defs.ProfileView>
  readonly recId?: string
  readonly recIdStr?: string
}

export type Errors = never
