// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly priority?: boolean
  readonly seenAt?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly priority?: boolean
  readonly seenAt?: string
}

export type Input = undefined

export type Output = {
  readonly count: number
}

export type Errors = never
