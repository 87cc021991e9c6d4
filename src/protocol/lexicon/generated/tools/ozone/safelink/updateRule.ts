// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_safelink_defs from "../../../tools/ozone/safelink/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly url: string
  readonly pattern: tools_ozone_safelink_defs.PatternType
  readonly action: tools_ozone_safelink_defs.ActionType
  readonly reason: tools_ozone_safelink_defs.ReasonType
  readonly comment?: string
  readonly createdBy?: string
}

export type Output = tools_ozone_safelink_defs.Event

export type Errors = "RuleNotFound"
