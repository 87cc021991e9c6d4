// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {
  readonly queueId?: number
  readonly moderatorDid?: string
  readonly reportTypes?: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly queueId?: number
  readonly moderatorDid?: string
  readonly reportTypes?: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly stats: tools_ozone_report_defs.LiveStats
}

export type Errors = never
