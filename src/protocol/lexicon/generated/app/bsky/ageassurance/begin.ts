// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_ageassurance_defs from "../../../app/bsky/ageassurance/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly email: string
  readonly language: string
  readonly countryCode: string
  readonly regionCode?: string
}

export type Output = app_bsky_ageassurance_defs.State

export type Errors = "InvalidEmail" | "DidTooLong" | "InvalidInitiation" | "RegionNotSupported"
