// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as app_bsky_embed_gallery from "../../../app/bsky/embed/gallery.ts"
import type * as app_bsky_embed_images from "../../../app/bsky/embed/images.ts"
import type * as app_bsky_embed_recordWithMedia from "../../../app/bsky/embed/recordWithMedia.ts"
import type * as app_bsky_embed_video from "../../../app/bsky/embed/video.ts"
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"
import type * as app_bsky_labeler_defs from "../../../app/bsky/labeler/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Main {
  readonly record: com_atproto_repo_strongRef.Main
}

export interface View {
  readonly record: ({ readonly $type: "app.bsky.embed.record#viewRecord" } & ViewRecord) | ({ readonly $type: "app.bsky.embed.record#viewNotFound" } & ViewNotFound) | ({ readonly $type: "app.bsky.embed.record#viewBlocked" } & ViewBlocked) | ({ readonly $type: "app.bsky.embed.record#viewDetached" } & ViewDetached) | ({ readonly $type: "app.bsky.feed.defs#generatorView" } & app_bsky_feed_defs.GeneratorView) | ({ readonly $type: "app.bsky.graph.defs#listView" } & app_bsky_graph_defs.ListView) | ({ readonly $type: "app.bsky.labeler.defs#labelerView" } & app_bsky_labeler_defs.LabelerView) | ({ readonly $type: "app.bsky.graph.defs#starterPackViewBasic" } & app_bsky_graph_defs.StarterPackViewBasic) | { readonly $type: string & {} }
}

export interface ViewRecord {
  readonly uri: string
  readonly cid: string
  readonly author: app_bsky_actor_defs.ProfileViewBasic
  readonly value: DataObject
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly replyCount?: number
  readonly repostCount?: number
  readonly likeCount?: number
  readonly quoteCount?: number
  readonly embeds?: ReadonlyArray<({ readonly $type: "app.bsky.embed.images#view" } & app_bsky_embed_images.View) | ({ readonly $type: "app.bsky.embed.video#view" } & app_bsky_embed_video.View) | ({ readonly $type: "app.bsky.embed.gallery#view" } & app_bsky_embed_gallery.View) | ({ readonly $type: "app.bsky.embed.external#view" } & app_bsky_embed_external.View) | ({ readonly $type: "app.bsky.embed.record#view" } & View) | ({ readonly $type: "app.bsky.embed.recordWithMedia#view" } & app_bsky_embed_recordWithMedia.View) | { readonly $type: string & {} }>
  readonly indexedAt: string
}

export interface ViewNotFound {
  readonly uri: string
  readonly notFound: true
}

export interface ViewBlocked {
  readonly uri: string
  readonly blocked: true
  readonly author: app_bsky_feed_defs.BlockedAuthor
}

export interface ViewDetached {
  readonly uri: string
  readonly detached: true
}
