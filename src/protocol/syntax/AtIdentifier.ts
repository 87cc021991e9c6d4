/** Who an account is: by DID or by handle. [did] [handle] */
import * as Did from "./Did.ts"
import * as Format from "./Format.ts"
import * as Handle from "./Handle.ts"

export type AtIdentifier = Did.Did | Handle.Handle

export const { is, parse, make } = Format.make<AtIdentifier>("at-identifier", (input) =>
  isDid(input as AtIdentifier)
    ? Did.is(input) ? undefined : "starts like a DID but is none"
    : Handle.is(input)
    ? undefined
    : "neither a DID nor a handle")

/** Tells the two apart: no handle holds a colon. */
export const isDid = (identifier: AtIdentifier): identifier is Did.Did => identifier.startsWith("did:")
