/**
 * The tree by its definition, slow and obviously right: built from scratch
 * from the whole key→value map, encoded with @ipld/dag-cbor, hashed with
 * node:crypto. Shares no code with `src`. [repository]
 */
import * as dagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"
import * as Digest from "multiformats/hashes/digest"
import { createHash } from "node:crypto"

export type Model = ReadonlyMap<string, string>

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest()

export const cidOf = (bytes: Uint8Array): CID => CID.createV1(0x71, Digest.create(0x12, sha256(bytes)))

const depths = new Map<string, number>()

export const depthOf = (key: string): number => {
  const known = depths.get(key)
  if (known !== undefined) return known
  const bits = [...sha256(key)].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  const depth = Math.floor(bits.indexOf("1") / 2)
  depths.set(key, depth)
  return depth
}

const commonPrefix = (left: string, right: string): number => {
  let length = 0
  while (length < left.length && length < right.length && left[length] === right[length]) length++
  return length
}

export interface NaiveTree {
  readonly root: string
  /** CID → bytes, in no meaningful order. */
  readonly nodes: ReadonlyMap<string, Uint8Array>
}

export const build = (model: Model): NaiveTree => {
  const nodes = new Map<string, Uint8Array>()
  const write = (node: unknown): CID => {
    const bytes = dagCbor.encode(node)
    const cid = cidOf(bytes)
    nodes.set(cid.toString(), bytes)
    return cid
  }
  const layer = (run: ReadonlyArray<readonly [string, string]>, level: number): CID | null => {
    if (run.length === 0) return null
    const gaps: Array<Array<readonly [string, string]>> = [[]]
    const here: Array<readonly [string, string]> = []
    for (const entry of run) {
      if (depthOf(entry[0]) === level) {
        here.push(entry)
        gaps.push([])
      } else {
        gaps.at(-1)!.push(entry)
      }
    }
    const l = layer(gaps[0]!, level - 1)
    const e = here.map(([key, value], i) => {
      const p = i === 0 ? 0 : commonPrefix(here[i - 1]![0], key)
      return { p, k: Buffer.from(key.slice(p)), v: CID.parse(value), t: layer(gaps[i + 1]!, level - 1) }
    })
    return write({ l, e })
  }
  const entries = [...model].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
  const root = entries.length === 0
    ? write({ l: null, e: [] })
    : layer(entries, Math.max(...entries.map(([key]) => depthOf(key))))!
  return { root: root.toString(), nodes }
}
