// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly viewer?: string
  readonly category?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly viewer?: string
  readonly category?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly dids: ReadonlyArray<string>
  readonly recId?: string
  readonly recIdStr?: string
}

export type Errors = never
