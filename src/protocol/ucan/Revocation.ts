/**
 * A grant taken back: the CID of a token, signed by somebody above it in its
 * chain. [UCAN 0.10 §5]
 *
 *     { iss, revoke: <CID>, challenge: sign("REVOKE:" + CID) }
 *
 * Signed, so that who keeps the list can withhold entries and invent none.
 * Revocation is for ever: there is no entry that takes one back.
 */
import * as Result from "effect/Result"
import { Cid } from "../data/Cid.ts"
import * as Base64Url from "../keys/Base64Url.ts"
import type { KeyPair, Keys } from "../keys/Keys.ts"
import * as Did from "../syntax/Did.ts"

export interface Revocation {
  readonly iss: string
  readonly revoke: string
  readonly challenge: string
}

const encoder = new TextEncoder()
const signingInput = (cid: string): Uint8Array => encoder.encode(`REVOKE:${cid}`)

export const sign = (iss: string, cid: string, key: KeyPair, keys: Pick<Keys["Service"], "sign">): Revocation => ({
  iss,
  revoke: cid,
  challenge: Base64Url.encode(keys.sign(key, signingInput(cid)))
})

export const fromJson = (json: unknown): Result.Result<Revocation, string> => {
  if (typeof json !== "object" || json === null) return Result.fail("a revocation is an object")
  const { challenge, iss, revoke } = json as { readonly [key: string]: unknown }
  if (typeof iss !== "string" || !Did.is(iss)) return Result.fail("iss is a DID")
  if (typeof revoke !== "string" || Result.isFailure(Cid.parse(revoke))) return Result.fail("revoke is a CID")
  return typeof challenge === "string" ? Result.succeed({ iss, revoke, challenge }) : Result.fail("challenge is a signature")
}

/** Under the issuer's key. */
export const holds = ({ challenge, revoke }: Revocation, didKey: string, keys: Pick<Keys["Service"], "verify">): boolean => {
  const signature = Base64Url.decode(challenge)
  return signature !== undefined && keys.verify(didKey, signingInput(revoke), signature)
}
