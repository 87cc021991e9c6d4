/**
 * The small scope of `SmallScope.test.ts`, where edits give present keys other
 * records: every update of every tree, and every double edit with one in it.
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { type Node, Work } from "../../../src/protocol/mst/Node.ts"
import { seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import { Repo } from "../../../src/protocol/repo/Repo.ts"
import { invert, verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { against, alice, create, eventOf, record, remove, rev, update } from "../repo/people.ts"
import * as naive from "./naive.ts"
import { keys, trees } from "./smallScope.ts"

const sign = () => new Uint8Array(64)
const trusting = { ...against(alice), verify: () => true }
const [before, after] = [0, 1].map((n) => Cid.ofCbor(Cbor.encode(record(n)))) as [Cid, Cid]

/** The keys of `mask`, those of `changed` with the other record. */
const entriesOf = (mask: number, changed: number) =>
  trees[mask]!.map((k) => [keys[k]!, (changed >> k) & 1 ? after : before] as const)

const roots = new Map<number, Cid>()
/** By building anew, which `SmallScope.test.ts` holds to the definition. */
const rootOf = (mask: number, changed: number): Cid => {
  const place = mask * 1024 + changed
  let root = roots.get(place)
  if (root === undefined) roots.set(place, root = Result.getOrThrow(Mst.build(entriesOf(mask, changed))).cid)
  return root
}

describe("MST-1, REPO-4: updates in all trees over ten keys of mixed layers", () => {
  it("a tree with other records is that of the definition", () => {
    for (let mask = 1; mask < trees.length; mask += 31) {
      const changed = mask & 0b0110110101
      const model = new Map(entriesOf(mask, changed).map(([key, cid]) => [key, cid.toString()]))
      expect(rootOf(mask, changed).toString()).toBe(naive.build(model).root)
    }
  })

  it("every update replaces just the nodes from the root to its entry, and its proof inverts it", () => {
    trees.forEach((set, mask) => {
      const tree = Result.getOrThrow(Mst.build(entriesOf(mask, 0)))
      for (const k of set) {
        const path = keys[k]!
        const work = new Work(tree.blocks)
        const edited = Result.getOrThrow(tree.put(path, after, work))
        expect(edited.cid.equals(rootOf(mask, 1 << k))).toBe(true)
        const onPath = Result.getOrThrow(tree.proof(path)).map(([cid]) => cid.toString())
        expect(work.replaced.map((node) => node.cid!.toString()).sort()).toEqual(onPath.sort())

        const partial = Result.getOrThrow(Mst.loadPartial(edited.cid, BlockMap.of(Result.getOrThrow(edited.coveringProof(path)))))
        const op = { action: "update" as const, path: path as never, cid: after, prev: before }
        expect(seal(invert(partial.root, [op]) as Node).equals(tree.cid)).toBe(true)
      }
    })
  })

  it("every double edit with an update in it, as one commit, leads to the right tree and inverts on its own blocks", { timeout: 180_000 }, () => {
    trees.forEach((set, mask) => {
      const { repo } = Result.getOrThrow(Repo.create(alice.did, { rev: rev(0), sign, writes: set.map((k) => create(keys[k]!)) }))
      const commit = (j: number, k: number, changed: number) => {
        let target = mask
        const writes = [j, k].map((n) => {
          if ((changed >> n) & 1) return update(keys[n]!)
          target ^= 1 << n
          return (mask >> n) & 1 ? remove(keys[n]!) : create(keys[n]!)
        })
        const result = Result.getOrThrow(repo.applyWrites(writes, { rev: rev(1), sign }))
        const inverted = verifyCommit(eventOf(result), trusting)
        if (!result.head.data.equals(rootOf(target, changed)) || Result.isFailure(inverted)) {
          expect.fail(`tree ${mask}, keys ${j} and ${k}, changed ${changed}: ${JSON.stringify(inverted)}`)
        }
      }
      for (let j = 0; j < keys.length; j++) {
        for (let k = 0; k < j; k++) {
          const [left, right] = [1 << j, 1 << k]
          for (const changed of [left, right, left | right]) if ((mask & changed) === changed) commit(j, k, changed)
        }
      }
    })
  })
})
