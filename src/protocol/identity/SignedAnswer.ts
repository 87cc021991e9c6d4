/**
 * A signed zone's answer: what DNSSEC's RRSIG and NSEC do for a handle, in one
 * signature. RFC 4033, 4034; [handle] "DNSSEC is not required"
 *
 * 1. The zone's key signs name, type, all values and an expiry together, so
 *    that neither a value nor an absence can be forged, nor kept for ever.
 * 2. No value is a signed absence.
 * 3. Who knows the zone's key calls an answer secure if this holds and bogus if
 *    not; who knows none calls it insecure and takes it, as resolvers do.
 *
 * Out of scope: delegation from the root, key rollover, wildcards, wire format.
 */
import * as Base64Url from "../keys/Base64Url.ts"
import type { KeyPair, Keys } from "../keys/Keys.ts"

export interface Answer {
  readonly name: string
  readonly type: "TXT"
  /** In any order. */
  readonly values: ReadonlyArray<string>
  readonly expiresMillis: number
}

const encoder = new TextEncoder()

/** An array of fixed form, so that nothing can be read in two ways. */
const signingInput = ({ expiresMillis, name, type, values }: Answer): Uint8Array =>
  encoder.encode(JSON.stringify(["orrery zone answer 1", name, type, values.toSorted(), expiresMillis]))

export const sign = (answer: Answer, key: KeyPair, sign: Keys["Service"]["sign"]): string =>
  Base64Url.encode(sign(key, signingInput(answer)))

export const holds = (
  answer: Answer,
  signature: string,
  against: { readonly zoneKey: string; readonly verify: Keys["Service"]["verify"]; readonly nowMillis: number }
): boolean => {
  const bytes = Base64Url.decode(signature)
  return bytes !== undefined && against.nowMillis < answer.expiresMillis && against.verify(against.zoneKey, signingInput(answer), bytes)
}
