// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly report: tools_ozone_report_defs.ReportView
}

export type Errors = "NotFound"
