/** The Merkle search tree against @atproto/repo and @atcute/mst. */
import { MemoryBlockStore, NodeStore, NodeWrangler } from "@atcute/mst"
import { decode as atcuteDecode, encode as atcuteEncode } from "@atcute/cbor"
import { DataDiff, MemoryBlockstore, MST } from "@atproto/repo"
import * as dagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"
import { Cid } from "../../src/protocol/data/Cid.ts"
import { build } from "../../src/protocol/mst/Build.ts"
import { sealCovering } from "../../src/protocol/mst/Covering.ts"
import { put } from "../../src/protocol/mst/Insert.ts"
import { NO_BLOCKS, Node, Work } from "../../src/protocol/mst/Node.ts"
import { decodeNode } from "../../src/protocol/mst/NodeDecoder.ts"
import { encodeNode, seal } from "../../src/protocol/mst/NodeEncoder.ts"
import * as Tid from "../../src/protocol/syntax/Tid.ts"
import type { Case } from "../Case.ts"

const SIZE = 100_000
const START_MICROS = 1_700_000_000_000_000

/** Posts some ten seconds apart, in order. */
export const keyAt = (i: number): string => `app.bsky.feed.post/${Tid.fromMicros(START_MICROS + i * 10_000_000 + (i * 7919) % 100_000, 7)}`
/** A post written between those of the tree, anywhere in it. */
const between = (i: number): string => `app.bsky.feed.post/${Tid.fromMicros(START_MICROS + ((i * 15_485_863) % SIZE) * 10_000_000 + 1_000_000 + (i % 8_000_000), 9)}`

const value = Cid.ofCbor(Uint8Array.of(0xa0))
const theirValue = CID.parse(value.toString()) as never

const entries = (size: number) => Array.from({ length: size }, (_, i) => [keyAt(i), value] as const)

/** `SIZE` keys, and back to them before they are a tenth more: each row has a tree of its own. */
const committing = (name: string, key: (i: number) => string, peer?: Case["peer"]): ReadonlyArray<Case> => {
  let start: Node | undefined
  let tree: Node | undefined
  let written = 0
  const ours = (i: number) => {
    if (start === undefined) {
      start = build(entries(SIZE))
      seal(start)
    }
    if (tree === undefined || written === SIZE / 10) {
      tree = start
      written = 0
    }
    written++
    const work = new Work(NO_BLOCKS)
    const path = key(i)
    tree = put(work, tree, path, value)
    return sealCovering(work, tree, work.layer > 0 ? [path] : [])
  }
  return [{ name, unit: "µs", target: 40, ours, peer }]
}

const atproto = (key: (i: number) => string): Case["peer"] => {
  let reference: MST | undefined
  const run = async (i: number) => {
    if (reference === undefined) {
      reference = await MST.create(new MemoryBlockstore())
      for (const [key] of entries(SIZE)) reference = await reference.add(key, theirValue)
      await reference.getPointer()
    }
    const next = await reference.add(key(i), theirValue)
    await next.getPointer()
    await DataDiff.of(next, reference)
    await next.getCoveringProof(key(i))
    reference = next
  }
  return { name: "@atproto/repo", run }
}

const atcute = (key: (i: number) => string): Case["peer"] => {
  let root: string | null = null
  const wrangler = new NodeWrangler(new NodeStore(new MemoryBlockStore()))
  const run = async (i: number) => {
    if (root === null) {
      // 100,000 puts take it half a minute: it gets our blocks.
      const store = new MemoryBlockStore()
      const full = build(entries(SIZE))
      root = seal(full, (_, cid, bytes) => void store.put(cid.toString(), bytes.slice())).toString()
      wrangler.ns = new NodeStore(store)
    }
    root = await wrangler.putRecord(root, key(i), { $link: value.toString() } as never)
  }
  return { name: "@atcute/mst", run }
}

const building = (): ReadonlyArray<Case> => {
  const all = entries(SIZE)
  return [{
    name: "build of 100,000 keys, all hashed",
    unit: "ms",
    target: 300,
    ours: () => seal(build(all)),
    peer: {
      name: "@atproto/repo",
      rounds: 1,
      run: async () => {
        let tree = await MST.create(new MemoryBlockstore())
        for (const [key] of all) tree = await tree.add(key, theirValue)
        await tree.getPointer()
      }
    }
  }]
}

/** An 8-entry node of layer 1 with all its subtrees. */
const nodes = (): ReadonlyArray<Case> => {
  const keys = entries(SIZE).map(([key]) => key)
  const candidates = build(keys.map((key) => [key, value] as const))
  seal(candidates)
  let node: Node | undefined
  const search = (at: Node): void => {
    if (node !== undefined) return
    if (at.layer === 1 && at.keys.length === 8 && at.children.every((child) => child !== null)) node = at
    for (const child of at.children) if (child instanceof Node) search(child)
  }
  search(candidates)
  const sample = node!
  const bytes = encodeNode(sample)
  const theirs = dagCbor.decode(bytes)
  const atcutes = atcuteDecode(bytes) as unknown
  const encode = () => encodeNode(sample)
  const decode = () => decodeNode(bytes, sample.cid!, 1, true)
  return [
    { name: "encode an 8-entry node", unit: "µs", ours: encode, peer: { name: "@ipld/dag-cbor", run: () => dagCbor.encode(theirs) } },
    { name: "encode an 8-entry node ", unit: "µs", ours: encode, peer: { name: "@atcute/cbor", run: () => atcuteEncode(atcutes as never) } },
    { name: "decode an 8-entry node, shape and keys checked", unit: "µs", ours: decode, peer: { name: "@ipld/dag-cbor", run: () => dagCbor.decode(bytes) } },
    { name: "decode an 8-entry node, shape and keys checked ", unit: "µs", ours: decode, peer: { name: "@atcute/cbor", run: () => atcuteDecode(bytes) } }
  ]
}

/** Each prepares its data when it is asked for; a peer's tree is gone when the next row begins. */
export const groups: ReadonlyArray<() => ReadonlyArray<Case>> = [
  () => committing("commit into 100,000 keys, anywhere (peer: with diff and proof)", between, atproto(between)),
  () => committing("commit into 100,000 keys, anywhere (peer: no proof)", between, atcute(between)),
  () => committing("commit into 100,000 keys, at the end", (i) => keyAt(SIZE + i)),
  building,
  nodes
]
