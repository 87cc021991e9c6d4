// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly passphrase: string
  readonly recoveryCode: string
  readonly email: string
}

export type Output = {
  readonly rotationKey: string
  readonly delegationKey: string
  readonly endpoint: string
}

export type Errors = "AlreadyEnrolled"
