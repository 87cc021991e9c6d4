// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as dev_orrery_keys_defs from "../../../dev/orrery/keys/defs.ts"

export type Params = {
  readonly did: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
}

export type Input = undefined

export type Output = {
  readonly revocations: ReadonlyArray<dev_orrery_keys_defs.Revocation>
}

export type Errors = never
