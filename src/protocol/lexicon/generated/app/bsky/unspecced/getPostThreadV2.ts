// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly anchor: string
  readonly above?: boolean
  readonly below?: number
  readonly branchingFactor?: number
  readonly sort?: "newest" | "oldest" | "top" | (string & {})
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly anchor: string
  readonly above: boolean
  readonly below: number
  readonly branchingFactor: number
  readonly sort: "newest" | "oldest" | "top" | (string & {})
}

export type Input = undefined

export type Output = {
  readonly thread: ReadonlyArray<ThreadItem>
  readonly threadgate?: app_bsky_feed_defs.ThreadgateView
  readonly hasOtherReplies: boolean
}

export type Errors = never

export interface ThreadItem {
  readonly uri: string
  readonly depth: number
  readonly value: ({ readonly $type: "app.bsky.unspecced.defs#threadItemPost" } & app_bsky_unspecced_defs.ThreadItemPost) | ({ readonly $type: "app.bsky.unspecced.defs#threadItemNoUnauthenticated" } & app_bsky_unspecced_defs.ThreadItemNoUnauthenticated) | ({ readonly $type: "app.bsky.unspecced.defs#threadItemNotFound" } & app_bsky_unspecced_defs.ThreadItemNotFound) | ({ readonly $type: "app.bsky.unspecced.defs#threadItemBlocked" } & app_bsky_unspecced_defs.ThreadItemBlocked) | { readonly $type: string & {} }
}
