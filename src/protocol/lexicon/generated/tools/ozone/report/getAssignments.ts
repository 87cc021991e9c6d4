// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {
  readonly onlyActive?: boolean
  readonly reportIds?: ReadonlyArray<number>
  readonly dids?: ReadonlyArray<string>
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly onlyActive: boolean
  readonly reportIds?: ReadonlyArray<number>
  readonly dids?: ReadonlyArray<string>
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly assignments: ReadonlyArray<tools_ozone_report_defs.AssignmentView>
}

export type Errors = never
