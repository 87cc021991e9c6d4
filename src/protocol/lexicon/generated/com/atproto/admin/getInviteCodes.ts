// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_server_defs from "../../../com/atproto/server/defs.ts"

export type Params = {
  readonly sort?: "recent" | "usage" | (string & {})
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly sort: "recent" | "usage" | (string & {})
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly codes: ReadonlyArray<com_atproto_server_defs.InviteCode>
}

export type Errors = never
