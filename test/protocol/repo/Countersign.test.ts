/** A device signs the commit that it asked for, and no other that a server may lay before it. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Countersign from "../../../src/protocol/repo/Countersign.ts"
import { type CommitResult, Repo, type RepoWrite } from "../../../src/protocol/repo/Repo.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"

const alice = Did.make(`did:plc:${"a".repeat(24)}`)
const bob = Did.make(`did:plc:${"b".repeat(24)}`)
const nowMillis = 1_770_000_000_000
const revAt = (step: number) => Tid.fromMicros((nowMillis - 60_000 + step) * 1000, 3)
const sign = () => new Uint8Array(64)
const record = (text: string): DataObject => ({ $type: "app.bsky.feed.post", text })
const pathOf = (n: number) => RepoPath.make(`app.bsky.feed.post/${Tid.fromMicros(1_000_000 + n, 0)}`)

/** A repository of `count` posts. */
const withPosts = (count: number): Repo => {
  const writes = Array.from({ length: count }, (_, n): RepoWrite => ({ action: "create", path: pathOf(n), record: record(`post ${n}`) }))
  let { repo } = Result.getOrThrow(Repo.create(alice, { rev: revAt(0), sign }))
  for (let from = 0; from < count; from += 100) {
    repo = Result.getOrThrow(repo.applyWrites(writes.slice(from, from + 100), { rev: revAt(1 + from), sign })).repo
  }
  return repo
}

const proposalOf = ({ diff, head, ops, prevData, since }: CommitResult): Countersign.Proposal => ({
  rev: head.rev, since, data: head.data, prevData, ops, blocks: Car.write([head.data], BlockMap.of(diff.slice(1)).entries())
})

const proposed = (repo: Repo, writes: ReadonlyArray<RepoWrite>, rev = revAt(9_000)) => proposalOf(Result.getOrThrow(repo.applyWrites(writes, { rev, sign })))

const asked = (repo: Repo, writes: ReadonlyArray<RepoWrite>): Countersign.Asked => ({ did: alice, head: repo.head, signedRev: undefined, writes, nowMillis })

const refusal = (proposal: Countersign.Proposal, want: Countersign.Asked): string | undefined => {
  const answer = Countersign.examine(proposal, want)
  return Result.isFailure(answer) ? answer.failure.what : undefined
}

const repo = withPosts(200)
const one: RepoWrite = { action: "create", path: pathOf(1_000), record: record("hello") }
const other: RepoWrite = { action: "create", path: pathOf(1_001), record: record("buy my coins") }

describe("a device that is asked to sign", () => {
  it("signs the account, the root and the rev of what it wrote, in a commit of its own making", () => {
    const proposal = proposed(repo, [one])
    expect(Result.getOrThrow(Countersign.examine(proposal, asked(repo, [one])))).toEqual({ did: alice, rev: proposal.rev, data: proposal.data })
  })

  it("signs a first commit, an empty one, an update and a deletion", () => {
    const first = proposalOf(Result.getOrThrow(Repo.create(alice, { rev: revAt(0), sign, writes: [one] })))
    expect(refusal(first, { ...asked(repo, [one]), head: undefined })).toBeUndefined()
    const batches: ReadonlyArray<ReadonlyArray<RepoWrite>> = [[], [{ action: "update", path: pathOf(7), record: record("better") }, { action: "delete", path: pathOf(8) }]]
    for (const writes of batches) expect(refusal(proposed(repo, writes), asked(repo, writes))).toBeUndefined()
  })

  it("signs whatever honest batch it asked for", () => {
    const write = fc.record({ n: fc.integer({ min: 0, max: 260 }), text: fc.string(), remove: fc.boolean() })
    fc.assert(fc.property(fc.uniqueArray(write, { selector: ({ n }) => n, maxLength: 12 }), (batch) => {
      const writes = batch.map(({ n, remove, text }): RepoWrite => {
        const path = pathOf(n)
        if (repo.get(path) === undefined) return { action: "create", path, record: record(text) }
        return remove ? { action: "delete", path } : { action: "update", path, record: record(`new ${text}`) }
      })
      expect(refusal(proposed(repo, writes), asked(repo, writes))).toBeUndefined()
    }), { numRuns: 200, seed: 11 })
  })
})

describe("a device does not sign", () => {
  it("a tree that holds more than was asked for, whether or not the ops say so", () => {
    const proposal = proposed(repo, [one, other])
    expect(refusal(proposal, asked(repo, [one]))).toBe("ops")
    expect(refusal({ ...proposal, ops: proposal.ops.slice(0, 1) }, asked(repo, [one]))).toBe("tree")
  })

  it("a tree from which something else has gone", () => {
    const proposal = proposed(repo, [one, { action: "delete", path: pathOf(3) }])
    expect(refusal({ ...proposal, ops: proposal.ops.filter(({ action }) => action === "create") }, asked(repo, [one]))).toBe("tree")
  })

  it("another record at the path, or the same record elsewhere", () => {
    const { path } = one
    const forged = proposed(repo, [{ action: "create", path, record: record("buy my coins") }])
    expect(refusal(forged, asked(repo, [one]))).toBe("ops")
    const lied = { ...forged, ops: proposed(repo, [one]).ops }
    expect(refusal(lied, asked(repo, [one]))).toBe("tree")
    expect(refusal(proposed(repo, [{ ...one, path: pathOf(1_002) }]), asked(repo, [one]))).toBe("ops")
  })

  it("a record in the place of one that stands there already, as if it were new", () => {
    const { path } = one
    const taken = Result.getOrThrow(repo.applyWrites([one], { rev: revAt(8_000), sign })).repo
    const again: RepoWrite = { action: "create", path, record: record("hello again") }
    const proposal = proposed(taken, [{ ...again, action: "update" }])
    expect(refusal(proposal, asked(taken, [again]))).toBe("ops")
    expect(refusal({ ...proposal, ops: proposal.ops.map((op) => ({ ...op, action: "create" })) }, asked(taken, [again]))).toBe("ops")
    expect(refusal(proposal, asked(taken, [{ ...again, action: "update" }]))).toBeUndefined()
  })

  it("the root of another tree when nothing is written", () => {
    expect(refusal({ ...proposed(repo, []), data: proposed(repo, [one]).data }, asked(repo, []))).toBe("tree")
  })

  it("upon another head than the one that it knows, such as an older one", () => {
    const now = Result.getOrThrow(repo.applyWrites([other], { rev: revAt(8_000), sign })).repo
    expect(refusal(proposed(repo, [one]), asked(now, [one]))).toBe("head")
    expect(refusal({ ...proposed(repo, [one]), since: now.head.rev }, asked(now, [one]))).toBe("head")
    expect(refusal(proposed(repo, [one]), { ...asked(repo, [one]), head: undefined })).toBe("head")
  })

  it("a rev below one that it has signed, or from the future", () => {
    const proposal = proposed(repo, [one])
    expect(refusal(proposal, { ...asked(repo, [one]), signedRev: proposal.rev as Tid.Tid })).toBe("rev")
    const ahead = Tid.fromMicros((nowMillis + 6 * 60_000) * 1000, 0)
    expect(refusal({ ...proposal, rev: ahead }, asked(repo, [one]))).toBe("rev")
    expect(refusal({ ...proposal, rev: Tid.fromMicros((nowMillis + 5 * 60_000) * 1000, 0) }, asked(repo, [one]))).toBeUndefined()
    expect(refusal({ ...proposal, rev: Tid.fromMicros((nowMillis + 5 * 60_000) * 1000 + 1, 0) }, asked(repo, [one]))).toBe("rev")
    expect(refusal({ ...proposal, rev: repo.head.rev }, asked(repo, [one]))).toBe("rev")
    expect(refusal({ ...proposal, rev: "now" }, asked(repo, [one]))).toBe("rev")
  })

  it("for an account that is not its own, whatever the server says", () => {
    const { did } = Result.getOrThrow(Countersign.examine(proposed(repo, [one]), asked(repo, [one])))
    expect(did).not.toBe(bob)
  })

  it("anything whose proof is short of a node, or is no CAR", () => {
    const proposal = proposed(repo, [one])
    const { blocks } = Result.getOrThrow(Car.read(proposal.blocks))
    const short = new BlockMap()
    for (const [cid, bytes] of [...blocks.entries()].slice(1)) short.set(cid, bytes)
    expect(refusal({ ...proposal, blocks: Car.write([proposal.data], short.entries()) }, asked(repo, [one]))).toBe("tree")
    expect(refusal({ ...proposal, blocks: new Uint8Array(7) }, asked(repo, [one]))).toBe("tree")
  })

  it("what a server has changed in any one byte of ops, root or nodes", () => {
    const writes: ReadonlyArray<RepoWrite> = [one, { action: "delete", path: pathOf(5) }]
    const proposal = proposed(repo, writes)
    const bend = (cid: Cid, at: number) => {
      const bytes = cid.bytes.slice()
      bytes[4 + at % 32]! ^= 1 + at % 255
      return Result.getOrThrow(Cid.fromBytes(bytes))
    }
    fc.assert(fc.property(fc.constantFrom("data", "prevData", "cid", "prev"), fc.nat({ max: 31 }), (what, at) => {
      const bent: Countersign.Proposal = what === "data"
        ? { ...proposal, data: bend(proposal.data, at) }
        : what === "prevData"
        ? { ...proposal, prevData: bend(proposal.prevData!, at) }
        : { ...proposal, ops: proposal.ops.map((op) => what === "cid"
          ? { ...op, cid: op.cid === null ? null : bend(op.cid, at) }
          : op.prev === undefined ? op : { ...op, prev: bend(op.prev, at) }) }
      expect(refusal(bent, asked(repo, writes))).toBeDefined()
    }), { numRuns: 120, seed: 5 })
  })
})
