// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {
  readonly uris: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uris: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly posts: ReadonlyArray<app_bsky_feed_defs.PostView>
}

export type Errors = never
