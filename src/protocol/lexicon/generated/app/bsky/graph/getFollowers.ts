// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly actor: string
  readonly limit?: number
  readonly cursor?: string
  readonly sort?: "latest" | "top" | (string & {})
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
  readonly limit: number
  readonly cursor?: string
  readonly sort?: "latest" | "top" | (string & {})
}

export type Input = undefined

export type Output = {
  readonly subject: app_bsky_actor_defs.ProfileView
  readonly cursor?: string
  readonly followers: ReadonlyArray<app_bsky_actor_defs.ProfileView>
}

export type Errors = never
