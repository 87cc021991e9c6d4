// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly codeCount: number
  readonly useCount: number
  readonly forAccounts?: ReadonlyArray<string>
}

export type Output = {
  readonly codes: ReadonlyArray<AccountCodes>
}

export type Errors = never

export interface AccountCodes {
  readonly account: string
  readonly codes: ReadonlyArray<string>
}
