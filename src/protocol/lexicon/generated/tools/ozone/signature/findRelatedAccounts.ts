// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"
import type * as tools_ozone_signature_defs from "../../../tools/ozone/signature/defs.ts"

export type Params = {
  readonly did: string
  readonly cursor?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly cursor?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly accounts: ReadonlyArray<RelatedAccount>
}

export type Errors = never

export interface RelatedAccount {
  readonly account: com_atproto_admin_defs.AccountView
  readonly similarities?: ReadonlyArray<tools_ozone_signature_defs.SigDetail>
}
