/**
 * secp256k1 by libsecp256k1's native binding, or by noble where no prebuilt
 * binding loads. The package's own entry falls back to `elliptic` without a
 * word; importing its `bindings.js` cannot. Both arms sign alike: RFC 6979,
 * low-S. Callers have checked ranges, lengths and, where it says nothing else, that
 * the point is on the curve.
 */
import { secp256k1 as noble } from "@noble/curves/secp256k1.js"
import { hash } from "node:crypto"
import { createRequire } from "node:module"

type Binding = Pick<typeof import("secp256k1"), "publicKeyConvert" | "publicKeyCreate" | "ecdsaSign" | "ecdsaVerify">

const native: Binding | undefined = (() => {
  try {
    return createRequire(import.meta.url)("secp256k1/bindings.js") as Binding
  } catch {
    return undefined
  }
})()

/** Which implementation this process signs and verifies k256 with. */
export const backend: "libsecp256k1" | "noble" = native === undefined ? "noble" : "libsecp256k1"

const latin1Write = Buffer.prototype.latin1Write
const digest = new Uint8Array(32)

/**
 * Shared: whoever gets it has done with it before the next call. As a string it
 * comes in a third of the time of a Buffer.
 */
const sha256 = (message: Uint8Array): Uint8Array => {
  latin1Write.call(digest, hash("sha256", message, "binary"), 0)
  return digest
}

/** A point of 33 or 65 bytes in 33; throws where it is not on the curve. */
export const compress: (point: Uint8Array) => Uint8Array = native === undefined
  ? (point) => noble.Point.fromBytes(point).toBytes(true)
  : (point) => native.publicKeyConvert(point, true)

/** 33 bytes, compressed. */
export const publicKey: (secret: Uint8Array) => Uint8Array = native === undefined
  ? (secret) => noble.getPublicKey(secret)
  : (secret) => native.publicKeyCreate(secret)

export const sign: (secret: Uint8Array, message: Uint8Array) => Uint8Array = native === undefined
  ? (secret, message) => noble.sign(sha256(message), secret, { prehash: false })
  : (secret, message) => native.ecdsaSign(sha256(message), secret).signature

/** A verifier that keeps the point uncompressed: its square root costs a tenth of the rest. */
export const verifier: (point: Uint8Array) => (message: Uint8Array, signature: Uint8Array) => boolean = native === undefined
  ? (point) => (message, signature) => noble.verify(signature, sha256(message), point, { prehash: false })
  : (point) => {
    const whole = native.publicKeyConvert(point, false)
    return (message, signature) => native.ecdsaVerify(signature, sha256(message), whole)
  }
