import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Car from "../../../src/protocol/car/Car.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { CommitEvent, RepoOp, SyncEvent } from "../../../src/protocol/frames/RepoEvent.ts"
import { Node } from "../../../src/protocol/mst/Node.ts"
import { seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import { chain, EMPTY_TREE, verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { verifySync } from "../../../src/protocol/sync/VerifySync.ts"
import { mined } from "../mst/keys.ts"
import { against, alice, bob, create, eventOf, Home, nowMillis, path, record, rev, update } from "../repo/people.ts"

const home = new Home(alice, ["a", "b", "c"].map((rkey) => create(`app.bsky.feed.post/${rkey}`)))
const event = eventOf(home.write([update("app.bsky.feed.post/b")]))
const [op] = event.ops as [RepoOp]
const step = (changed: Partial<CommitEvent>, options: object = {}) => {
  const result = verifyCommit({ ...event, ...changed }, { ...against(alice), ...options })
  return Result.isFailure(result) ? result.failure.step : "accepted"
}
const carOf = (blocks: Iterable<readonly [Cid, Uint8Array]>, root = event.commit) => Car.write([root], blocks)
const other = Cid.ofCbor(Uint8Array.of(0xf6))

describe("SYNC-16: a #commit is judged by itself, and refused at the step that fails", () => {
  it("0: too many bytes, too many ops, a path that is none [SYNC-13]", () => {
    expect(step({})).toBe("accepted")
    expect(step({ blocks: new Uint8Array(2_000_001) })).toBe(0)
    expect(step({ ops: Array.from({ length: 201 }, () => op) })).toBe(0)
    expect(step({ ops: [{ ...op, path: path("a/b/c") }] })).toBe(0)
  })

  it("0: as many bytes and ops as are allowed go on to the next steps [SYNC-13]", () => {
    expect(step({ blocks: new Uint8Array(2_000_000) })).toBe(3)
    expect(step({ ops: Array.from({ length: 200 }, () => op) })).toBe(6)
  })

  it.each([[1_048_576, "accepted"], [1_048_577, 0]])("0: a record of %i bytes: %s [SYNC-13]", (size, verdict) => {
    const bytes = new Uint8Array(size)
    const cid = Cid.ofCbor(bytes)
    expect(step({ ops: [{ ...op, cid }], blocks: carOf([...home.last.diff, [cid, bytes]]) }, { lenient: true })).toBe(verdict)
  })

  it("3: a CAR that is none, another root, a foreign did, another rev", () => {
    expect(step({ blocks: event.blocks.slice(0, -1) })).toBe(3)
    expect(step({ blocks: new Uint8Array() })).toBe(3)
    expect(step({ commit: other })).toBe(3)
    expect(step({ blocks: carOf(home.last.diff.slice(1)) })).toBe(3)
    expect(step({ blocks: carOf(home.last.diff, home.repo.head.data) })).toBe(3)
    expect(step({ repo: bob.did })).toBe(3)
    expect(step({ rev: rev(77) })).toBe(3)
  })

  it("4: a signature of another key", () => {
    expect(step({}, { signingKey: bob.signingKey })).toBe(4)
    expect(step({}, { signingKey: "did:key:nonsense" })).toBe(4)
  })

  it("5: a rev more than five minutes ahead [SYNC-9]", () => {
    const revMillis = Tid.toMicros(event.rev) / 1000
    expect(step({}, { nowMillis: revMillis - 300_000 })).toBe("accepted")
    expect(step({}, { nowMillis: revMillis - 300_001 })).toBe(5)
  })

  it("6: ops of the wrong shape, a path twice", () => {
    const { prev, ...bare } = op
    expect(step({ ops: [{ ...op, action: "create" }] })).toBe(6)
    expect(step({ ops: [bare] })).toBe(6)
    expect(step({ ops: [{ ...op, prev: op.cid! }] })).toBe(6)
    expect(step({ ops: [{ ...op, action: "delete" }] })).toBe(6)
    expect(step({ ops: [{ ...op, action: "delete", cid: null, prev: prev! }, op] })).toBe(6)
  })

  it("7: an op that the tree does not bear out, a record that is missing", () => {
    expect(step({ ops: [{ ...op, cid: other }], blocks: carOf([...home.last.diff, [other, Uint8Array.of(0xf6)]]) })).toBe(7)
    expect(step({ ops: [{ action: "delete", path: op.path, cid: null, prev: other }] })).toBe(7)
    expect(step({ blocks: carOf(home.last.diff.filter(([cid]) => !cid.equals(op.cid!))) })).toBe(7)
    expect(step({ blocks: carOf(home.last.diff.filter(([cid]) => !cid.equals(home.repo.head.data))) })).toBe(7)
  })

  it("7: a key beyond one of an ancestor that is not its parent", () => {
    // high on layer 2, under it a node without keys, and under that a leaf whose last key is above high.
    const [low, beyond] = mined("app.bsky.feed.post/", 0, 400).filter((_, i, all) => i === 0 || i === all.length - 1) as [string, string]
    const high = mined("app.bsky.feed.post/", 2, 1)[0]!
    expect(low < high && high < beyond).toBe(true)
    const [was, is] = [0, 1].map((n) => Cbor.encode(record(n))) as [Uint8Array, Uint8Array]
    const treeWith = (value: Cid, last: string) => {
      const blocks: Array<readonly [Cid, Uint8Array]> = []
      const leaf = new Node(0, [low, last], [value, other], [null, null, null])
      const root = new Node(2, [high], [other], [new Node(1, [], [], [leaf]), null])
      const data = seal(root, (_, cid, bytes) => blocks.push([cid, bytes]))
      return { data, blocks }
    }
    const verdict = (last: string) => {
      const { blocks, data } = treeWith(Cid.ofCbor(is), last)
      const commit = Commit.sign({ did: alice.did, rev: rev(5), data }, alice.sign)
      const car = carOf([[commit.cid, commit.bytes], ...blocks, [Cid.ofCbor(is), is]], commit.cid)
      return step({
        commit: commit.cid,
        rev: rev(5),
        since: rev(4),
        prevData: treeWith(Cid.ofCbor(was), last).data,
        blocks: car,
        ops: [{ action: "update", path: path(low), cid: Cid.ofCbor(is), prev: Cid.ofCbor(was) }]
      })
    }
    expect(verdict(mined("app.bsky.feed.post/", 0, 2)[1]!)).toBe("accepted")
    expect(verdict(beyond)).toBe(7)
  })

  it("8: ops that lead back elsewhere, no prevData though there was a commit before", () => {
    expect(step({ ops: [{ ...op, prev: other }] })).toBe(8)
    expect(step({ prevData: other })).toBe(8)
    expect(step({ ops: [] })).toBe(8)
    const { prevData: _, ...without } = event
    expect(Result.isFailure(verifyCommit(without, against(alice)))).toBe(true)
  })

  it("lenient: what fails at 6 to 8 passes, what fails before does not", () => {
    const lenient = { lenient: true }
    expect(step({ prevData: other }, lenient)).toBe("accepted")
    expect(step({ ops: [{ action: "update", path: op.path, cid: op.cid }] }, lenient)).toBe("accepted")
    expect(step({}, { ...lenient, signingKey: bob.signingKey })).toBe(4)
    expect(step({ rev: rev(77) }, lenient)).toBe(3)
  })

  it("a first commit has no prevData, or that of the empty tree, and only a first commit", () => {
    const first = eventOf(new Home(alice, [create("app.bsky.feed.post/a")]).last)
    const verdict = (event: CommitEvent) => Result.isSuccess(verifyCommit(event, against(alice)))
    expect(verdict(first)).toBe(true)
    expect(verdict({ ...first, prevData: new Home(alice).repo.head.data })).toBe(true)
    expect(verdict({ ...first, since: rev(0) })).toBe(false)
  })

  it("9: who knows nothing of a repository can go on from a first commit alone", () => {
    const verdict = (since: Tid.Tid | null, prevData: Cid | null) => chain(undefined, { rev: rev(5), since, prevData })
    expect([verdict(null, null), verdict(null, EMPTY_TREE)]).toEqual(["continuous", "continuous"])
    expect([verdict(null, other), verdict(rev(4), null), verdict(rev(4), EMPTY_TREE)]).toEqual(["gap", "gap", "gap"])
  })

  it("gives the record of each written path", () => {
    const { ops } = Result.getOrThrow(verifyCommit(event, against(alice)))
    expect(ops).toHaveLength(1)
    expect(Cid.ofCbor(ops[0]!.record!).equals(op.cid!)).toBe(true)
  })
})

describe("#sync", () => {
  const [commit] = home.last.diff as [readonly [Cid, Uint8Array]]
  const sync: SyncEvent = {
    _tag: "Sync", seq: 1, did: alice.did, rev: home.repo.head.rev, blocks: carOf([commit]), time: Datetime.fromMillis(nowMillis)
  }
  const verdict = (changed: Partial<SyncEvent>, options: object = {}) => {
    const result = verifySync({ ...sync, ...changed }, { ...against(alice), ...options })
    return Result.isFailure(result) ? result.failure.step : "accepted"
  }

  it("names the state that its commit signs", () => {
    expect(Result.getOrThrow(verifySync(sync, against(alice)))).toEqual({ ...home.repo.head })
  })

  it("is refused like a #commit: size, CAR, did, rev, signature, future", () => {
    expect(verdict({ blocks: new Uint8Array(10_001) })).toBe(0)
    expect(verdict({ blocks: new Uint8Array(10_000) })).toBe(3)
    expect(verdict({ blocks: sync.blocks.slice(0, -1) })).toBe(3)
    expect(verdict({ did: bob.did })).toBe(3)
    expect(verdict({ rev: rev(77) })).toBe(3)
    expect(verdict({}, { signingKey: bob.signingKey })).toBe(4)
    expect(verdict({}, { nowMillis: nowMillis - 3_600_000 })).toBe(5)
  })
})
