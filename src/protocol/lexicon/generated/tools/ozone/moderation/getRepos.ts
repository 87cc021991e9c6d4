// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly dids: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly dids: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly repos: ReadonlyArray<({ readonly $type: "tools.ozone.moderation.defs#repoViewDetail" } & tools_ozone_moderation_defs.RepoViewDetail) | ({ readonly $type: "tools.ozone.moderation.defs#repoViewNotFound" } & tools_ozone_moderation_defs.RepoViewNotFound) | { readonly $type: string & {} }>
}

export type Errors = never
