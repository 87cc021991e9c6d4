// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly uri: string
  readonly cid?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly uri: string
  readonly cid?: string
}

export type Input = undefined

export type Output = tools_ozone_moderation_defs.RecordViewDetail

export type Errors = "RecordNotFound"
