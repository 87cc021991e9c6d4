// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly dids: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly dids: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly stats: ReadonlyArray<tools_ozone_moderation_defs.ReporterStats>
}

export type Errors = never
