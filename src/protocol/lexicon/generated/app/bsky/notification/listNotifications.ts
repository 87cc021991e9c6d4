// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export type Params = {
  readonly reasons?: ReadonlyArray<string>
  readonly limit?: number
  readonly priority?: boolean
  readonly cursor?: string
  readonly seenAt?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly reasons?: ReadonlyArray<string>
  readonly limit: number
  readonly priority?: boolean
  readonly cursor?: string
  readonly seenAt?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly notifications: ReadonlyArray<Notification>
  readonly priority?: boolean
  readonly seenAt?: string
}

export type Errors = never

export interface Notification {
  readonly uri: string
  readonly cid: string
  readonly author: app_bsky_actor_defs.ProfileView
  readonly reason: "like" | "repost" | "follow" | "mention" | "reply" | "quote" | "starterpack-joined" | "verified" | "unverified" | "like-via-repost" | "repost-via-repost" | "subscribed-post" | "contact-match" | (string & {})
  readonly reasonSubject?: string
  readonly record: DataObject
  readonly starterPack?: app_bsky_graph_defs.StarterPackViewBasic
  readonly isRead: boolean
  readonly indexedAt: string
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
}
