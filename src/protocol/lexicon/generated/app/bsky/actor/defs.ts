// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as app_bsky_feed_postgate from "../../../app/bsky/feed/postgate.ts"
import type * as app_bsky_feed_threadgate from "../../../app/bsky/feed/threadgate.ts"
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"
import type * as app_bsky_notification_defs from "../../../app/bsky/notification/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface ProfileViewBasic {
  readonly did: string
  readonly handle: string
  readonly displayName?: string
  readonly pronouns?: string
  readonly avatar?: string
  readonly associated?: ProfileAssociated
  readonly viewer?: ViewerState
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly createdAt?: string
  readonly verification?: VerificationState
  readonly status?: StatusView
  readonly debug?: DataObject
}

export interface ProfileView {
  readonly did: string
  readonly handle: string
  readonly displayName?: string
  readonly pronouns?: string
  readonly description?: string
  readonly avatar?: string
  readonly associated?: ProfileAssociated
  readonly indexedAt?: string
  readonly createdAt?: string
  readonly viewer?: ViewerState
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly verification?: VerificationState
  readonly status?: StatusView
  readonly debug?: DataObject
}

export interface ProfileViewDetailed {
  readonly did: string
  readonly handle: string
  readonly displayName?: string
  readonly description?: string
  readonly pronouns?: string
  readonly website?: string
  readonly avatar?: string
  readonly banner?: string
  readonly followersCount?: number
  readonly followsCount?: number
  readonly postsCount?: number
  readonly associated?: ProfileAssociated
  readonly joinedViaStarterPack?: app_bsky_graph_defs.StarterPackViewBasic
  readonly indexedAt?: string
  readonly createdAt?: string
  readonly viewer?: ViewerState
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly pinnedPost?: com_atproto_repo_strongRef.Main
  readonly verification?: VerificationState
  readonly status?: StatusView
  readonly debug?: DataObject
}

export interface ProfileAssociated {
  readonly lists?: number
  readonly feedgens?: number
  readonly starterPacks?: number
  readonly labeler?: boolean
  readonly chat?: ProfileAssociatedChat
  readonly activitySubscription?: ProfileAssociatedActivitySubscription
  readonly germ?: ProfileAssociatedGerm
}

export interface ProfileAssociatedChat {
  readonly allowIncoming: "all" | "none" | "following" | (string & {})
  readonly allowGroupInvites?: "all" | "none" | "following" | (string & {})
}

export interface ProfileAssociatedGerm {
  readonly messageMeUrl: string
  readonly showButtonTo: "usersIFollow" | "everyone" | (string & {})
}

export interface ProfileAssociatedActivitySubscription {
  readonly allowSubscriptions: "followers" | "mutuals" | "none" | (string & {})
}

export interface ViewerState {
  readonly muted?: boolean
  readonly mutedOnlyReposts?: boolean
  readonly mutedOnlyQuoteposts?: boolean
  readonly mutedByList?: app_bsky_graph_defs.ListViewBasic
  readonly blockedBy?: boolean
  readonly blocking?: string
  readonly blockingByList?: app_bsky_graph_defs.ListViewBasic
  readonly following?: string
  readonly followedBy?: string
  readonly knownFollowers?: KnownFollowers
  readonly activitySubscription?: app_bsky_notification_defs.ActivitySubscription
}

export interface KnownFollowers {
  readonly count: number
  readonly followers: ReadonlyArray<ProfileViewBasic>
}

export interface VerificationState {
  readonly verifications: ReadonlyArray<VerificationView>
  readonly verifiedStatus: "valid" | "invalid" | "none" | (string & {})
  readonly trustedVerifierStatus: "valid" | "invalid" | "none" | (string & {})
}

export interface VerificationView {
  readonly issuer: string
  readonly issuerDisplayName?: string
  readonly issuerHandle?: string
  readonly uri: string
  readonly isValid: boolean
  readonly createdAt: string
}

export type Preferences = ReadonlyArray<({ readonly $type: "app.bsky.actor.defs#adultContentPref" } & AdultContentPref) | ({ readonly $type: "app.bsky.actor.defs#contentLabelPref" } & ContentLabelPref) | ({ readonly $type: "app.bsky.actor.defs#savedFeedsPref" } & SavedFeedsPref) | ({ readonly $type: "app.bsky.actor.defs#savedFeedsPrefV2" } & SavedFeedsPrefV2) | ({ readonly $type: "app.bsky.actor.defs#personalDetailsPref" } & PersonalDetailsPref) | ({ readonly $type: "app.bsky.actor.defs#declaredAgePref" } & DeclaredAgePref) | ({ readonly $type: "app.bsky.actor.defs#feedViewPref" } & FeedViewPref) | ({ readonly $type: "app.bsky.actor.defs#threadViewPref" } & ThreadViewPref) | ({ readonly $type: "app.bsky.actor.defs#interestsPref" } & InterestsPref) | ({ readonly $type: "app.bsky.actor.defs#mutedWordsPref" } & MutedWordsPref) | ({ readonly $type: "app.bsky.actor.defs#hiddenPostsPref" } & HiddenPostsPref) | ({ readonly $type: "app.bsky.actor.defs#bskyAppStatePref" } & BskyAppStatePref) | ({ readonly $type: "app.bsky.actor.defs#labelersPref" } & LabelersPref) | ({ readonly $type: "app.bsky.actor.defs#postInteractionSettingsPref" } & PostInteractionSettingsPref) | ({ readonly $type: "app.bsky.actor.defs#verificationPrefs" } & VerificationPrefs) | ({ readonly $type: "app.bsky.actor.defs#liveEventPreferences" } & LiveEventPreferences) | { readonly $type: string & {} }>

export interface AdultContentPref {
  readonly enabled: boolean
}

export interface ContentLabelPref {
  readonly labelerDid?: string
  readonly label: string
  readonly visibility: "ignore" | "show" | "warn" | "hide" | (string & {})
}

export interface SavedFeed {
  readonly id: string
  readonly type: "feed" | "list" | "timeline" | (string & {})
  readonly value: string
  readonly pinned: boolean
}

export interface SavedFeedsPrefV2 {
  readonly items: ReadonlyArray<SavedFeed>
}

export interface SavedFeedsPref {
  readonly pinned: ReadonlyArray<string>
  readonly saved: ReadonlyArray<string>
  readonly timelineIndex?: number
}

export interface PersonalDetailsPref {
  readonly birthDate?: string
}

export interface DeclaredAgePref {
  readonly isOverAge13?: boolean
  readonly isOverAge16?: boolean
  readonly isOverAge18?: boolean
}

export interface FeedViewPref {
  readonly feed: string
  readonly hideReplies?: boolean
  readonly hideRepliesByUnfollowed?: boolean
  readonly hideRepliesByLikeCount?: number
  readonly hideReposts?: boolean
  readonly hideQuotePosts?: boolean
}

export interface ThreadViewPref {
  readonly sort?: "oldest" | "newest" | "most-likes" | "random" | "hotness" | (string & {})
}

export interface InterestsPref {
  readonly updatedAt?: string
  readonly tags: ReadonlyArray<string>
}

export type MutedWordTarget = "content" | "tag" | (string & {})

export interface MutedWord {
  readonly id?: string
  readonly value: string
  readonly targets: ReadonlyArray<MutedWordTarget>
  readonly actorTarget?: "all" | "exclude-following" | (string & {})
  readonly expiresAt?: string
}

export interface MutedWordsPref {
  readonly items: ReadonlyArray<MutedWord>
}

export interface HiddenPostsPref {
  readonly items: ReadonlyArray<string>
}

export interface LabelersPref {
  readonly labelers: ReadonlyArray<LabelerPrefItem>
}

export interface LabelerPrefItem {
  readonly did: string
}

export interface BskyAppStatePref {
  readonly activeProgressGuide?: BskyAppProgressGuide
  readonly isBetaUser?: boolean
  readonly queuedNudges?: ReadonlyArray<string>
  readonly nuxs?: ReadonlyArray<Nux>
}

export interface BskyAppProgressGuide {
  readonly guide: string
}

export interface Nux {
  readonly id: string
  readonly completed: boolean
  readonly data?: string
  readonly expiresAt?: string
}

export interface VerificationPrefs {
  readonly hideBadges?: boolean
}

export interface LiveEventPreferences {
  readonly hiddenFeedIds?: ReadonlyArray<string>
  readonly hideAllFeeds?: boolean
}

export interface PostInteractionSettingsPref {
  readonly threadgateAllowRules?: ReadonlyArray<({ readonly $type: "app.bsky.feed.threadgate#mentionRule" } & app_bsky_feed_threadgate.MentionRule) | ({ readonly $type: "app.bsky.feed.threadgate#followerRule" } & app_bsky_feed_threadgate.FollowerRule) | ({ readonly $type: "app.bsky.feed.threadgate#followingRule" } & app_bsky_feed_threadgate.FollowingRule) | ({ readonly $type: "app.bsky.feed.threadgate#listRule" } & app_bsky_feed_threadgate.ListRule) | { readonly $type: string & {} }>
  readonly postgateEmbeddingRules?: ReadonlyArray<({ readonly $type: "app.bsky.feed.postgate#disableRule" } & app_bsky_feed_postgate.DisableRule) | { readonly $type: string & {} }>
}

export interface StatusView {
  readonly uri?: string
  readonly cid?: string
  readonly status: "app.bsky.actor.status#live" | (string & {})
  readonly record: DataObject
  readonly embed?: ({ readonly $type: "app.bsky.embed.external#view" } & app_bsky_embed_external.View) | { readonly $type: string & {} }
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly expiresAt?: string
  readonly isActive?: boolean
  readonly isDisabled?: boolean
}
