// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface RecordDeleted {}

export interface ChatPreference {
  readonly include: "all" | "accepted" | (string & {})
  readonly push: boolean
}

export interface FilterablePreference {
  readonly include: "all" | "follows" | (string & {})
  readonly list: boolean
  readonly push: boolean
}

export interface Preference {
  readonly list: boolean
  readonly push: boolean
}

export interface Preferences {
  readonly chat: ChatPreference
  readonly follow: FilterablePreference
  readonly like: FilterablePreference
  readonly likeViaRepost: FilterablePreference
  readonly mention: FilterablePreference
  readonly quote: FilterablePreference
  readonly reply: FilterablePreference
  readonly repost: FilterablePreference
  readonly repostViaRepost: FilterablePreference
  readonly starterpackJoined: Preference
  readonly subscribedPost: Preference
  readonly unverified: Preference
  readonly verified: Preference
}

export interface ActivitySubscription {
  readonly post: boolean
  readonly reply: boolean
}

export interface SubjectActivitySubscription {
  readonly subject: string
  readonly activitySubscription: ActivitySubscription
}
