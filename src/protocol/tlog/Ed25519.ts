/**
 * Ed25519 [RFC 8032] by node:crypto: deterministic, and as strict as OpenSSL
 * about the canonical s. Keys are 32 bytes; objects made of them are kept, for
 * making one costs as much as a signature.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign as nodeSign, verify as nodeVerify } from "node:crypto"

export const keyBytes = 32
export const signatureBytes = 64

export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** What stands before the 32 bytes in PKCS #8 and in SPKI. [RFC 8410] */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex")
const spki = Buffer.from("302a300506032b6570032100", "hex")

const keptKeys = 1_000
const publicKeys = new Map<string, KeyObject>()

const publicKeyOf = (key: Uint8Array): KeyObject => {
  const name = Buffer.from(key).toString("latin1")
  const known = publicKeys.get(name)
  if (known !== undefined) return known
  const made = createPublicKey({ key: Buffer.concat([spki, key]), format: "der", type: "spki" })
  if (publicKeys.size >= keptKeys) publicKeys.clear()
  publicKeys.set(name, made)
  return made
}

/** The key pair of a 32-byte seed. */
export const keyPair = (seed: Uint8Array): KeyPair => {
  if (seed.length !== keyBytes) throw new RangeError(`an Ed25519 seed has ${keyBytes} bytes, not ${seed.length}`)
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" })
  const publicKey = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(spki.length)
  return {
    publicKey: new Uint8Array(publicKey),
    sign: (message) => new Uint8Array(nodeSign(null, message, secret))
  }
}

interface Verified {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
}

/** What verified lately, by its signature: votes and cosignatures come more than once, to each member of a world. */
const verified = new Map<string, Verified>()
const keptVerified = 10_000

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

export const verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
  if (publicKey.length !== keyBytes || signature.length !== signatureBytes) return false
  const name = Buffer.from(signature.buffer, signature.byteOffset, signatureBytes).toString("latin1")
  const before = verified.get(name)
  if (before !== undefined && isSame(before.publicKey, publicKey) && isSame(before.message, message)) return true
  if (!nodeVerify(null, message, publicKeyOf(publicKey), signature)) return false
  if (verified.size >= keptVerified) verified.clear()
  verified.set(name, { publicKey: publicKey.slice(), message: message.slice() })
  return true
}
