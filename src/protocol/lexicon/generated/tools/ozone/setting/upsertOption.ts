// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as tools_ozone_setting_defs from "../../../tools/ozone/setting/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly key: string
  readonly scope: "instance" | "personal" | (string & {})
  readonly value: DataObject
  readonly description?: string
  readonly managerRole?: "tools.ozone.team.defs#roleModerator" | "tools.ozone.team.defs#roleTriage" | "tools.ozone.team.defs#roleVerifier" | "tools.ozone.team.defs#roleAdmin" | (string & {})
}

export type Output = {
  readonly option: tools_ozone_setting_defs.Option
}

export type Errors = never
