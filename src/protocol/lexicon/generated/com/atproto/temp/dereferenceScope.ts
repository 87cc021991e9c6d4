// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly scope: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly scope: string
}

export type Input = undefined

export type Output = {
  readonly scope: string
}

export type Errors = "InvalidScopeReference"
