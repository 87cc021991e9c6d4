// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly subjects: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly subjects: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly subjects: ReadonlyArray<tools_ozone_moderation_defs.SubjectView>
}

export type Errors = never
