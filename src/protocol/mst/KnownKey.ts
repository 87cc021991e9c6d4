/**
 * The keys of others' trees with their depths, looked up by their bytes:
 * successive messages about an account carry mostly the same keys, and to find
 * one again costs less than a new string, let alone its hash.
 *
 * Each key has one place in a fixed table and drives out whatever stands there.
 * So memory is bounded, and keys that are made to collide cost no more than
 * keys that were never seen.
 */
import { depthOf } from "./Key.ts"

export interface KnownKey {
  readonly key: string
  readonly depth: number
}

const PLACES = 1 << 17
/** Longer ones are rare, and could fill the memory. */
const MAX_BYTES = 128
/** Keys of one account differ mostly in their last bytes: a TID has 13. */
const HASHED_BYTES = 16

const table: Array<KnownKey | undefined> = Array.from({ length: PLACES }, () => undefined)

const latin1Slice = Buffer.prototype.latin1Slice

/** The key that stands in the first `length` of `bytes`, which are ASCII. */
export const knownKey = (bytes: Uint8Array, length: number): KnownKey => {
  if (length > MAX_BYTES) return read(bytes, length)
  let hash = length
  for (let i = Math.max(0, length - HASHED_BYTES); i < length; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1)
  const known = table[place]
  if (known !== undefined && is(known.key, bytes, length)) return known
  return (table[place] = read(bytes, length))
}

const is = (key: string, bytes: Uint8Array, length: number): boolean => {
  if (key.length !== length) return false
  let i = length - 1
  while (i >= 0 && key.charCodeAt(i) === bytes[i]) i--
  return i < 0
}

const read = (bytes: Uint8Array, length: number): KnownKey => {
  const key = latin1Slice.call(bytes, 0, length)
  return { key, depth: depthOf(key) }
}
