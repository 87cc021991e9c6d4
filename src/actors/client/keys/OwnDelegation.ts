/**
 * Delegations by an owner who needs no key manager: the account's `#delegation`
 * key lies at home, beside the rotation keys. Nobody keeps a list for such an
 * owner, so a revocation is brought to the PDS itself.
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import type { PlcState } from "../../../protocol/plc/Operation.ts"
import type { Capability } from "../../../protocol/ucan/Capability.ts"
import * as Revocation from "../../../protocol/ucan/Revocation.ts"
import * as Ucan from "../../../protocol/ucan/Ucan.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently } from "../Session.ts"

export interface Grant {
  /** did:key of the device. */
  readonly audience: string
  readonly capabilities: ReadonlyArray<Omit<Capability, "did">>
  readonly expSeconds: number
}

/** The state with this key as the account's `#delegation`. */
export const withKey = (state: PlcState, key: KeyPair): PlcState => ({
  ...state,
  verificationMethods: { ...state.verificationMethods, [Ucan.keyId]: key.didKey }
})

export const issue = Effect.fnUntraced(function*(did: Did, key: KeyPair, { audience, capabilities, expSeconds }: Grant) {
  const keys = yield* Keys
  const { randomBytes } = yield* SecureRandom
  const nonce = Buffer.from(yield* randomBytes(12)).toString("base64url")
  const ucan = Ucan.issue({ iss: did, aud: audience, expSeconds, nonce, capabilities: capabilities.map((each) => ({ ...each, did })) }, key, keys)
  return { ucan, cid: Ucan.cidOf(ucan).toString() }
})

/** Revokes at the PDS, which honours it from its answer on. */
export const revoke = Effect.fnUntraced(function*(did: Did, key: KeyPair, cid: string, pdsOrigin: string) {
  const keys = yield* Keys
  const revocation = Revocation.sign(did, cid, key, keys)
  yield* patiently(() => Client.procedure("dev.orrery.keys.putRevocation", { origin: pdsOrigin, input: { did, revocation } }))
})
