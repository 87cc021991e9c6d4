// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export interface IdentityInfo {
  readonly did: string
  readonly handle: string
  readonly didDoc: DataObject
}
