// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export interface MatchAndContactIndex {
  readonly match: app_bsky_actor_defs.ProfileView
  readonly contactIndex: number
}

export interface SyncStatus {
  readonly syncedAt: string
  readonly matchesCount: number
}

export interface Notification {
  readonly from: string
  readonly to: string
}
