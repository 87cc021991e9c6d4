// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as com_atproto_repo_defs from "../../../com/atproto/repo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly repo: string
  readonly validate?: boolean
  readonly writes: ReadonlyArray<({ readonly $type: "com.atproto.repo.applyWrites#create" } & Create) | ({ readonly $type: "com.atproto.repo.applyWrites#update" } & Update) | ({ readonly $type: "com.atproto.repo.applyWrites#delete" } & Delete)>
  readonly swapCommit?: string
}

export type Output = {
  readonly commit?: com_atproto_repo_defs.CommitMeta
  readonly results?: ReadonlyArray<({ readonly $type: "com.atproto.repo.applyWrites#createResult" } & CreateResult) | ({ readonly $type: "com.atproto.repo.applyWrites#updateResult" } & UpdateResult) | ({ readonly $type: "com.atproto.repo.applyWrites#deleteResult" } & DeleteResult)>
}

export type Errors = "InvalidSwap"

export interface Create {
  readonly collection: string
  readonly rkey?: string
  readonly value: DataObject
}

export interface Update {
  readonly collection: string
  readonly rkey: string
  readonly value: DataObject
}

export interface Delete {
  readonly collection: string
  readonly rkey: string
}

export interface CreateResult {
  readonly uri: string
  readonly cid: string
  readonly validationStatus?: "valid" | "unknown" | (string & {})
}

export interface UpdateResult {
  readonly uri: string
  readonly cid: string
  readonly validationStatus?: "valid" | "unknown" | (string & {})
}

export interface DeleteResult {}
