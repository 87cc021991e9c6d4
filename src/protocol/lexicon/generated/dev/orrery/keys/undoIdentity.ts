// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly passphrase: string
  readonly cid: string
  readonly removeKeys?: ReadonlyArray<string>
  readonly trustedKeys?: ReadonlyArray<string>
}

export type Output = {
  readonly cid: string
  readonly nullified: ReadonlyArray<string>
  readonly takenBack: ReadonlyArray<TakenBack>
}

export type Errors = "WrongPassphrase" | "NotPublished" | "TrustedThief"

export interface TakenBack {
  readonly cid: string
  readonly signedBy?: string
  readonly restored: boolean
  readonly rotationKeys: ReadonlyArray<string>
  readonly alsoKnownAs: ReadonlyArray<string>
}
