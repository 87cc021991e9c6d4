// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_draft_defs from "../../../app/bsky/draft/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly drafts: ReadonlyArray<app_bsky_draft_defs.DraftView>
}

export type Errors = never
