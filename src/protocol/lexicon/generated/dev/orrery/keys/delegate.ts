// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as dev_orrery_keys_defs from "../../../dev/orrery/keys/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly audience: string
  readonly name?: string
  readonly capabilities: ReadonlyArray<dev_orrery_keys_defs.Capability>
  readonly lifetimeSeconds: number
}

export type Output = {
  readonly ucan: string
  readonly cid: string
  readonly expiresAt: string
}

export type Errors = "TooManyDelegations"
