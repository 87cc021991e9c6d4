// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as app_bsky_embed_gallery from "../../../app/bsky/embed/gallery.ts"
import type * as app_bsky_embed_images from "../../../app/bsky/embed/images.ts"
import type * as app_bsky_embed_record from "../../../app/bsky/embed/record.ts"
import type * as app_bsky_embed_recordWithMedia from "../../../app/bsky/embed/recordWithMedia.ts"
import type * as app_bsky_embed_video from "../../../app/bsky/embed/video.ts"
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export interface PostView {
  readonly uri: string
  readonly cid: string
  readonly author: app_bsky_actor_defs.ProfileViewBasic
  readonly record: DataObject
  readonly embed?: ({ readonly $type: "app.bsky.embed.images#view" } & app_bsky_embed_images.View) | ({ readonly $type: "app.bsky.embed.video#view" } & app_bsky_embed_video.View) | ({ readonly $type: "app.bsky.embed.gallery#view" } & app_bsky_embed_gallery.View) | ({ readonly $type: "app.bsky.embed.external#view" } & app_bsky_embed_external.View) | ({ readonly $type: "app.bsky.embed.record#view" } & app_bsky_embed_record.View) | ({ readonly $type: "app.bsky.embed.recordWithMedia#view" } & app_bsky_embed_recordWithMedia.View) | { readonly $type: string & {} }
  readonly bookmarkCount?: number
  readonly replyCount?: number
  readonly repostCount?: number
  readonly likeCount?: number
  readonly quoteCount?: number
  readonly indexedAt: string
  readonly viewer?: ViewerState
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly threadgate?: ThreadgateView
  readonly debug?: DataObject
}

export interface ViewerState {
  readonly repost?: string
  readonly like?: string
  readonly bookmarked?: boolean
  readonly threadMuted?: boolean
  readonly replyDisabled?: boolean
  readonly embeddingDisabled?: boolean
  readonly pinned?: boolean
  readonly knownLikers?: KnownLikers
}

export interface KnownLikers {
  readonly count: number
  readonly actors: ReadonlyArray<app_bsky_actor_defs.ProfileViewBasic>
}

export interface ThreadContext {
  readonly rootAuthorLike?: string
}

export interface FeedViewPost {
  readonly post: PostView
  readonly reply?: ReplyRef
  readonly reason?: ({ readonly $type: "app.bsky.feed.defs#reasonRepost" } & ReasonRepost) | ({ readonly $type: "app.bsky.feed.defs#reasonPin" } & ReasonPin) | { readonly $type: string & {} }
  readonly feedContext?: string
  readonly reqId?: string
}

export interface ReplyRef {
  readonly root: ({ readonly $type: "app.bsky.feed.defs#postView" } & PostView) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & BlockedPost) | { readonly $type: string & {} }
  readonly parent: ({ readonly $type: "app.bsky.feed.defs#postView" } & PostView) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & BlockedPost) | { readonly $type: string & {} }
  readonly grandparentAuthor?: app_bsky_actor_defs.ProfileViewBasic
}

export interface ReasonRepost {
  readonly by: app_bsky_actor_defs.ProfileViewBasic
  readonly uri?: string
  readonly cid?: string
  readonly indexedAt: string
}

export interface ReasonPin {}

export interface ThreadViewPost {
  readonly post: PostView
  readonly parent?: ({ readonly $type: "app.bsky.feed.defs#threadViewPost" } & ThreadViewPost) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & BlockedPost) | { readonly $type: string & {} }
  readonly replies?: ReadonlyArray<({ readonly $type: "app.bsky.feed.defs#threadViewPost" } & ThreadViewPost) | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & NotFoundPost) | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & BlockedPost) | { readonly $type: string & {} }>
  readonly threadContext?: ThreadContext
}

export interface NotFoundPost {
  readonly uri: string
  readonly notFound: true
}

export interface BlockedPost {
  readonly uri: string
  readonly blocked: true
  readonly author: BlockedAuthor
}

export interface BlockedAuthor {
  readonly did: string
  readonly viewer?: app_bsky_actor_defs.ViewerState
}

export interface GeneratorView {
  readonly uri: string
  readonly cid: string
  readonly did: string
  readonly creator: app_bsky_actor_defs.ProfileView
  readonly displayName: string
  readonly description?: string
  readonly descriptionFacets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly avatar?: string
  readonly likeCount?: number
  readonly acceptsInteractions?: boolean
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly viewer?: GeneratorViewerState
  readonly contentMode?: "app.bsky.feed.defs#contentModeUnspecified" | "app.bsky.feed.defs#contentModeVideo" | (string & {})
  readonly indexedAt: string
}

export interface GeneratorViewerState {
  readonly like?: string
}

export interface SkeletonFeedPost {
  readonly post: string
  readonly reason?: ({ readonly $type: "app.bsky.feed.defs#skeletonReasonRepost" } & SkeletonReasonRepost) | ({ readonly $type: "app.bsky.feed.defs#skeletonReasonPin" } & SkeletonReasonPin) | { readonly $type: string & {} }
  readonly feedContext?: string
}

export interface SkeletonReasonRepost {
  readonly repost: string
}

export interface SkeletonReasonPin {}

export interface ThreadgateView {
  readonly uri?: string
  readonly cid?: string
  readonly record?: DataObject
  readonly lists?: ReadonlyArray<app_bsky_graph_defs.ListViewBasic>
}

export interface Interaction {
  readonly item?: string
  readonly event?: "app.bsky.feed.defs#requestLess" | "app.bsky.feed.defs#requestMore" | "app.bsky.feed.defs#clickthroughItem" | "app.bsky.feed.defs#clickthroughAuthor" | "app.bsky.feed.defs#clickthroughReposter" | "app.bsky.feed.defs#clickthroughEmbed" | "app.bsky.feed.defs#interactionSeen" | "app.bsky.feed.defs#interactionLike" | "app.bsky.feed.defs#interactionRepost" | "app.bsky.feed.defs#interactionReply" | "app.bsky.feed.defs#interactionQuote" | "app.bsky.feed.defs#interactionShare" | (string & {})
  readonly feedContext?: string
  readonly reqId?: string
}

export type RequestLess = string

export type RequestMore = string

export type ClickthroughItem = string

export type ClickthroughAuthor = string

export type ClickthroughReposter = string

export type ClickthroughEmbed = string

export type ContentModeUnspecified = string

export type ContentModeVideo = string

export type InteractionSeen = string

export type InteractionLike = string

export type InteractionRepost = string

export type InteractionReply = string

export type InteractionQuote = string

export type InteractionShare = string
