/** Signatures checked by outside libraries alone. */
import { p256 } from "@noble/curves/nist.js"
import { base58btc } from "multiformats/bases/base58"
import native from "secp256k1"
import { sha256 } from "./NaiveCar.ts"

const publicKeys = new Map<string, { readonly curve: "k256" | "p256"; readonly point: Uint8Array }>()

const publicKey = (didKey: string) => {
  let key = publicKeys.get(didKey)
  if (key === undefined) {
    const bytes = base58btc.decode(didKey.slice("did:key:".length))
    key = { curve: bytes[0] === 0xe7 ? "k256" : "p256", point: bytes.subarray(2) }
    publicKeys.set(didKey, key)
  }
  return key
}

/** Half the order of secp256k1: s may not exceed it. [cryptography] */
const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

const isLowS = (signature: Uint8Array): boolean =>
  signature.length === 64 && BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`) <= halfOrder

export const verifies = (didKey: string, message: Uint8Array, signature: Uint8Array): boolean => {
  const { curve, point } = publicKey(didKey)
  const hash = sha256(message)
  try {
    return curve === "k256"
      // The outside library takes high-S too.
      ? isLowS(signature) && native.ecdsaVerify(signature, hash, point)
      : p256.verify(signature, hash, point, { prehash: false, lowS: true })
  } catch {
    return false
  }
}
