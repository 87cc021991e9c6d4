// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {
  readonly repo: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly repo: string
}

export type Input = undefined

export type Output = {
  readonly handle: string
  readonly did: string
  readonly didDoc: DataObject
  readonly collections: ReadonlyArray<string>
  readonly handleIsCorrect: boolean
}

export type Errors = never
