// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_server_defs from "../../../com/atproto/server/defs.ts"

export type Params = {
  readonly includeUsed?: boolean
  readonly createAvailable?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly includeUsed: boolean
  readonly createAvailable: boolean
}

export type Input = undefined

export type Output = {
  readonly codes: ReadonlyArray<com_atproto_server_defs.InviteCode>
}

export type Errors = "DuplicateCreate"
