// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {
  readonly uri: string
  readonly depth?: number
  readonly parentHeight?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uri: string
  readonly depth: number
  readonly parentHeight: number
}

export type Input = undefined

export type Output = {
  readonly thread: ({ readonly $type: "app.bsky.feed.defs#threadViewPost" } & app_bsky_feed_defs.ThreadViewPost) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & app_bsky_feed_defs.NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & app_bsky_feed_defs.BlockedPost) | { readonly $type: string & {} }
  readonly threadgate?: app_bsky_feed_defs.ThreadgateView
}

export type Errors = "NotFound"
