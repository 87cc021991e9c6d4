// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_set_defs from "../../../tools/ozone/set/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = tools_ozone_set_defs.Set

export type Output = tools_ozone_set_defs.SetView

export type Errors = never
