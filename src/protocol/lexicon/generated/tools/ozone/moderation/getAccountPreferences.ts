// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly did: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
}

export type Input = undefined

export type Output = {
  readonly preferences: app_bsky_actor_defs.Preferences
}

export type Errors = never
