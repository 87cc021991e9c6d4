// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly q: string
  readonly sort?: "top" | "latest" | (string & {})
  readonly since?: string
  readonly until?: string
  readonly mentions?: string
  readonly author?: string
  readonly lang?: string
  readonly domain?: string
  readonly url?: string
  readonly tag?: ReadonlyArray<string>
  readonly viewer?: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly q: string
  readonly sort: "top" | "latest" | (string & {})
  readonly since?: string
  readonly until?: string
  readonly mentions?: string
  readonly author?: string
  readonly lang?: string
  readonly domain?: string
  readonly url?: string
  readonly tag?: ReadonlyArray<string>
  readonly viewer?: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly hitsTotal?: number
  readonly posts: ReadonlyArray<app_bsky_unspecced_defs.SkeletonSearchPost>
}

export type Errors = "BadQueryString"
