// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly startReportId: number
  readonly endReportId: number
}

export type Output = {
  readonly assigned: number
  readonly unmatched: number
}

export type Errors = "OutOfRange"
