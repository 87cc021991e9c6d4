// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly records: Usage
  readonly blobBytes: Usage
}

export type Errors = never

export interface Usage {
  readonly used: number
  readonly limit?: number
}
