// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Bookmark {
  readonly subject: com_atproto_repo_strongRef.Main
}

export interface BookmarkView {
  readonly subject: com_atproto_repo_strongRef.Main
  readonly createdAt?: string
  readonly item: ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & app_bsky_feed_defs.BlockedPost) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & app_bsky_feed_defs.NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#postView" } & app_bsky_feed_defs.PostView) | { readonly $type: string & {} }
}
