// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly handle: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly handle: string
}

export type Input = undefined

export type Output = {
  readonly did: string
}

export type Errors = "HandleNotFound"
