// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_repo_defs from "../../../com/atproto/repo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly repo: string
  readonly collection: string
  readonly rkey: string
  readonly swapRecord?: string
  readonly swapCommit?: string
}

export type Output = {
  readonly commit?: com_atproto_repo_defs.CommitMeta
}

export type Errors = "InvalidSwap"
