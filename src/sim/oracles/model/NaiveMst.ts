/**
 * The Merkle Search Tree by its definition and nothing else: sort the keys,
 * cut at the deepest ones, recurse. Slow, and easy to see right. [repository]
 */
import * as DagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"
import * as Digest from "multiformats/hashes/digest"
import { sha256 } from "./NaiveCar.ts"

interface Leaf {
  readonly key: string
  readonly depth: number
  readonly value: CID
}

const depths = new Map<string, number>()

/** Leading zero bits of SHA-256 of the key, halved and rounded down. */
const depthOf = (key: string): number => {
  const known = depths.get(key)
  if (known !== undefined) return known
  let zeros = 0
  for (const byte of sha256(new TextEncoder().encode(key))) {
    zeros += Math.clz32(byte) - 24
    if (byte !== 0) break
  }
  const depth = zeros >> 1
  if (depths.size > 500_000) depths.clear()
  depths.set(key, depth)
  return depth
}

const cidOf = (bytes: Uint8Array): CID => CID.createV1(0x71, Digest.create(0x12, sha256(bytes)))

/** `made` gets the CID of every node. */
const node = (run: ReadonlyArray<Leaf>, layer: number, made?: Set<string>): CID => {
  const gaps: Array<Array<Leaf>> = [[]]
  const here: Array<Leaf> = []
  for (const leaf of run) {
    if (leaf.depth === layer) {
      here.push(leaf)
      gaps.push([])
    } else {
      gaps[gaps.length - 1]!.push(leaf)
    }
  }
  const child = (gap: ReadonlyArray<Leaf>): CID | null => gap.length === 0 ? null : node(gap, layer - 1, made)
  const bytes = DagCbor.encode({
    l: child(gaps[0]!),
    e: here.map((leaf, i) => {
      const previous = i === 0 ? "" : here[i - 1]!.key
      let shared = 0
      while (shared < previous.length && previous[shared] === leaf.key[shared]) shared++
      return { p: shared, k: new TextEncoder().encode(leaf.key.slice(shared)), v: leaf.value, t: child(gaps[i + 1]!) }
    })
  })
  const cid = cidOf(bytes)
  made?.add(cid.toString())
  return cid
}

const build = (records: ReadonlyMap<string, CID>, made?: Set<string>): CID => {
  const leaves = [...records].map(([key, value]): Leaf => ({ key, value, depth: depthOf(key) }))
  leaves.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  const top = leaves.reduce((deepest, leaf) => Math.max(deepest, leaf.depth), 0)
  return node(leaves, top, made)
}

/** The root CID of a set of records: path → record CID. */
export const root = (records: ReadonlyMap<string, CID>): string => build(records).toString()

/** The CIDs of all nodes. */
export const nodes = (records: ReadonlyMap<string, CID>): ReadonlySet<string> => {
  const made = new Set<string>()
  build(records, made)
  return made
}
