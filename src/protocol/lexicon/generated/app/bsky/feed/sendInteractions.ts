// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly feed?: string
  readonly interactions: ReadonlyArray<app_bsky_feed_defs.Interaction>
}

export type Output = {}

export type Errors = never
