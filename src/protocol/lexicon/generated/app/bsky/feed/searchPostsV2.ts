// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_feed_defs from "../../../app/bsky/feed/defs.ts"

export type Params = {
  readonly cursor?: string
  readonly limit?: number
  readonly query?: string
  readonly sort?: "recent" | "top" | (string & {})
  readonly authors?: ReadonlyArray<string>
  readonly mentions?: ReadonlyArray<string>
  readonly domains?: ReadonlyArray<string>
  readonly urls?: ReadonlyArray<string>
  readonly embeddedAtUris?: ReadonlyArray<string>
  readonly hashtags?: ReadonlyArray<string>
  readonly excludeAuthors?: ReadonlyArray<string>
  readonly excludeMentions?: ReadonlyArray<string>
  readonly excludeDomains?: ReadonlyArray<string>
  readonly excludeUrls?: ReadonlyArray<string>
  readonly excludeEmbeddedAtUris?: ReadonlyArray<string>
  readonly excludeHashtags?: ReadonlyArray<string>
  readonly since?: string
  readonly until?: string
  readonly allTime?: boolean
  readonly languages?: ReadonlyArray<string>
  readonly excludeLanguages?: ReadonlyArray<string>
  readonly hasMedia?: boolean
  readonly hasVideo?: boolean
  readonly replyParentUri?: string
  readonly threadRootUri?: string
  readonly excludeReplies?: boolean
  readonly repliesOnly?: boolean
  readonly following?: boolean
  readonly queryLanguage?: "ja" | "zh" | "ko" | "th" | "ar" | (string & {})
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: string
  readonly limit: number
  readonly query?: string
  readonly sort?: "recent" | "top" | (string & {})
  readonly authors?: ReadonlyArray<string>
  readonly mentions?: ReadonlyArray<string>
  readonly domains?: ReadonlyArray<string>
  readonly urls?: ReadonlyArray<string>
  readonly embeddedAtUris?: ReadonlyArray<string>
  readonly hashtags?: ReadonlyArray<string>
  readonly excludeAuthors?: ReadonlyArray<string>
  readonly excludeMentions?: ReadonlyArray<string>
  readonly excludeDomains?: ReadonlyArray<string>
  readonly excludeUrls?: ReadonlyArray<string>
  readonly excludeEmbeddedAtUris?: ReadonlyArray<string>
  readonly excludeHashtags?: ReadonlyArray<string>
  readonly since?: string
  readonly until?: string
  readonly allTime?: boolean
  readonly languages?: ReadonlyArray<string>
  readonly excludeLanguages?: ReadonlyArray<string>
  readonly hasMedia?: boolean
  readonly hasVideo?: boolean
  readonly replyParentUri?: string
  readonly threadRootUri?: string
  readonly excludeReplies?: boolean
  readonly repliesOnly?: boolean
  readonly following?: boolean
  readonly queryLanguage?: "ja" | "zh" | "ko" | "th" | "ar" | (string & {})
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly hitsTotal?: number
  readonly posts: ReadonlyArray<app_bsky_feed_defs.PostView>
  readonly detectedQueryLanguages?: ReadonlyArray<"ja" | "zh" | "ko" | "th" | "ar" | (string & {})>
}

export type Errors = "BadQueryString"
