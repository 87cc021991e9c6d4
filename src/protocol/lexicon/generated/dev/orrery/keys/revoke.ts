// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as dev_orrery_keys_defs from "../../../dev/orrery/keys/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly cid: string
}

export type Output = {
  readonly revocation: dev_orrery_keys_defs.Revocation
}

export type Errors = "NoSuchDelegation"
