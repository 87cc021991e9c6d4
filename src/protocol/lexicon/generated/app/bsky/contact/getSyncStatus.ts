// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_contact_defs from "../../../app/bsky/contact/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly syncStatus?: app_bsky_contact_defs.SyncStatus
}

export type Errors = "InvalidDid" | "InternalError"
