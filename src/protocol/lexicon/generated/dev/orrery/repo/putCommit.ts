// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_repo_applyWrites from "../../../com/atproto/repo/applyWrites.ts"
import type * as com_atproto_repo_defs from "../../../com/atproto/repo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly repo: string
  readonly validate?: boolean
  readonly writes: ReadonlyArray<({ readonly $type: "com.atproto.repo.applyWrites#create" } & com_atproto_repo_applyWrites.Create) | ({ readonly $type: "com.atproto.repo.applyWrites#update" } & com_atproto_repo_applyWrites.Update) | ({ readonly $type: "com.atproto.repo.applyWrites#delete" } & com_atproto_repo_applyWrites.Delete)>
  readonly swapCommit?: string
  readonly commit: Uint8Array
  readonly activate?: boolean
}

export type Output = {
  readonly commit: com_atproto_repo_defs.CommitMeta
  readonly results: ReadonlyArray<({ readonly $type: "com.atproto.repo.applyWrites#createResult" } & com_atproto_repo_applyWrites.CreateResult) | ({ readonly $type: "com.atproto.repo.applyWrites#updateResult" } & com_atproto_repo_applyWrites.UpdateResult) | ({ readonly $type: "com.atproto.repo.applyWrites#deleteResult" } & com_atproto_repo_applyWrites.DeleteResult)>
}

export type Errors = "InvalidSwap" | "NoOwnSigningKey" | "InvalidCommit" | "ExpiredCommit"
