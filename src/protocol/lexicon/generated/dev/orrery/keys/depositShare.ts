// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly guardian: string
  readonly key: string
  readonly threshold: number
  readonly shares: number
  readonly sealed: string
  readonly email: string
}

export type Output = undefined

export type Errors = "NotAGuardian" | "AlreadyDeposited" | "TooManyShares"
