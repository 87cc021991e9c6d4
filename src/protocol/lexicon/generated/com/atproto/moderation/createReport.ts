// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"
import type * as com_atproto_moderation_defs from "../../../com/atproto/moderation/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly reasonType: com_atproto_moderation_defs.ReasonType
  readonly reason?: string
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | { readonly $type: string & {} }
  readonly modTool?: ModTool
}

export type Output = {
  readonly id: number
  readonly reasonType: com_atproto_moderation_defs.ReasonType
  readonly reason?: string
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | { readonly $type: string & {} }
  readonly reportedBy: string
  readonly createdAt: string
}

export type Errors = never

export interface ModTool {
  readonly name: string
  readonly meta?: DataObject
}
