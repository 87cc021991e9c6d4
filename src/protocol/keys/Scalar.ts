/**
 * Numbers modulo the two curves' group orders, as 32 big-endian bytes.
 *
 * The order of either group is odd, so exactly one of s and n − s is "low"
 * (≤ (n−1)/2). atproto accepts only the low one: with both, anybody could turn
 * a signature, and with it a commit's or an operation's CID, into a second one.
 * [cryptography]
 */
import type { Curve } from "./Keys.ts"

export const order: { readonly [curve in Curve]: bigint } = {
  k256: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  p256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
}

const lowest64 = 0xffff_ffff_ffff_ffffn

export const toBigInt = (bytes: Uint8Array, offset = 0): bigint => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32)
  return (view.getBigUint64(0) << 192n) | (view.getBigUint64(8) << 128n) | (view.getBigUint64(16) << 64n) | view.getBigUint64(24)
}

export const write = (value: bigint, out: Uint8Array, offset: number): void => {
  const view = new DataView(out.buffer, out.byteOffset + offset, 32)
  view.setBigUint64(0, value >> 192n)
  view.setBigUint64(8, (value >> 128n) & lowest64)
  view.setBigUint64(16, (value >> 64n) & lowest64)
  view.setBigUint64(24, value & lowest64)
}

const bytesOf = (value: bigint): Uint8Array => {
  const out = new Uint8Array(32)
  write(value, out, 0)
  return out
}

const highest = { k256: bytesOf(order.k256 - 1n), p256: bytesOf(order.p256 - 1n) }
const highestLow = { k256: bytesOf(order.k256 >> 1n), p256: bytesOf(order.p256 >> 1n) }

/** 1 ≤ the 32 bytes at `offset` ≤ limit. */
const within = (bytes: Uint8Array, offset: number, limit: Uint8Array): boolean => {
  for (let i = 0; i < 32; i++) {
    const difference = bytes[offset + i]! - limit[i]!
    if (difference > 0) return false
    if (difference < 0) break
  }
  for (let i = 0; i < 32; i++) if (bytes[offset + i] !== 0) return true
  return false
}

/** A private key: 32 bytes, 1 … n − 1. */
export const isSecret = (curve: Curve, bytes: Uint8Array): boolean => bytes.length === 32 && within(bytes, 0, highest[curve])

/** 64 bytes with 1 ≤ r < n and 1 ≤ s ≤ (n−1)/2. */
export const isLowSignature = (curve: Curve, signature: Uint8Array): boolean =>
  signature.length === 64 && within(signature, 0, highest[curve]) && within(signature, 32, highestLow[curve])

/** The inverse modulo n, by the extended Euclidean algorithm. `value` is not 0 modulo n. */
export const invert = (value: bigint, n: bigint): bigint => {
  let [a, b, x, y] = [value % n, n, 1n, 0n]
  while (a !== 1n) {
    const quotient = b / a
    ;[a, b, x, y] = [b - quotient * a, a, y - quotient * x, x]
  }
  return x < 0n ? x + n : x
}
