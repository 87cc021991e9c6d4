/**
 * The keys of others' trees with their depths, looked up by their bytes:
 * successive messages about an account carry mostly the same keys, and to find
 * one again costs less than a new string, let alone its hash.
 *
 * Each key has one place in a fixed table and drives out whatever stands there.
 * So memory is bounded, and keys that are made to collide cost no more than
 * keys that were never seen. A place is one cache line of words, so that a key
 * is found again with one look into far memory, and compared four bytes at a time.
 */
import { depthOf, MAX_KEY_BYTES } from "./Key.ts"

const PLACES = 1 << 17
/** The first word has length and depth; the others the key's bytes, then zeros. */
const WORDS = 16
/** Longer ones are rare. */
const MAX_BYTES = 4 * (WORDS - 1)

const table = new Int32Array(PLACES * WORDS)
const keys: Array<string> = Array.from({ length: PLACES }, () => "")

const words = new Int32Array(MAX_KEY_BYTES / 4)
/** The key at hand: what is asked about. */
export const keyBytes = new Uint8Array(words.buffer)

const latin1Slice = Buffer.prototype.latin1Slice
const latin1Write = Buffer.prototype.latin1Write

/** What `knownKey` found last. */
export let depth = 0

/** The key that stands in the first `length` of `keyBytes`, which are ASCII; sets `depth`. What stands behind them may be overwritten. */
export const knownKey = (length: number): string => {
  if (length > MAX_BYTES) {
    const key = latin1Slice.call(keyBytes, 0, length)
    depth = depthOf(key)
    return key
  }
  const count = (length + 3) >> 2
  for (let i = length; i < count * 4; i++) keyBytes[i] = 0
  let hash = length
  for (let i = 0; i < count; i++) hash = Math.imul(hash ^ words[i]!, 0x9e3779b1) ^ (hash >>> 15)
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1)
  const row = place * WORDS
  const head = table[row]!
  if (head >> 8 === length && stands(row, count)) {
    depth = head & 255
    return keys[place]!
  }
  const key = latin1Slice.call(keyBytes, 0, length)
  depth = depthOf(key)
  table[row] = (length << 8) | depth
  for (let i = 0; i < count; i++) table[row + 1 + i] = words[i]!
  keys[place] = key
  return key
}

/** The depth of a key that is, or will be, in a tree of others. It is ASCII. */
export const knownDepth = (key: string): number => {
  if (key.length > MAX_BYTES) return depthOf(key)
  latin1Write.call(keyBytes, key, 0)
  knownKey(key.length)
  return depth
}

const stands = (row: number, count: number): boolean => {
  let i = count
  while (i > 0 && table[row + i] === words[i - 1]) i--
  return i === 0
}
