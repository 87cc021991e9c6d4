// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export type Params = {
  readonly uri: string
  readonly cid?: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uri: string
  readonly cid?: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly uri: string
  readonly cid?: string
  readonly cursor?: string
  readonly likes: ReadonlyArray<Like>
}

export type Errors = never

export interface Like {
  readonly indexedAt: string
  readonly createdAt: string
  readonly actor: app_bsky_actor_defs.ProfileView
}
