// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {
  readonly feed: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly feed: string
}

export type Input = undefined

export type Output = {
  readonly view: app_bsky_feed_defs.GeneratorView
  readonly isOnline: boolean
  readonly isValid: boolean
}

export type Errors = never
