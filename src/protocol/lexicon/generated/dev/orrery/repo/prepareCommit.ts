// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { Cid } from "../../../../../data/Cid.ts"
import type * as com_atproto_repo_applyWrites from "../../../com/atproto/repo/applyWrites.ts"
import type * as com_atproto_sync_subscribeRepos from "../../../com/atproto/sync/subscribeRepos.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly repo: string
  readonly validate?: boolean
  readonly writes: ReadonlyArray<({ readonly $type: "com.atproto.repo.applyWrites#create" } & com_atproto_repo_applyWrites.Create) | ({ readonly $type: "com.atproto.repo.applyWrites#update" } & com_atproto_repo_applyWrites.Update) | ({ readonly $type: "com.atproto.repo.applyWrites#delete" } & com_atproto_repo_applyWrites.Delete)>
  readonly swapCommit?: string
  readonly after?: string
}

export type Output = {
  readonly rev: string
  readonly since: string | null
  readonly data: Cid
  readonly prevData: Cid | null
  readonly ops: ReadonlyArray<com_atproto_sync_subscribeRepos.RepoOp>
  readonly blocks: Uint8Array
}

export type Errors = "InvalidSwap" | "NoOwnSigningKey"
