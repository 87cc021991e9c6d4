// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly tokenRequired: boolean
}

export type Errors = never
