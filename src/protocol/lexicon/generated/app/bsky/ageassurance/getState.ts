// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_ageassurance_defs from "../../../app/bsky/ageassurance/defs.ts"

export type Params = {
  readonly countryCode: string
  readonly regionCode?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly countryCode: string
  readonly regionCode?: string
}

export type Input = undefined

export type Output = {
  readonly state: app_bsky_ageassurance_defs.State
  readonly metadata: app_bsky_ageassurance_defs.StateMetadata
}

export type Errors = never
