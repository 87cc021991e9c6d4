/** RFC 6962 as its definitions read: recursive, over the whole list. Obviously right and slow. */
import { createHash } from "node:crypto"

const sha256 = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

const zero = Uint8Array.of(0)
const one = Uint8Array.of(1)

/** k < n ≤ 2k */
const largestPowerBelow = (n: number): number => {
  let k = 1
  while (2 * k < n) k = 2 * k
  return k
}

export const root = (entries: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (entries.length === 0) return sha256()
  if (entries.length === 1) return sha256(zero, entries[0]!)
  const k = largestPowerBelow(entries.length)
  return sha256(one, root(entries.slice(0, k)), root(entries.slice(k)))
}

/** PATH(m, D[n]) */
export const path = (m: number, entries: ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> => {
  if (entries.length === 1) return []
  const k = largestPowerBelow(entries.length)
  return m < k
    ? [...path(m, entries.slice(0, k)), root(entries.slice(k))]
    : [...path(m - k, entries.slice(k)), root(entries.slice(0, k))]
}

/** SUBPROOF(m, D[n], b) */
const subproof = (m: number, entries: ReadonlyArray<Uint8Array>, b: boolean): ReadonlyArray<Uint8Array> => {
  if (m === entries.length) return b ? [] : [root(entries)]
  const k = largestPowerBelow(entries.length)
  return m <= k
    ? [...subproof(m, entries.slice(0, k), b), root(entries.slice(k))]
    : [...subproof(m - k, entries.slice(k), false), root(entries.slice(0, k))]
}

export const proof = (m: number, entries: ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> =>
  m === 0 ? [] : subproof(m, entries, true)
