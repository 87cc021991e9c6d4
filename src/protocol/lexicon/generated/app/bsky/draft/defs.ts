// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_postgate from "../../../app/bsky/feed/postgate.ts"
import type * as app_bsky_feed_threadgate from "../../../app/bsky/feed/threadgate.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface DraftWithId {
  readonly id: string
  readonly draft: Draft
}

export interface Draft {
  readonly deviceId?: string
  readonly deviceName?: string
  readonly posts: ReadonlyArray<DraftPost>
  readonly langs?: ReadonlyArray<string>
  readonly postgateEmbeddingRules?: ReadonlyArray<({ readonly $type: "app.bsky.feed.postgate#disableRule" } & app_bsky_feed_postgate.DisableRule) | { readonly $type: string & {} }>
  readonly threadgateAllow?: ReadonlyArray<({ readonly $type: "app.bsky.feed.threadgate#mentionRule" } & app_bsky_feed_threadgate.MentionRule) | ({ readonly $type: "app.bsky.feed.threadgate#followerRule" } & app_bsky_feed_threadgate.FollowerRule) | ({ readonly $type: "app.bsky.feed.threadgate#followingRule" } & app_bsky_feed_threadgate.FollowingRule) | ({ readonly $type: "app.bsky.feed.threadgate#listRule" } & app_bsky_feed_threadgate.ListRule) | { readonly $type: string & {} }>
}

export interface DraftPost {
  readonly text: string
  readonly labels?: ({ readonly $type: "com.atproto.label.defs#selfLabels" } & com_atproto_label_defs.SelfLabels) | { readonly $type: string & {} }
  readonly embedImages?: ReadonlyArray<DraftEmbedImage>
  readonly embedGallery?: DraftEmbedGallery
  readonly embedVideos?: ReadonlyArray<DraftEmbedVideo>
  readonly embedExternals?: ReadonlyArray<DraftEmbedExternal>
  readonly embedRecords?: ReadonlyArray<DraftEmbedRecord>
}

export interface DraftView {
  readonly id: string
  readonly draft: Draft
  readonly createdAt: string
  readonly updatedAt: string
}

export interface DraftEmbedLocalRef {
  readonly path: string
}

export interface DraftEmbedCaption {
  readonly lang: string
  readonly content: string
}

export interface DraftEmbedGallery {
  readonly items: DraftEmbedGalleryItems
}

export type DraftEmbedGalleryItems = ReadonlyArray<({ readonly $type: "app.bsky.draft.defs#draftEmbedImage" } & DraftEmbedImage) | { readonly $type: string & {} }>

export interface DraftEmbedImage {
  readonly localRef: DraftEmbedLocalRef
  readonly alt?: string
}

export interface DraftEmbedVideo {
  readonly localRef: DraftEmbedLocalRef
  readonly alt?: string
  readonly captions?: ReadonlyArray<DraftEmbedCaption>
}

export interface DraftEmbedExternal {
  readonly uri: string
}

export interface DraftEmbedRecord {
  readonly record: com_atproto_repo_strongRef.Main
}
