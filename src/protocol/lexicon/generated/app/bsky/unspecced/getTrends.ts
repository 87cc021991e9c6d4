// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly trends: ReadonlyArray<app_bsky_unspecced_defs.TrendView>
  readonly recIdStr?: string
}

export type Errors = never
