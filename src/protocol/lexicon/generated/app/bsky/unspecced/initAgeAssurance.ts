// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly email: string
  readonly language: string
  readonly countryCode: string
}

export type Output = app_bsky_unspecced_defs.AgeAssuranceState

export type Errors = "InvalidEmail" | "DidTooLong" | "InvalidInitiation"
