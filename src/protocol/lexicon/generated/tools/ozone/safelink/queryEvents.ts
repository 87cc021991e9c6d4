// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_safelink_defs from "../../../tools/ozone/safelink/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly cursor?: string
  readonly limit?: number
  readonly urls?: ReadonlyArray<string>
  readonly patternType?: string
  readonly sortDirection?: "asc" | "desc" | (string & {})
}

export type Output = {
  readonly cursor?: string
  readonly events: ReadonlyArray<tools_ozone_safelink_defs.Event>
}

export type Errors = never
