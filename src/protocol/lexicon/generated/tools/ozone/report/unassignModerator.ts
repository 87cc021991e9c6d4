// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly reportId: number
}

export type Output = tools_ozone_report_defs.AssignmentView

export type Errors = "InvalidAssignment"
