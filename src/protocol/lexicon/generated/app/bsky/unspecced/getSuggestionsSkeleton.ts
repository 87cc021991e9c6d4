// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly viewer?: string
  readonly limit?: number
  readonly cursor?: string
  readonly relativeToDid?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly viewer?: string
  readonly limit: number
  readonly cursor?: string
  readonly relativeToDid?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly actors: ReadonlyArray<app_bsky_unspecced_defs.SkeletonSearchActor>
  readonly relativeToDid?: string
  readonly recId?: number
  readonly recIdStr?: string
}

export type Errors = never
