// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly actors: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actors: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly profiles: ReadonlyArray<app_bsky_actor_defs.ProfileViewDetailed>
}

export type Errors = never
