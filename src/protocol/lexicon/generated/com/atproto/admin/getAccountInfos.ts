// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"

export type Params = {
  readonly dids: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly dids: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly infos: ReadonlyArray<com_atproto_admin_defs.AccountView>
}

export type Errors = never
