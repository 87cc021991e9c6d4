// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly handle: string
  readonly did: string
  readonly didDoc?: DataObject
  readonly email?: string
  readonly emailConfirmed?: boolean
  readonly emailAuthFactor?: boolean
  readonly active?: boolean
  readonly status?: "takendown" | "suspended" | "deactivated" | (string & {})
}

export type Errors = never
