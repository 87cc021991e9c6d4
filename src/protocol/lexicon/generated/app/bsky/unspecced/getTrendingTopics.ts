// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly viewer?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly viewer?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly topics: ReadonlyArray<app_bsky_unspecced_defs.TrendingTopic>
  readonly suggested: ReadonlyArray<app_bsky_unspecced_defs.TrendingTopic>
}

export type Errors = never
