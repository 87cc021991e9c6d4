// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"

export type Params = {
  readonly values: ReadonlyArray<string>
  readonly cursor?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly values: ReadonlyArray<string>
  readonly cursor?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly accounts: ReadonlyArray<com_atproto_admin_defs.AccountView>
}

export type Errors = never
