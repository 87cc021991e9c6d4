// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly token?: string
  readonly rotationKeys?: ReadonlyArray<string>
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly verificationMethods?: DataObject
  readonly services?: DataObject
}

export type Output = {
  readonly operation: DataObject
}

export type Errors = never
