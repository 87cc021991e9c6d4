/**
 * Merkle trees over an append-only list. [RFC 6962, section 2.1]
 *
 *                 root(7)
 *               /         \
 *            k1             k2          A tree of n leaves splits at the largest
 *          /    \          /   \        power of two below n, so its left spine
 *        i1      i2      i3     d6      consists of perfect subtrees: one for
 *       /  \    /  \    /  \            each bit that is set in n.
 *      d0  d1  d2  d3  d4  d5
 *
 * 1. leaf = SHA-256(0x00 ‖ entry), node = SHA-256(0x01 ‖ left ‖ right): no entry
 *    can pass for a node.
 * 2. The hash of a perfect subtree never changes once it is full. So a tree is
 *    kept as its perfect subtrees' hashes (`Compact`), and every proof is made
 *    from hashes of perfect subtrees, which a store gives by (level, index).
 * 3. An inclusion proof binds entry, index, size and root; a consistency proof
 *    binds two sizes and two roots: the smaller tree is a prefix of the larger.
 */
import { hash } from "node:crypto"

export type Hash = Uint8Array

export const hashBytes = 32

const sha256 = (bytes: Uint8Array): Hash => {
  const digest = hash("sha256", bytes, "buffer")
  return new Uint8Array(digest.buffer, digest.byteOffset, hashBytes)
}

/** The root of no leaves. */
export const emptyRoot: Hash = sha256(new Uint8Array(0))

export const leafHash = (entry: Uint8Array): Hash => {
  const input = new Uint8Array(entry.length + 1)
  input.set(entry, 1)
  return sha256(input)
}

export const nodeHash = (left: Hash, right: Hash): Hash => {
  const input = new Uint8Array(1 + 2 * hashBytes)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + hashBytes)
  return sha256(input)
}

export const equals = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The largest power of two below `size`, for sizes from 2; sizes are safe integers, so no bit operations. */
const split = (size: number): number => {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}

/** A perfect subtree: 2^level leaves, the `index`-th of its level. */
export interface Node {
  readonly level: number
  readonly index: number
  readonly hash: Hash
}

/** Gives the hash of a full perfect subtree. */
export type NodeAt = (level: number, index: number) => Hash

/** A tree as its perfect subtrees' hashes, largest first. Persistent: `append` gives a new one. */
export class Compact {
  readonly size: number
  readonly peaks: ReadonlyArray<Hash>

  constructor(size: number, peaks: ReadonlyArray<Hash>) {
    this.size = size
    this.peaks = peaks
  }

  static readonly empty = new Compact(0, [])

  /** The tree that a store's nodes amount to at a size. */
  static at(size: number, node: NodeAt): Compact {
    return new Compact(size, peaksOf(size).map(({ index, level }) => node(level, index)))
  }

  get root(): Hash {
    const { peaks } = this
    if (peaks.length === 0) return emptyRoot
    let root = peaks[peaks.length - 1]!
    for (let i = peaks.length - 2; i >= 0; i--) root = nodeHash(peaks[i]!, root)
    return root
  }

  /** The tree with one leaf more, and the perfect subtrees that it completed, the leaf first. */
  append(leaf: Hash): { readonly tree: Compact; readonly nodes: ReadonlyArray<Node> } {
    const peaks = [...this.peaks]
    const nodes: Array<Node> = [{ level: 0, index: this.size, hash: leaf }]
    let hash = leaf
    let index = this.size
    for (let level = 0; index % 2 === 1; level++) {
      hash = nodeHash(peaks.pop()!, hash)
      index = (index - 1) / 2
      nodes.push({ level: level + 1, index, hash })
    }
    peaks.push(hash)
    return { tree: new Compact(this.size + 1, peaks), nodes }
  }
}

interface Place {
  readonly level: number
  readonly index: number
}

/** The perfect subtrees of a size, largest first. */
const peaksOf = (size: number): ReadonlyArray<Place> => {
  const places: Array<Place> = []
  let from = 0
  for (let level = Math.floor(Math.log2(Math.max(1, size))) + 1; level >= 0; level--) {
    const leaves = 2 ** level
    if (size - from < leaves) continue
    places.push({ level, index: from / leaves })
    from += leaves
  }
  return places
}

/**
 * The root of the leaves from `from` to before `to`, where `from` is a multiple
 * of a power of two not below the count.
 */
const rangeRoot = (from: number, to: number, node: NodeAt): Hash => {
  const count = to - from
  const level = Math.log2(count)
  if (Number.isInteger(level)) return node(level, from / count)
  const k = split(count)
  return nodeHash(rangeRoot(from, from + k, node), rangeRoot(from + k, to, node))
}

export const rootAt = (size: number, node: NodeAt): Hash => size === 0 ? emptyRoot : rangeRoot(0, size, node)

/** The siblings from the leaf up. [RFC 6962, 2.1.1] */
export const inclusionProof = (index: number, size: number, node: NodeAt): ReadonlyArray<Hash> => {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const path: Array<Hash> = []
  const walk = (from: number, to: number): void => {
    if (to - from === 1) return
    const middle = from + split(to - from)
    if (index < middle) {
      walk(from, middle)
      path.push(rangeRoot(middle, to, node))
    } else {
      walk(middle, to)
      path.push(rangeRoot(from, middle, node))
    }
  }
  walk(0, size)
  return path
}

/** What it takes to see that the tree of `from` leaves is a prefix of that of `to`. [RFC 6962, 2.1.2] */
export const consistencyProof = (from: number, to: number, node: NodeAt): ReadonlyArray<Hash> => {
  if (from < 0 || from > to) throw new RangeError(`no tree of ${from} in one of ${to}`)
  if (from === 0 || from === to) return []
  const path: Array<Hash> = []
  const walk = (start: number, end: number, whole: boolean): void => {
    if (from === end) {
      if (!whole) path.push(rangeRoot(start, end, node))
      return
    }
    const middle = start + split(end - start)
    if (from <= middle) {
      walk(start, middle, whole)
      path.push(rangeRoot(middle, end, node))
    } else {
      walk(middle, end, false)
      path.push(rangeRoot(start, middle, node))
    }
  }
  walk(0, to, true)
  return path
}

const areHashes = (proof: ReadonlyArray<Hash>): boolean => proof.every((hash) => hash.length === hashBytes)

/** Whether the leaf stands at `index` of the tree of `size` leaves with this root. [RFC 9162, 2.1.3.2] */
export const verifyInclusion = (leaf: Hash, index: number, size: number, proof: ReadonlyArray<Hash>, root: Hash): boolean => {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size || !areHashes(proof)) return false
  let place = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equals(hash, root)
}

/** Whether the tree of `from` leaves is a prefix of the tree of `to`. [RFC 9162, 2.1.4.2] */
export const verifyConsistency = (from: number, fromRoot: Hash, to: number, toRoot: Hash, proof: ReadonlyArray<Hash>): boolean => {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from > to || !areHashes(proof)) return false
  if (from === to) return proof.length === 0 && equals(fromRoot, toRoot)
  if (from === 0) return proof.length === 0 && equals(fromRoot, emptyRoot)
  const path = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof] : proof
  const first = path[0]
  if (first === undefined) return false
  let place = from - 1
  let last = to - 1
  while (place % 2 === 1) {
    place = (place - 1) / 2
    last = Math.floor(last / 2)
  }
  let older = first
  let newer = first
  for (const hash of path.slice(1)) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      older = nodeHash(hash, older)
      newer = nodeHash(hash, newer)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else {
      newer = nodeHash(newer, hash)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equals(older, fromRoot) && equals(newer, toRoot)
}
