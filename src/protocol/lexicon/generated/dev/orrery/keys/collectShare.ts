// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly guardian: string
  readonly recipient: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly guardian: string
  readonly recipient: string
}

export type Input = undefined

export type Output = {
  readonly key: string
  readonly sealed: string
}

export type Errors = "NotGiven" | "Refused"
