// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {
  readonly repo: string
  readonly collection: string
  readonly rkey: string
  readonly cid?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly repo: string
  readonly collection: string
  readonly rkey: string
  readonly cid?: string
}

export type Input = undefined

export type Output = {
  readonly uri: string
  readonly cid?: string
  readonly value: DataObject
}

export type Errors = "RecordNotFound"
