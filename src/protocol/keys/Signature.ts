/**
 * ECDSA verification as atproto wants it. [cryptography]
 *
 * 1. A signature is 64 bytes r‖s over SHA-256 of the message; r and s are in range.
 * 2. s is low, on both curves.
 * 3. The key is a well-formed did:key with a point on its curve.
 *
 * Total: whatever the bytes, the answer is true or false.
 * Decoding a key costs as much as using it, so decoded keys are kept, the
 * unusable ones too; the memo is cleared when full, never trimmed in an order
 * that would depend on traffic.
 */
import * as Result from "effect/Result"
import * as DidKey from "./DidKey.ts"
import * as K256 from "./K256.ts"
import * as P256 from "./P256.ts"
import { isLowSignature } from "./Scalar.ts"

type Verifier = (message: Uint8Array, signature: Uint8Array) => boolean

const memo = new Map<string, Verifier>()
const memoLimit = 65_536

const never: Verifier = () => false

const verifierOf = (didKey: string): Verifier => {
  const parsed = DidKey.parse(didKey)
  if (Result.isFailure(parsed)) return never
  const { curve, publicKey } = parsed.success
  const verify = (curve === "p256" ? P256 : K256).verifier(publicKey)
  return (message, signature) => isLowSignature(curve, signature) && verify(message, signature)
}

export const verify = (didKey: string, message: Uint8Array, signature: Uint8Array): boolean => {
  let verifier = memo.get(didKey)
  if (verifier === undefined) {
    verifier = verifierOf(didKey)
    if (memo.size >= memoLimit) memo.clear()
    memo.set(didKey, verifier)
  }
  return verifier(message, signature)
}
