// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly name: string
  readonly privileged?: boolean
}

export type Output = AppPassword

export type Errors = "AccountTakedown"

export interface AppPassword {
  readonly name: string
  readonly password: string
  readonly createdAt: string
  readonly privileged?: boolean
}
