// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_notification_defs from "../../../app/bsky/notification/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly chat?: app_bsky_notification_defs.ChatPreference
  readonly follow?: app_bsky_notification_defs.FilterablePreference
  readonly like?: app_bsky_notification_defs.FilterablePreference
  readonly likeViaRepost?: app_bsky_notification_defs.FilterablePreference
  readonly mention?: app_bsky_notification_defs.FilterablePreference
  readonly quote?: app_bsky_notification_defs.FilterablePreference
  readonly reply?: app_bsky_notification_defs.FilterablePreference
  readonly repost?: app_bsky_notification_defs.FilterablePreference
  readonly repostViaRepost?: app_bsky_notification_defs.FilterablePreference
  readonly starterpackJoined?: app_bsky_notification_defs.Preference
  readonly subscribedPost?: app_bsky_notification_defs.Preference
  readonly unverified?: app_bsky_notification_defs.Preference
  readonly verified?: app_bsky_notification_defs.Preference
}

export type Output = {
  readonly preferences: app_bsky_notification_defs.Preferences
}

export type Errors = never
