// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_sync_defs from "../../../com/atproto/sync/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly hosts: ReadonlyArray<Host>
}

export type Errors = never

export interface Host {
  readonly hostname: string
  readonly seq?: number
  readonly accountCount?: number
  readonly status?: com_atproto_sync_defs.HostStatus
}
