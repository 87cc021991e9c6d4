// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly uris: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uris: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly records: ReadonlyArray<({ readonly $type: "tools.ozone.moderation.defs#recordViewDetail" } & tools_ozone_moderation_defs.RecordViewDetail) | ({ readonly $type: "tools.ozone.moderation.defs#recordViewNotFound" } & tools_ozone_moderation_defs.RecordViewNotFound) | { readonly $type: string & {} }>
}

export type Errors = never
