// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly passwords: ReadonlyArray<AppPassword>
}

export type Errors = "AccountTakedown"

export interface AppPassword {
  readonly name: string
  readonly createdAt: string
  readonly privileged?: boolean
}
