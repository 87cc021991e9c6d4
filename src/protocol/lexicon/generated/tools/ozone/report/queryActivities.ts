// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {
  readonly activityTypes?: ReadonlyArray<string>
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly sortDirection?: "asc" | "desc"
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly activityTypes?: ReadonlyArray<string>
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly sortDirection: "asc" | "desc"
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly activities: ReadonlyArray<tools_ozone_report_defs.ReportActivityView>
  readonly cursor?: string
}

export type Errors = never
