// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly did: string
  readonly recipient: string
}

export type Output = undefined

export type Errors = never
