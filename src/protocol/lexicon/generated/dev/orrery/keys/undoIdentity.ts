// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly passphrase: string
  readonly cid: string
  readonly removeKeys?: ReadonlyArray<string>
}

export type Output = {
  readonly cid: string
  readonly nullified: ReadonlyArray<string>
}

export type Errors = "WrongPassphrase" | "NotPublished"
