// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_sync_defs from "../../../com/atproto/sync/defs.ts"

export type Params = {
  readonly hostname: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly hostname: string
}

export type Input = undefined

export type Output = {
  readonly hostname: string
  readonly seq?: number
  readonly accountCount?: number
  readonly status?: com_atproto_sync_defs.HostStatus
}

export type Errors = "HostNotFound"
