/**
 * The nonces of deterministic ECDSA with HMAC-SHA-256, for groups whose order
 * has 256 bits. [RFC 6979, section 3.2]
 *
 * A nonce that is used twice, or known, gives the private key away; one that
 * follows from key and message can be neither, and asks for no chance.
 */
import { hash } from "node:crypto"
import type { Curve } from "./Keys.ts"
import * as Scalar from "./Scalar.ts"

const BLOCK = 64
const SIZE = 32

const latin1Write = Buffer.prototype.latin1Write

/** `key` has 32 bytes. Built of two plain hashes: an `Hmac` object costs ten times as much. */
const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array => {
  const inner = new Uint8Array(BLOCK + message.length).fill(0x36, 0, BLOCK)
  const outer = new Uint8Array(BLOCK + SIZE).fill(0x5c, 0, BLOCK)
  for (let i = 0; i < SIZE; i++) {
    inner[i]! ^= key[i]!
    outer[i]! ^= key[i]!
  }
  inner.set(message, BLOCK)
  latin1Write.call(outer, hash("sha256", inner, "binary"), BLOCK)
  const out = new Uint8Array(SIZE)
  latin1Write.call(out, hash("sha256", outer, "binary"), 0)
  return out
}

const concat = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => Buffer.concat(parts)

/** Without end: the first is the nonce, the next the one to take if that gives no signature. `digest` has 32 bytes. */
export function* nonces(curve: Curve, secret: Uint8Array, digest: Uint8Array): Generator<Uint8Array, never> {
  const reduced = new Uint8Array(SIZE)
  Scalar.write(Scalar.toBigInt(digest) % Scalar.order[curve], reduced, 0)
  let value: Uint8Array = new Uint8Array(SIZE).fill(1)
  let key: Uint8Array = new Uint8Array(SIZE)
  for (const step of [0, 1]) {
    key = hmac(key, concat(value, Uint8Array.of(step), secret, reduced))
    value = hmac(key, value)
  }
  for (;;) {
    value = hmac(key, value)
    if (Scalar.isSecret(curve, value)) yield value
    key = hmac(key, concat(value, Uint8Array.of(0)))
    value = hmac(key, value)
  }
}
