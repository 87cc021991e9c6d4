// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_set_defs from "../../../tools/ozone/set/defs.ts"

export type Params = {
  readonly name: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly name: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly set: tools_ozone_set_defs.SetView
  readonly values: ReadonlyArray<string>
  readonly cursor?: string
}

export type Errors = "SetNotFound"
