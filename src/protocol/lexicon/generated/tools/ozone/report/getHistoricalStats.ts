// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {
  readonly queueId?: number
  readonly moderatorDid?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly startDate?: string
  readonly endDate?: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly queueId?: number
  readonly moderatorDid?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly startDate?: string
  readonly endDate?: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly stats: ReadonlyArray<tools_ozone_report_defs.HistoricalStats>
  readonly cursor?: string
}

export type Errors = never
