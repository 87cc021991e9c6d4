// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = Uint8Array

export type Output = {
  readonly blob: BlobRef
}

export type Errors = never
