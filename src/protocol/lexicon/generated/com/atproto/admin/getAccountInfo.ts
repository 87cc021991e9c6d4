// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"

export type Params = {
  readonly did: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
}

export type Input = undefined

export type Output = com_atproto_admin_defs.AccountView

export type Errors = never
