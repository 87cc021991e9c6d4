/** Sync 1.1: a message alone proves what it says, and nothing in it can be left out or altered unseen. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../src/protocol/car/BlockMap.ts"
import * as Car from "../../src/protocol/car/Car.ts"
import { Cid } from "../../src/protocol/data/Cid.ts"
import type { CommitEvent, RepoOp } from "../../src/protocol/frames/RepoEvent.ts"
import { Work } from "../../src/protocol/mst/Node.ts"
import { find } from "../../src/protocol/mst/Path.ts"
import type { CommitResult, RepoWrite } from "../../src/protocol/repo/Repo.ts"
import * as RepoPath from "../../src/protocol/syntax/RepoPath.ts"
import { verifyCommit } from "../../src/protocol/sync/VerifyCommit.ts"
import { pool } from "../protocol/mst/keys.ts"
import * as naive from "../protocol/mst/naive.ts"
import { against, alice, create, eventOf, Home, nowMillis, remove, update } from "../protocol/repo/people.ts"

const paths = pool.filter(RepoPath.is)
const runs = { numRuns: 150, seed: 11 }

/** Signatures have their own tests; here only what else is checked is of interest. */
const trusting = { ...against(alice), verify: () => true, nowMillis }
const accepted = (event: CommitEvent) => Result.isSuccess(verifyCommit(event, trusting))

/** A repo of some keys, and a batch on it that is legal: toggles presence, or rewrites. */
const scene = fc.tuple(
  fc.subarray(paths, { maxLength: 40 }),
  fc.uniqueArray(fc.tuple(fc.constantFrom(...paths), fc.boolean()), { selector: ([key]) => key, minLength: 1, maxLength: 12 })
).map(([start, edits]) => {
  const there = new Set(start)
  const writes = edits.map(([key, rewrite], i): RepoWrite =>
    !there.has(key) ? create(key, i % 3) : rewrite ? update(key, 10 + i) : remove(key))
  return { start, writes }
})

const commit = ({ start, writes }: { readonly start: ReadonlyArray<string>; readonly writes: ReadonlyArray<RepoWrite> }) => {
  const home = new Home(alice, start.map((key) => create(key)))
  const before = new Map([...home.repo.entries()].map(([path, cid]) => [path as string, cid.toString()]))
  const result = home.write(writes)
  return { home, before, result }
}

const without = (result: CommitResult, dropped: Cid): CommitEvent => ({
  ...eventOf(result),
  blocks: Car.write([result.head.commit], result.diff.filter(([cid]) => !cid.equals(dropped)))
})

describe("REPO-3, REPO-4, SYNC-16: the ops invert on the event's own blocks", () => {
  it("forward they give data, backward prevData, as the definition says both", () => {
    fc.assert(
      fc.property(scene, (scene) => {
        const { before, home, result } = commit(scene)
        expect(result.prevData!.toString()).toBe(naive.build(before).root)
        const forward = new Map(before)
        for (const { cid, path } of result.ops) {
          if (cid === null) forward.delete(path)
          else forward.set(path, cid.toString())
        }
        expect(result.head.data.toString()).toBe(naive.build(forward).root)
        const verified = Result.getOrThrow(verifyCommit(eventOf(result), against(alice)))
        expect(verified.prevData!.equals(result.prevData!)).toBe(true)
        for (const { cid, record } of verified.ops) {
          if (cid !== null) expect(Cid.ofCbor(record!).equals(cid)).toBe(true)
        }
        expect(home.store.size).toBe([...new Map([...home.repo.exportBlocks()].map(([cid]) => [cid.key, cid]))].length)
      }),
      runs
    )
  })

  it("up to 200 ops", () => {
    const many = Array.from({ length: 400 }, (_, i) => `com.example.many/${(i * 7919 % 10_007).toString(36).padStart(6, "0")}`)
    const home = new Home(alice, many.slice(0, 200).map((key) => create(key)))
    const writes = [
      ...many.slice(200, 270).map((key) => create(key)),
      ...many.slice(0, 70).map((key) => remove(key)),
      ...many.slice(70, 130).map((key) => update(key))
    ]
    expect(writes).toHaveLength(200)
    expect(Result.getOrThrow(verifyCommit(eventOf(home.write(writes)), against(alice))).ops).toHaveLength(200)
  })
})

describe("no omitted block passes unseen", () => {
  it("without the commit, a written record, or a node on the path of an op's key, a message is refused; \
only nodes that merely lead to a neighbour key may be superfluous, and then change no verdict", () => {
    fc.assert(
      fc.property(scene, (scene) => {
        const { result } = commit(scene)
        const needed = new Set([result.head.commit.key])
        for (const { cid, path } of result.ops) {
          if (cid !== null) needed.add(cid.key)
          find(new Work(new BlockMap()), result.repo.root, path, (node) => needed.add(node.cid!.key))
        }
        for (const [dropped] of result.diff) {
          const verdict = verifyCommit(without(result, dropped), trusting)
          if (needed.has(dropped.key)) expect(Result.isFailure(verdict)).toBe(true)
          else if (Result.isSuccess(verdict)) expect(verdict.success.prevData!.equals(result.prevData!)).toBe(true)
        }
      }),
      runs
    )
  })

  it("of one create, the superfluous nodes are those of the longer edge beyond the end of the shorter", () => {
    fc.assert(
      fc.property(fc.subarray(paths, { minLength: 1, maxLength: 40 }), fc.constantFrom(...paths), (start, key) => {
        const { before, home, result } = commit({ start: start.filter((other) => other !== key), writes: [create(key, 1)] })
        const oldLayer = Math.max(...[...before.keys()].map(naive.depthOf))
        const path: Array<string> = []
        const edges: Array<string> = []
        find(new Work(new BlockMap()), home.repo.root, key, (node) => path.push(node.cid!.key))
        find(new Work(new BlockMap()), home.repo.root, key, (node) => edges.push(node.cid!.key), true)
        const own = new Map(result.diff.map(([cid]) => [cid.key, cid]))
        const layerOf = new Map<string, number>()
        find(new Work(new BlockMap()), home.repo.root, key, (node) => layerOf.set(node.cid!.key, node.layer), true)
        const beside = edges.filter((cid) => !path.includes(cid))
        for (const cid of beside) {
          // A layer on which both edges have a node is merged when the key goes; and where the
          // tree then sinks, whatever is left of its top must be known down to the old root.
          const layer = layerOf.get(cid)!
          const shared = beside.filter((other) => layerOf.get(other) === layer).length === 2
          expect([layer, accepted(without(result, own.get(cid)!))]).toEqual([layer, !shared && layer < oldLayer])
        }
      }),
      runs
    )
  })
})

describe("REPO-5: no op passes unseen that was dropped, added or altered", () => {
  const other = Cid.ofCbor(Uint8Array.of(0xf6))

  it("dropping any op, altering any path, cid, prev or action, or adding an op is refused", () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...paths), (scene, foreign) => {
        const { result } = commit(scene)
        const event = eventOf(result)
        const refused = (ops: ReadonlyArray<RepoOp>) => expect(accepted({ ...event, ops })).toBe(false)
        event.ops.forEach((op, i) => {
          const put = (...ops: ReadonlyArray<RepoOp>) => refused(event.ops.toSpliced(i, 1, ...ops))
          put()
          put(op, op)
          put({ ...op, cid: op.cid === null ? other : null })
          if (op.cid !== null) put({ ...op, cid: other })
          put({ ...op, prev: other })
          const { prev, ...created } = op
          if (prev !== undefined) put(created)
          if (!event.ops.some(({ path }) => path === foreign)) put({ ...op, path: foreign })
          for (const action of ["create", "update", "delete"] as const) if (action !== op.action) put({ ...op, action })
        })
        if (!event.ops.some(({ path }) => path === foreign)) {
          refused([...event.ops, { action: "create", path: foreign, cid: other }])
          refused([...event.ops, { action: "update", path: foreign, cid: other, prev: event.commit }])
          refused([...event.ops, { action: "delete", path: foreign, cid: null, prev: other }])
        }
        expect(accepted({ ...event, prevData: other })).toBe(false)
        const { prevData, ...first } = event
        expect(accepted(first)).toBe(prevData === undefined)
      }),
      runs
    )
  })
})

describe("REPO-6: what the event carries", () => {
  it("holds every written record, all new nodes, and no value that the batch deleted", () => {
    fc.assert(
      fc.property(scene, (scene) => {
        const { home, result } = commit(scene)
        const carried = new Set(result.diff.map(([cid]) => cid.key))
        for (const { cid } of result.ops) if (cid !== null) expect(carried.has(cid.key)).toBe(true)
        for (const [cid] of result.newBlocks) expect(carried.has(cid.key)).toBe(true)
        const held = new Set([...home.repo.entries()].map(([, cid]) => cid.key))
        for (const { prev } of result.ops) if (prev !== undefined && !held.has(prev.key)) expect(carried.has(prev.key)).toBe(false)
      }),
      runs
    )
  })

  it("a store that keeps newBlocks and deletes removed and released blocks is exactly the export, through restarts", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(...paths), { maxLength: 8 }), { maxLength: 12 }), fc.nat(), (batches, seed) => {
        const home = new Home(alice)
        batches.forEach((keys, n) => {
          const there = new Set([...home.repo.entries()].map(([path]) => path as string))
          const writes: Array<RepoWrite> = []
          keys.forEach((key, i) => {
            // Repeated keys are written one after the other.
            if (!there.has(key)) {
              writes.push(create(key, (seed + i) % 4))
              there.add(key)
            } else if ((seed + n + i) % 3 === 0) {
              writes.push(update(key, (seed + i) % 5))
            } else {
              writes.push(remove(key))
              there.delete(key)
            }
          })
          const result = home.write(writes)
          expect(accepted(eventOf(result))).toBe(true)
          const exported = new Map([...home.repo.exportBlocks()].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes)]))
          expect(new Map([...home.store].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes)]))).toEqual(exported)
          if ((seed + n) % 2 === 0) home.restart()
        })
      }),
      runs
    )
  })
})
