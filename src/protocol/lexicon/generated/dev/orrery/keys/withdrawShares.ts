// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly guardian: string
}

export type Output = {
  readonly withdrawn: number
}

export type Errors = "NotPublished"
