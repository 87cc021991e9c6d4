// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly swapOperation: string
  readonly passphrase: string
  readonly rotationKeys?: ReadonlyArray<string>
  readonly verificationMethods?: DataObject
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly services?: DataObject
}

export type Output = {
  readonly cid: string
}

export type Errors = "WrongPassphrase" | "NotPublished" | "InvalidSwap"
