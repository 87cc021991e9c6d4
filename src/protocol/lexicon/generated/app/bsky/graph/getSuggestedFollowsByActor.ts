// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly actor: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
}

export type Input = undefined

export type Output = {
  readonly suggestions: ReadonlyArray<app_bsky_actor_defs.ProfileView>
  readonly recIdStr?: string
  readonly isFallback?: boolean
  readonly recId?: number
}

export type Errors = never
