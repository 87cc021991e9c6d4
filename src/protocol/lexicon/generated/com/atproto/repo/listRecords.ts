// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {
  readonly repo: string
  readonly collection: string
  readonly limit?: number
  readonly cursor?: string
  readonly reverse?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly repo: string
  readonly collection: string
  readonly limit: number
  readonly cursor?: string
  readonly reverse?: boolean
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly records: ReadonlyArray<Record>
}

export type Errors = never

export interface Record {
  readonly uri: string
  readonly cid: string
  readonly value: DataObject
}
