// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly q: string
  readonly viewer?: string
  readonly typeahead?: boolean
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly q: string
  readonly viewer?: string
  readonly typeahead?: boolean
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly hitsTotal?: number
  readonly actors: ReadonlyArray<app_bsky_unspecced_defs.SkeletonSearchActor>
}

export type Errors = "BadQueryString"
