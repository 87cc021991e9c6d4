// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly did: string
  readonly token: string
  readonly recoveryCode: string
  readonly passphrase: string
}

export type Output = {
  readonly delegationKey: string
  readonly accessJwt: string
  readonly expiresAt: string
}

export type Errors = "InvalidToken" | "WrongRecoveryCode" | "NotPublished"
