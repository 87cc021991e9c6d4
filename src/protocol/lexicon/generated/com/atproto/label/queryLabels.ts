// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export type Params = {
  readonly uriPatterns: ReadonlyArray<string>
  readonly sources?: ReadonlyArray<string>
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uriPatterns: ReadonlyArray<string>
  readonly sources?: ReadonlyArray<string>
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly labels: ReadonlyArray<com_atproto_label_defs.Label>
}

export type Errors = never
