// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export interface SkeletonSearchPost {
  readonly uri: string
}

export interface SkeletonSearchActor {
  readonly did: string
}

export interface SkeletonSearchStarterPack {
  readonly uri: string
}

export interface TrendingTopic {
  readonly topic: string
  readonly displayName?: string
  readonly description?: string
  readonly link: string
}

export interface SkeletonTrend {
  readonly topic: string
  readonly displayName: string
  readonly description?: string
  readonly link: string
  readonly startedAt: string
  readonly postCount: number
  readonly status?: "hot" | (string & {})
  readonly category?: string
  readonly dids: ReadonlyArray<string>
}

export interface TrendView {
  readonly topic: string
  readonly displayName: string
  readonly description?: string
  readonly link: string
  readonly startedAt: string
  readonly postCount: number
  readonly status?: "hot" | (string & {})
  readonly category?: string
  readonly actors: ReadonlyArray<app_bsky_actor_defs.ProfileViewBasic>
}

export interface ThreadItemPost {
  readonly post: app_bsky_feed_defs.PostView
  readonly moreParents: boolean
  readonly moreReplies: number
  readonly opThread: boolean
  readonly opThreadPostIndex?: number
  readonly opThreadPostCount?: number
  readonly hiddenByThreadgate: boolean
  readonly mutedByViewer: boolean
}

export interface ThreadItemNoUnauthenticated {}

export interface ThreadItemNotFound {}

export interface ThreadItemBlocked {
  readonly author: app_bsky_feed_defs.BlockedAuthor
}

export interface AgeAssuranceState {
  readonly lastInitiatedAt?: string
  readonly status: "unknown" | "pending" | "assured" | "blocked" | (string & {})
}

export interface AgeAssuranceEvent {
  readonly createdAt: string
  readonly status: "unknown" | "pending" | "assured" | (string & {})
  readonly attemptId: string
  readonly email?: string
  readonly initIp?: string
  readonly initUa?: string
  readonly completeIp?: string
  readonly completeUa?: string
}
