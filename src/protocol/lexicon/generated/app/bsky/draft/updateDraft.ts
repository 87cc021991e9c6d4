// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_draft_defs from "../../../app/bsky/draft/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly draft: app_bsky_draft_defs.DraftWithId
}

export type Output = undefined

export type Errors = never
