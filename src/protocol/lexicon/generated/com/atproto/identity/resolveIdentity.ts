// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_identity_defs from "../../../com/atproto/identity/defs.ts"

export type Params = {
  readonly identifier: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly identifier: string
}

export type Input = undefined

export type Output = com_atproto_identity_defs.IdentityInfo

export type Errors = "HandleNotFound" | "DidNotFound" | "DidDeactivated"
