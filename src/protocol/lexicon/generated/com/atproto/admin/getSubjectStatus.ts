// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export type Params = {
  readonly did?: string
  readonly uri?: string
  readonly blob?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did?: string
  readonly uri?: string
  readonly blob?: string
}

export type Input = undefined

export type Output = {
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | ({ readonly $type: "com.atproto.admin.defs#repoBlobRef" } & com_atproto_admin_defs.RepoBlobRef) | { readonly $type: string & {} }
  readonly takedown?: com_atproto_admin_defs.StatusAttr
  readonly deactivated?: com_atproto_admin_defs.StatusAttr
}

export type Errors = never
