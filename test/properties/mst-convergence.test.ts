/** MST convergence: the root is a function of the key→value set alone. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../src/protocol/car/BlockMap.ts"
import type { Cid } from "../../src/protocol/data/Cid.ts"
import type { Change } from "../../src/protocol/mst/Diff.ts"
import { depthOf } from "../../src/protocol/mst/Key.ts"
import { put } from "../../src/protocol/mst/Insert.ts"
import { Mst } from "../../src/protocol/mst/Mst.ts"
import { Work } from "../../src/protocol/mst/Node.ts"
import { decodeNode } from "../../src/protocol/mst/NodeDecoder.ts"
import { bytesOf } from "../../src/protocol/mst/NodeEncoder.ts"
import { remove } from "../../src/protocol/mst/Remove.ts"
import { nodes } from "../../src/protocol/mst/Walk.ts"
import { asText, content, key, sorted, value, values } from "../protocol/mst/keys.ts"
import * as naive from "../protocol/mst/naive.ts"

const runs = { numRuns: 200, seed: 3 }
const ok = Result.getOrThrow
const built = (model: ReadonlyMap<string, Cid>): Mst => ok(Mst.build(sorted(model)))
const stored = (tree: Mst): BlockMap => {
  const blocks = new BlockMap()
  for (const [cid, bytes] of tree.nodeBlocks()) blocks.set(cid, bytes.slice())
  return blocks
}

type Step =
  | { readonly do: "put"; readonly key: string; readonly value: Cid }
  | { readonly do: "delete"; readonly key: string }
  /** Delete one that is there, or the one that holds up the top. */
  | { readonly do: "drop"; readonly pick: number }
  | { readonly do: "trim" }
  /** Write all nodes out, and go on over a lazily loaded tree. */
  | { readonly do: "restart" }
  /** Go on over a tree checked in full. */
  | { readonly do: "transfer" }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put" as const), key, value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("drop" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: "trim" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "transfer" as const }) }
)

describe("MST-1: the root depends on the set of entries alone", () => {
  const keyOf = (step: Exclude<Step, { do: "restart" | "transfer" }>, model: ReadonlyMap<string, Cid>): string | undefined => {
    if (step.do === "put" || step.do === "delete") return step.key
    const there = [...model.keys()]
    return step.do === "drop" ? there[step.pick % there.length] : there.toSorted((left, right) => naive.depthOf(right) - naive.depthOf(left))[0]
  }

  it("any history of puts, deletes, restarts and transfers reaches the tree of the definition", () => {
    let merged = 0
    let trimmed = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const model = new Map<string, Cid>()
        let tree = Mst.empty()
        for (const step of steps) {
          if (step.do === "restart" || step.do === "transfer") {
            const blocks = stored(tree)
            tree = ok(step.do === "restart" ? Mst.load(tree.cid, blocks) : Mst.loadPartial(tree.cid, blocks))
            continue
          }
          const key = keyOf(step, model)
          if (key === undefined) continue
          if (step.do === "put") {
            model.set(key, step.value)
            tree = ok(tree.put(key, step.value))
          } else {
            const work = new Work(tree.blocks)
            const onPath = ok(tree.proof(key)).length
            const { layer } = tree.root
            model.delete(key)
            tree = ok(tree.delete(key, work))
            if (work.replaced.length > onPath) merged++
            if (tree.root.layer < layer) trimmed++
          }
        }
        const expected = naive.build(asText(model))
        expect(tree.cid.toString()).toBe(expected.root)
        expect([...tree.entries()]).toEqual(sorted(model))
        const written = new Map([...tree.nodeBlocks()].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes)]))
        expect(written).toEqual(new Map([...expected.nodes].map(([cid, bytes]) => [cid, Buffer.from(bytes)])))
      }),
      runs
    )
    expect([merged, trimmed].every((count) => count > 100), `${merged} deletes merged subtrees, ${trimmed} lowered the root`).toBe(true)
  })

  it("batches of any size, whose nodes are named only when all is done, reach it too, over restarts and transfers", () => {
    const batch = fc.record({
      edits: fc.array(fc.tuple(key, fc.option(value, { nil: null })), { maxLength: 12 }),
      then: fc.constantFrom("go on", "restart", "transfer")
    })
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
        const model = new Map<string, Cid>()
        let tree = Mst.empty()
        for (const { edits, then } of batches) {
          const work = new Work(tree.blocks)
          let { root } = tree
          for (const [key, value] of edits) {
            root = value === null ? remove(work, root, key) : put(work, root, key, value)
            if (value === null) model.delete(key)
            else model.set(key, value)
          }
          tree = new Mst(root, tree.blocks)
          expect(tree.cid.toString()).toBe(naive.build(asText(model)).root)
          const blocks = stored(tree)
          if (then !== "go on") tree = ok(then === "restart" ? Mst.load(tree.cid, blocks) : Mst.loadPartial(tree.cid, blocks))
        }
      }),
      runs
    )
  })

  it("a tree that lacks blocks takes an edit as the whole tree would, or says which block it lacks", () => {
    let right = 0
    let lacking = 0
    fc.assert(
      fc.property(content(), fc.array(fc.tuple(key, fc.option(value, { nil: null })), { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), (start, edits, picks, lazily) => {
        const whole = built(start)
        const blocks = stored(whole)
        const below = [...blocks.cids()].filter((cid) => !cid.equals(whole.cid))
        for (const pick of picks) if (below.length > 0) blocks.delete(below[pick % below.length]!)
        const model = new Map(start)
        let tree = ok(lazily ? Mst.load(whole.cid, blocks) : Mst.loadPartial(whole.cid, blocks))
        for (const [key, value] of edits) {
          const edited = value === null ? tree.delete(key) : tree.put(key, value)
          if (Result.isFailure(edited)) {
            const lacks = edited.failure._tag === "MissingBlock" ? edited.failure.cid : undefined
            expect(lacks !== undefined && below.some((cid) => cid.equals(lacks)) && !blocks.has(lacks)).toBe(true)
            lacking++
            return
          }
          tree = edited.success
          if (value === null) model.delete(key)
          else model.set(key, value)
          expect(tree.cid.toString()).toBe(naive.build(asText(model)).root)
          right++
        }
      }),
      runs
    )
    expect(Math.min(right, lacking)).toBeGreaterThan(20)
  })

  it("every order of the same inserts gives the same root", () => {
    fc.assert(
      fc.property(
        content().chain((model) => fc.tuple(fc.constant(model), fc.shuffledSubarray([...model], { minLength: model.size }))),
        ([model, order]) => {
          let tree = Mst.empty()
          for (const [key, value] of order) tree = ok(tree.put(key, value))
          expect(tree.cid.equals(built(model).cid)).toBe(true)
        }
      ),
      runs
    )
  })
})

describe("MST-2: what is undone leaves no trace", () => {
  it("insert then delete of a new key, and delete then insert of an old one, restore the root", () => {
    fc.assert(
      fc.property(content(), key, value, (model, key, value) => {
        const tree = built(model)
        const before = model.get(key)
        const there = before === undefined
          ? ok(ok(tree.put(key, value)).delete(key))
          : ok(ok(tree.delete(key)).put(key, before))
        expect(there.cid.equals(tree.cid)).toBe(true)
      }),
      runs
    )
  })
})

describe("MST-3, MST-4, MST-5: the shape of every node", () => {
  it("layers fall by one, keys sit on their layer in order, no node is empty, and bytes survive decoding", () => {
    fc.assert(
      fc.property(content(), (model) => {
        const { root } = built(model)
        for (const node of nodes(new Work(new BlockMap()), root)) {
          expect(node.keys.every((key) => depthOf(key) === node.layer)).toBe(true)
          expect(node.keys.length > 0 || (node !== root && node.children[0] !== null) || model.size === 0).toBe(true)
          for (const child of node.children) if (child !== null) expect((child as typeof node).layer).toBe(node.layer - 1)
          const decoded = decodeNode(bytesOf(node), node.cid!, node === root ? undefined : node.layer, false)
          expect(decoded.keys).toEqual(node.keys)
        }
      }),
      runs
    )
  })
})

describe("ranges", () => {
  it("an ascending or descending walk gives the entries of the range, whatever its ends", () => {
    const bound = fc.option(fc.oneof(key, fc.constantFrom("", "app.bsky.feed.post/", "~")), { nil: undefined })
    fc.assert(
      fc.property(content(), bound, bound, fc.boolean(), (model, from, to, reverse) => {
        const expected = sorted(model).filter(([key]) => (from === undefined || key >= from) && (to === undefined || key < to))
        expect([...built(model).entries({ from, to, reverse })]).toEqual(reverse ? expected.toReversed() : expected)
      }),
      runs
    )
  })
})

const apply = (tree: Mst, changes: ReadonlyArray<Change>): Mst => {
  let next = tree
  for (const { cid, key } of changes) next = ok(cid === null ? next.delete(key) : next.put(key, cid))
  return next
}

describe("diffs and replicas", () => {
  it("a diff names exactly the changed entries and nodes, and applied it gives the target", () => {
    fc.assert(
      fc.property(content(), content(), (from, to) => {
        const source = built(from)
        const target = built(to)
        const { added, changes, removed } = ok(source.diff(target))
        const keys = [...new Set([...from.keys(), ...to.keys()])].sort()
        expect(changes).toEqual(keys.flatMap((key) => {
          const prev = from.get(key) ?? null
          const cid = to.get(key) ?? null
          return prev?.key === cid?.key ? [] : [{ key, prev, cid }]
        }))
        expect(apply(source, changes).cid.equals(target.cid)).toBe(true)
        const old = naive.build(asText(from)).nodes
        const now = naive.build(asText(to)).nodes
        const names = (list: ReadonlyArray<{ readonly cid: Cid | undefined }>) => list.map(({ cid }) => cid!.toString()).sort()
        expect(names(added)).toEqual([...now.keys()].filter((cid) => !old.has(cid)).sort())
        expect(names(removed)).toEqual([...old.keys()].filter((cid) => !now.has(cid)).sort())
      }),
      runs
    )
  })

  it("a store that applies a diff's nodes holds the target completely", () => {
    fc.assert(
      fc.property(content(), content(), (from, to) => {
        const source = built(from)
        const target = built(to)
        const store = stored(source)
        const { added, removed } = ok(source.diff(target))
        for (const node of added) store.set(node.cid!, bytesOf(node).slice())
        for (const node of removed) store.delete(node.cid!)
        expect(store.size).toBe(stored(target).size)
        expect([...ok(Mst.load(target.cid, store)).entries()]).toEqual(sorted(to))
      }),
      runs
    )
  })

  it("two replicas that exchange diffs in any order, with duplicates, converge", () => {
    // Both write what they like. A write's version is its number, and of each key a replica keeps the newest it has seen.
    const write = fc.record({ who: fc.constantFrom(0, 1), key, value: fc.option(value, { nil: null }) })
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 60 }),
        (writes, picks) => {
          const trees = [Mst.empty(), Mst.empty()]
          const versions = [new Map<string, number>(), new Map<string, number>()]
          const newest = new Map<string, Cid | null>()
          const sent: Array<{ to: number; version: number; key: string; changes: ReadonlyArray<Change> }> = []
          const receive = ({ changes, key, to, version }: (typeof sent)[number]) => {
            if ((versions[to]!.get(key) ?? -1) >= version) return
            versions[to]!.set(key, version)
            trees[to] = apply(trees[to]!, changes)
          }
          writes.forEach(({ key, value, who }, version) => {
            const before = trees[who]!
            const after = ok(value === null ? before.delete(key) : before.put(key, value))
            if (after.cid.equals(before.cid)) return
            trees[who] = after
            versions[who]!.set(key, version)
            newest.set(key, value)
            sent.push({ to: 1 - who, version, key, changes: ok(before.diff(after)).changes })
            const pick = picks[version]
            if (pick !== undefined) receive(sent[pick % sent.length]!)
          })
          for (const pick of picks) if (sent.length > 0) receive(sent[pick % sent.length]!)
          for (const message of sent.toReversed()) receive(message)
          const model = new Map([...newest].filter((entry): entry is [string, Cid] => entry[1] !== null))
          const { root } = naive.build(asText(model))
          expect(trees.map((tree) => tree.cid.toString())).toEqual([root, root])
        }
      ),
      runs
    )
  })
})

describe("MST-8: an edit costs its path", () => {
  it("in a tree of 20,000 keys no put or delete touches more than three nodes a layer, and 6,000 lead to the right tree", () => {
    const entries = Array.from({ length: 20_000 }, (_, i) =>
      [`app.bsky.feed.post/${(i * 7919).toString(36).padStart(8, "0")}`, values[0]!] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1))
    const model = new Map<string, Cid>(entries)
    let tree = ok(Mst.build(entries))
    const most = 3 * (tree.root.layer + 2)
    for (let i = 0; i < 3000; i++) {
      const fresh = `app.bsky.feed.post/${(i * 104_729).toString(36).padStart(8, "0")}x`
      const work = new Work(tree.blocks)
      tree = ok(tree.put(fresh, values[1]!, work))
      expect(work.touched).toBeLessThanOrEqual(most + 3 * depthOf(fresh))
      const gone = entries[(i * 31) % entries.length]![0]
      const deletion = new Work(tree.blocks)
      tree = ok(tree.delete(gone, deletion))
      expect(deletion.touched).toBeLessThanOrEqual(most + 3 * depthOf(gone))
      model.set(fresh, values[1]!)
      model.delete(gone)
    }
    // More nodes were named meanwhile than keep their bytes.
    expect(tree.cid.equals(built(model).cid)).toBe(true)
  })
})
