/**
 * secp256r1 (NIST P-256): OpenSSL derives and verifies, noble signs, because
 * OpenSSL's ECDSA draws its nonce at random and RFC 6979 does not. OpenSSL
 * accepts high-S; `Signature.ts` refuses it first.
 */
import { p256 as noble } from "@noble/curves/nist.js"
import { createECDH, createPublicKey, hash, verify as verifyWith } from "node:crypto"

/** SubjectPublicKeyInfo of a compressed P-256 point, up to the point itself. */
const spkiPrefix = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex")

/** 33 bytes, compressed. */
export const publicKey = (secret: Uint8Array): Uint8Array => {
  const ecdh = createECDH("prime256v1")
  ecdh.setPrivateKey(secret)
  return new Uint8Array(ecdh.getPublicKey(null, "compressed"))
}

export const sign = (secret: Uint8Array, message: Uint8Array): Uint8Array =>
  noble.sign(hash("sha256", message, "buffer"), secret, { prehash: false, lowS: true })

/** A verifier that keeps the decoded key: decoding costs more than verifying. */
export const verifier = (point: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean => {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, point]), format: "der", type: "spki" })
  const options = { key, dsaEncoding: "ieee-p1363" } as const
  return (message, signature) => verifyWith("sha256", message, options, signature)
}
