// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly viewer?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly viewer?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly feeds: ReadonlyArray<string>
}

export type Errors = never
