// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_signature_defs from "../../../tools/ozone/signature/defs.ts"

export type Params = {
  readonly dids: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly dids: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly details: ReadonlyArray<tools_ozone_signature_defs.SigDetail>
}

export type Errors = never
