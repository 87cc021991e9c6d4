/**
 * secp256r1 (NIST P-256) by OpenSSL, which derives and verifies. It accepts
 * high-S; `Signature.ts` refuses it first. Its own signatures draw nonces at
 * random, so signing takes from it the one costly step alone: the nonce is of
 * RFC 6979, its point is OpenSSL's, and the rest is
 *
 *   s = k⁻¹·(z + r·d) mod n
 */
import { createECDH, createPublicKey, hash, verify as verifyWith } from "node:crypto"
import { nonces } from "./Rfc6979.ts"
import * as Scalar from "./Scalar.ts"

const n = Scalar.order.p256

/** SubjectPublicKeyInfo of a compressed P-256 point, up to the point itself. */
const spkiPrefix = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex")

/** 33 bytes, compressed. */
export const publicKey = (secret: Uint8Array): Uint8Array => {
  const ecdh = createECDH("prime256v1")
  ecdh.setPrivateKey(secret)
  return new Uint8Array(ecdh.getPublicKey(null, "compressed"))
}

const latin1Write = Buffer.prototype.latin1Write

export const sign = (secret: Uint8Array, message: Uint8Array): Uint8Array => {
  const digest = new Uint8Array(32)
  latin1Write.call(digest, hash("sha256", message, "binary"), 0)
  const z = Scalar.toBigInt(digest)
  const d = Scalar.toBigInt(secret)
  const candidates = nonces("p256", secret, digest)
  for (;;) {
    const nonce = candidates.next().value
    const r = Scalar.toBigInt(publicKey(nonce), 1) % n
    const k = Scalar.toBigInt(nonce)
    // The time that big numbers take tells something of them: k and d are only used times a mask that cancels out.
    const mask = Scalar.toBigInt(candidates.next().value)
    const s = (Scalar.invert((k * mask) % n, n) * ((mask * z + ((mask * d) % n) * r) % n)) % n
    if (r === 0n || s === 0n) continue
    const signature = new Uint8Array(64)
    Scalar.write(r, signature, 0)
    Scalar.write(s > n >> 1n ? n - s : s, signature, 32)
    return signature
  }
}

/** A verifier that keeps the decoded key: decoding costs more than verifying. */
export const verifier = (point: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean => {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, point]), format: "der", type: "spki" })
  const options = { key, dsaEncoding: "ieee-p1363" } as const
  return (message, signature) => verifyWith("sha256", message, options, signature)
}
