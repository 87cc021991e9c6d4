// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
}

export type Input = undefined

export type Output = {
  readonly rotationKey: string
}

export type Errors = "NotAGuardian"
