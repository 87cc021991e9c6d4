// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export type Params = {
  readonly since?: number
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly since?: number
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly labels: ReadonlyArray<com_atproto_label_defs.Label>
}

export type Errors = never
