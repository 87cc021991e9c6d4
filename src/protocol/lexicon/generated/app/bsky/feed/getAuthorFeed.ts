// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {
  readonly actor: string
  readonly limit?: number
  readonly cursor?: string
  readonly filter?: "posts_with_replies" | "posts_no_replies" | "posts_with_media" | "posts_and_author_threads" | "posts_with_video" | (string & {})
  readonly includePins?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
  readonly limit: number
  readonly cursor?: string
  readonly filter: "posts_with_replies" | "posts_no_replies" | "posts_with_media" | "posts_and_author_threads" | "posts_with_video" | (string & {})
  readonly includePins: boolean
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly feed: ReadonlyArray<app_bsky_feed_defs.FeedViewPost>
}

export type Errors = "BlockedActor" | "BlockedByActor"
