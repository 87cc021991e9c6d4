// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as com_atproto_repo_defs from "../../../com/atproto/repo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly repo: string
  readonly collection: string
  readonly rkey?: string
  readonly validate?: boolean
  readonly record: DataObject
  readonly swapCommit?: string
}

export type Output = {
  readonly uri: string
  readonly cid: string
  readonly commit?: com_atproto_repo_defs.CommitMeta
  readonly validationStatus?: "valid" | "unknown" | (string & {})
}

export type Errors = "InvalidSwap"
