// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export interface ListViewBasic {
  readonly uri: string
  readonly cid: string
  readonly name: string
  readonly purpose: ListPurpose
  readonly avatar?: string
  readonly listItemCount?: number
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly viewer?: ListViewerState
  readonly indexedAt?: string
}

export interface ListView {
  readonly uri: string
  readonly cid: string
  readonly creator: app_bsky_actor_defs.ProfileView
  readonly name: string
  readonly purpose: ListPurpose
  readonly description?: string
  readonly descriptionFacets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly avatar?: string
  readonly listItemCount?: number
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly viewer?: ListViewerState
  readonly indexedAt: string
}

export interface ListItemView {
  readonly uri: string
  readonly subject: app_bsky_actor_defs.ProfileView
  readonly subjectOptedOut?: true
}

export interface StarterPackView {
  readonly uri: string
  readonly cid: string
  readonly record: DataObject
  readonly creator: app_bsky_actor_defs.ProfileViewBasic
  readonly list?: ListViewBasic
  readonly listItemsSample?: ReadonlyArray<ListItemView>
  readonly feeds?: ReadonlyArray<app_bsky_feed_defs.GeneratorView>
  readonly joinedWeekCount?: number
  readonly joinedAllTimeCount?: number
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly indexedAt: string
}

export interface StarterPackViewBasic {
  readonly uri: string
  readonly cid: string
  readonly record: DataObject
  readonly creator: app_bsky_actor_defs.ProfileViewBasic
  readonly listItemCount?: number
  readonly joinedWeekCount?: number
  readonly joinedAllTimeCount?: number
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly indexedAt: string
}

export type ListPurpose = "app.bsky.graph.defs#modlist" | "app.bsky.graph.defs#curatelist" | "app.bsky.graph.defs#referencelist" | (string & {})

export type Modlist = string

export type Curatelist = string

export type Referencelist = string

export interface ListViewerState {
  readonly muted?: boolean
  readonly blocked?: string
  readonly referenceListOptOut?: string
}

export interface NotFoundActor {
  readonly actor: string
  readonly notFound: true
}

export interface Relationship {
  readonly did: string
  readonly following?: string
  readonly followedBy?: string
  readonly blocking?: string
  readonly blockedBy?: string
  readonly blockingByList?: string
  readonly blockedByList?: string
}
