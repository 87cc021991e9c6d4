// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly term?: string
  readonly q?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly term?: string
  readonly q?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly actors: ReadonlyArray<app_bsky_actor_defs.ProfileViewBasic>
}

export type Errors = never
