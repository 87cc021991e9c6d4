/**
 * Small scope, exhaustively: all 1024 trees over ten keys of mixed layers, and
 * every single and double edit of each, against the naive model.
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { type Node, Work } from "../../../src/protocol/mst/Node.ts"
import { seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import { Repo } from "../../../src/protocol/repo/Repo.ts"
import { invert, verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { keys, model, trees } from "./smallScope.ts"
import { values } from "./keys.ts"
import * as naive from "./naive.ts"
import { against, alice, create, eventOf, record as recordOf, remove, rev } from "../repo/people.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"

/** Signatures are not at stake here. */
const sign = () => new Uint8Array(64)
const trusting = { ...against(alice), verify: () => true }
const record = Cid.ofCbor(Cbor.encode(recordOf(0))).toString()

const expected = trees.map((set) => naive.build(model(set)))

describe("MST-1, MST-2, MST-3: all trees over ten keys of mixed layers", () => {
  it("building from sorted entries gives the nodes of the definition, bytes and all", () => {
    trees.forEach((set, i) => {
      const tree = Result.getOrThrow(Mst.build(set.map((k) => [keys[k]!, values[0]!] as const)))
      expect(tree.cid.toString()).toBe(expected[i]!.root)
      const nodes = new Map([...tree.nodeBlocks()].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes)]))
      expect(nodes.size).toBe(expected[i]!.nodes.size)
      for (const [cid, bytes] of expected[i]!.nodes) expect(nodes.get(cid)!.equals(bytes)).toBe(true)
    })
  })

  it("every single edit leads to the right tree, its replaced nodes are just those gone, and its proof inverts it", () => {
    const built = trees.map((set) => Result.getOrThrow(Mst.build(set.map((k) => [keys[k]!, values[0]!] as const))))
    trees.forEach((set, i) => {
      const tree = built[i]!
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k]!
        const has = set.includes(k)
        const target = i ^ (1 << k)
        const work = new Work(tree.blocks)
        const edited = Result.getOrThrow(has ? tree.delete(key, work) : tree.put(key, values[0]!, work))
        expect(edited.cid.toString()).toBe(expected[target]!.root)

        const gone = [...expected[i]!.nodes.keys()].filter((cid) => !expected[target]!.nodes.has(cid))
        expect(work.replaced.map((node) => node.cid!.toString()).sort()).toEqual(gone.sort())

        const proof = BlockMap.of(Result.getOrThrow(edited.coveringProof(key)))
        const partial = Result.getOrThrow(Mst.loadPartial(edited.cid, proof))
        const op = has
          ? { action: "delete" as const, path: key as never, cid: null, prev: values[0]! }
          : { action: "create" as const, path: key as never, cid: values[0]! }
        expect(seal(invert(partial.root, [op]) as Node).equals(tree.cid)).toBe(true)
      }
    })
  })

  it("the diff of a tree and each neighbour names just the changed key and nodes", () => {
    const built = trees.map((set) => Result.getOrThrow(Mst.build(set.map((k) => [keys[k]!, values[0]!] as const))))
    trees.forEach((set, i) => {
      for (let k = 0; k < keys.length; k++) {
        const target = i ^ (1 << k)
        const { added, changes, removed } = Result.getOrThrow(built[i]!.diff(built[target]!))
        const here = set.includes(k) ? values[0]! : null
        expect(changes).toEqual([{ key: keys[k]!, prev: here, cid: here === null ? values[0]! : null }])
        const fresh = [...expected[target]!.nodes.keys()].filter((cid) => !expected[i]!.nodes.has(cid))
        const gone = [...expected[i]!.nodes.keys()].filter((cid) => !expected[target]!.nodes.has(cid))
        expect(added.map((node) => node.cid!.toString()).sort()).toEqual(fresh.sort())
        expect(removed.map((node) => node.cid!.toString()).sort()).toEqual(gone.sort())
      }
    })
  })
})

describe("REPO-4: every double edit of every tree, as one commit", () => {
  it("leads to the right tree, stores and drops just the nodes that differ, and inverts on its own blocks", () => {
    const repos = trees.map((set) =>
      Result.getOrThrow(Repo.create(alice.did, {
        rev: rev(0),
        sign,
        writes: set.map((k) => create(keys[k]!))
      })).repo
    )
    const nodesOf = trees.map((set) =>
      new Set([...naive.build(model(set, record)).nodes.keys()].map((cid) => Result.getOrThrow(Cid.parse(cid)).key))
    )
    repos.forEach((repo, i) => {
      for (let j = 0; j < keys.length; j++) {
        for (let k = 0; k < j; k++) {
          const target = i ^ (1 << j) ^ (1 << k)
          const writes = [j, k].map((n) => ((i >> n) & 1 ? remove(keys[n]!) : create(keys[n]!)))
          const result = Result.getOrThrow(repo.applyWrites(writes, { rev: rev(1), sign }))
          if (!result.head.data.equals(repos[target]!.head.data)) expect.fail(`tree ${i}, keys ${j} and ${k}`)
          const gone = result.removed.filter((cid) => !cid.equals(repo.head.commit))
          const shared = nodesOf[i]!.intersection(nodesOf[target]!).size
          const right = gone.every((cid) => nodesOf[i]!.has(cid.key) && !nodesOf[target]!.has(cid.key))
          const written = result.newBlocks.filter(([cid]) => nodesOf[target]!.has(cid.key))
          const inverted = verifyCommit(eventOf(result), trusting)
          if (
            !right || gone.length !== nodesOf[i]!.size - shared || written.length !== nodesOf[target]!.size - shared ||
            Result.isFailure(inverted)
          ) expect.fail(`tree ${i}, keys ${j} and ${k}: ${JSON.stringify(inverted)}`)
        }
      }
    })
  })
})
