import { Repo as PeerRepo, blocksToCarFile, MemoryBlockstore, readCarWithRoot, verifyRepo, BlockMap as PeerBlockMap } from "@atproto/repo"
import * as Result from "effect/Result"
import { CID } from "multiformats/cid"
import { describe, expect, it } from "vitest"
import * as Car from "../../../src/protocol/car/Car.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import { Repo } from "../../../src/protocol/repo/Repo.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Nsid from "../../../src/protocol/syntax/Nsid.ts"
import { chain, verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { against, alice, bob, create, eventOf, Home, path, record, remove, rev, update } from "./people.ts"

const post = (rkey: string) => `app.bsky.feed.post/${rkey}`
const signing = (n: number) => ({ rev: rev(n), sign: alice.sign })
const failure = (result: Result.Result<unknown, { readonly _tag: string }>) =>
  Result.isFailure(result) ? result.failure._tag : "success"

describe("a commit", () => {
  it("reads back what was signed, verifies under its key, and under no other", () => {
    const { bytes, cid, commit } = Commit.sign({ did: alice.did, rev: rev(1), data: Cid.ofCbor(Uint8Array.of(1)) }, alice.sign)
    expect(Result.getOrThrow(Commit.decode(bytes))).toEqual(commit)
    expect(cid.equals(Cid.ofCbor(bytes))).toBe(true)
    expect(Commit.verify(commit, alice.signingKey, against(alice).verify)).toBe(true)
    expect(Commit.verify(commit, bob.signingKey, against(alice).verify)).toBe(false)
  })

  it("with any byte changed or cut off is refused, or its signature fails", () => {
    const { bytes } = Commit.sign({ did: alice.did, rev: rev(1), data: Cid.ofCbor(Uint8Array.of(1)) }, alice.sign)
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [1, 0x80]) {
        const changed = bytes.slice()
        changed[at]! ^= mask
        const decoded = Commit.decode(changed)
        if (Result.isSuccess(decoded)) expect(Commit.verify(decoded.success, alice.signingKey, against(alice).verify)).toBe(false)
      }
      expect(Result.isFailure(Commit.decode(bytes.slice(0, at)))).toBe(true)
    }
  })

  it.each([0, 63, 65])("is not made with a signature of %i bytes", (length) => {
    const unsigned = { did: alice.did, rev: rev(1), data: Cid.ofCbor(Uint8Array.of(1)) }
    expect(() => Commit.sign(unsigned, () => new Uint8Array(length))).toThrow(`a signature of ${length} bytes, 64 expected`)
  })

  it.each([[`did:plc:${"a".repeat(24)}`, [0x79, 0]], ["did:web:bob.test", [0x78]], ["did:web:bob.test", [0x79, 0]]])("whose %s has a length longer than needed (%j) is refused", (did, head) => {
    const bytes = Commit.encode({ did: Did.make(did), rev: rev(1), data: Cid.ofCbor(Uint8Array.of(1)) }, new Uint8Array(64))
    const at = 5 + (did.length < 24 ? 1 : 2)
    expect(Result.isSuccess(Commit.decode(bytes))).toBe(true)
    expect(Result.isFailure(Commit.decode(Uint8Array.from([...bytes.subarray(0, 5), ...head, did.length, ...bytes.subarray(at)])))).toBe(true)
  })

  it("keeps an old commit's link to its predecessor under the signature", () => {
    const prev = Cid.ofCbor(Uint8Array.of(2))
    const { bytes, commit } = Commit.sign({ did: alice.did, rev: rev(1), data: prev, prev }, alice.sign)
    expect(Result.getOrThrow(Commit.decode(bytes)).prev!.equals(prev)).toBe(true)
    expect(Commit.verify(commit, alice.signingKey, against(alice).verify)).toBe(true)
    expect(Commit.verify({ ...commit, prev: null }, alice.signingKey, against(alice).verify)).toBe(false)
  })
})

describe("applyWrites", () => {
  it("is all or nothing: one write that does not fit refuses the batch and leaves the repo [SYNC-13]", () => {
    const home = new Home(alice, [create(post("a"))])
    const { head } = home.repo
    const refused = (writes: Parameters<Repo["applyWrites"]>[0]) => failure(home.repo.applyWrites(writes, signing(9)))
    expect(refused([create(post("b")), create(post("a"))])).toBe("RecordExists")
    expect(refused([create(post("b")), update(post("c"))])).toBe("RecordMissing")
    expect(refused([create(post("b")), remove(post("c"))])).toBe("RecordMissing")
    expect(refused([create(post("b")), create("no path")])).toBe("InvalidPath")
    expect(refused([{ action: "create", path: path(post("b")), record: { $type: "x", n: 1.5 } }])).toBe("InvalidRecord")
    expect(refused([{ action: "create", path: path(post("b")), record: { text: "x".repeat(1_000_001) } }])).toBe("InvalidRecord")
    expect(refused(Array.from({ length: 201 }, (_, i) => create(post(`n${i}`))))).toBe("TooManyWrites")
    const large = { text: "x".repeat(900_000) }
    expect(refused([1, 2, 3].map((i) => ({ action: "create" as const, path: path(post(`l${i}`)), record: { ...large, i } })))).toBe("CommitTooLarge")
    expect(home.repo.head).toBe(head)
    expect(home.repo.get(path(post("b")))).toBeUndefined()
    expect(Result.isSuccess(home.repo.applyWrites([create(post("b"))], signing(9)))).toBe(true)
  })

  it("takes a record of 1,000,000 bytes and makes a commit of 2,000,000, and not of one more [SYNC-13]", () => {
    const { repo } = new Home(alice)
    const write = (rkey: string, size: number) => ({ action: "create" as const, path: path(post(rkey)), record: { text: "x".repeat(size) } })
    const head = Cbor.encode({ text: "x".repeat(100_000) }).length - 100_000
    expect([0, 1].map((more) => failure(repo.applyWrites([write("a", 1_000_000 - head + more)], signing(9))))).toEqual(["success", "InvalidRecord"])
    const batch = (last: number) => repo.applyWrites([write("a", 900_000), write("b", 900_001), write("c", last)], signing(9))
    const room = 2_000_000 - Result.getOrThrow(batch(100_000)).car.length
    expect(Result.getOrThrow(batch(100_000 + room)).car).toHaveLength(2_000_000)
    expect(failure(batch(100_000 + room + 1))).toBe("CommitTooLarge")
  })

  it("needs a rev strictly above the last", () => {
    const { repo } = new Home(alice)
    expect(failure(repo.applyWrites([], signing(0)))).toBe("RevNotRising")
    expect(failure(repo.applyWrites([], { rev: rev(-1), sign: alice.sign }))).toBe("RevNotRising")
    expect(failure(repo.applyWrites([], signing(1)))).toBe("success")
  })

  it("folds what a batch does to one path into one op, or none", () => {
    const home = new Home(alice, [create(post("old"), 0), create(post("same"), 0)])
    const { ops } = home.write([
      create(post("new"), 1), update(post("new"), 2),
      create(post("gone"), 1), remove(post("gone")),
      update(post("old"), 1), remove(post("old")), create(post("old"), 3),
      update(post("same"), 1), update(post("same"), 0)
    ])
    expect(ops.map(({ action, path }) => `${action} ${path}`)).toEqual([`create ${post("new")}`, `update ${post("old")}`])
    expect(Result.isSuccess(verifyCommit(eventOf(home.last), against(alice)))).toBe(true)
    expect(home.repo.get(path(post("same")))!.equals(home.repo.get(path(post("same")))!)).toBe(true)
  })

  it("without writes, or with none that changes anything, makes a new commit over the same tree", () => {
    const home = new Home(alice, [create(post("a"), 0)])
    const { data } = home.repo.head
    for (const writes of [[], [update(post("a"), 0)], [create(post("b")), remove(post("b"))]]) {
      const result = home.write(writes)
      expect([result.ops, result.head.data.equals(data), result.removed.length]).toEqual([[], true, 1])
      expect(Result.isSuccess(verifyCommit(eventOf(result), against(alice)))).toBe(true)
    }
  })

  it("keeps a record that two paths hold until both have let go", () => {
    const home = new Home(alice, [create(post("a"), 7), create(post("b"), 7)])
    const cid = home.repo.get(path(post("a")))!
    home.write([remove(post("a"))])
    expect(home.store.has(cid)).toBe(true)
    home.write([remove(post("b"))])
    expect(home.store.has(cid)).toBe(false)
  })

  it("carries the record of a path that got it from another, though the block is not new", () => {
    const home = new Home(alice, [create(post("a"), 7)])
    const { diff } = home.write([remove(post("a")), create(post("b"), 7)])
    expect(diff.some(([cid]) => cid.equals(home.repo.get(path(post("b")))!))).toBe(true)
  })

  it("makes a chain: each commit continues the one before, and only that", () => {
    const home = new Home(alice)
    let known = undefined as { rev: typeof home.repo.head.rev; data: Cid } | undefined
    for (let i = 0; i < 5; i++) {
      const verified = Result.getOrThrow(verifyCommit(eventOf(home.last), against(alice)))
      expect(chain(known, verified)).toBe("continuous")
      expect(chain(verified, verified)).toBe("stale")
      if (i > 0) expect(chain(undefined, verified)).toBe("gap")
      if (i > 1) expect(chain({ rev: rev(0), data: known!.data }, verified)).toBe("gap")
      known = verified
      home.write([create(post(`p${i}`), i)])
    }
  })
})

describe("reading", () => {
  const home = new Home(alice, [
    ...["a", "b", "c", "d"].map((rkey) => create(post(rkey))),
    create("app.bsky.feed.post.x/a"),
    create("app.bsky.feed.like/z"),
    create("app.bsky.actor.profile/self")
  ])
  const list = (options: Parameters<Repo["list"]>[1]) =>
    [...home.repo.list(Nsid.make("app.bsky.feed.post"), options)].map(([path]) => path.split("/")[1])

  it("lists one collection by record key, either way, from a cursor on", () => {
    expect(list({})).toEqual(["a", "b", "c", "d"])
    expect(list({ cursor: "b" })).toEqual(["c", "d"])
    expect(list({ reverse: true })).toEqual(["d", "c", "b", "a"])
    expect(list({ reverse: true, cursor: "c" })).toEqual(["b", "a"])
    expect(list({ cursor: "bb" })).toEqual(["c", "d"])
  })

  it("names the collections in the order of their paths", () => {
    expect([...home.repo.collections()]).toEqual([
      "app.bsky.actor.profile", "app.bsky.feed.like", "app.bsky.feed.post.x", "app.bsky.feed.post"
    ])
  })

  it("opens from the commit block, and loads nodes only when asked", () => {
    const repo = Result.getOrThrow(Repo.open(home.repo.head.commit, home.store))
    expect(repo.head).toEqual(home.repo.head)
    expect(repo.get(path(post("c")))!.equals(home.repo.get(path(post("c")))!)).toBe(true)
    expect(() => Repo.load(home.repo.head, { get: () => undefined }).get(path(post("c")))).toThrow(/not at hand/)
  })

  it("exports since an older state only what that lacks", () => {
    const before = home.repo
    const later = Result.getOrThrow(before.applyWrites([create(post("e"), 5)], signing(50)))
    for (const [cid, bytes] of later.newBlocks) home.store.set(cid, bytes)
    const names = (blocks: Iterable<readonly [Cid, Uint8Array]>) => [...blocks].map(([cid]) => cid.toString()).sort()
    expect(names(later.repo.exportSince(before))).toEqual(names(later.newBlocks))
  })
})

describe("@atproto/repo takes what we write, and we what it writes", () => {
  const keypair = { did: () => alice.signingKey, sign: (message: Uint8Array) => Promise.resolve(alice.sign(message)), jwtAlg: "ES256K" }

  it("verifies our export, signature and all, and finds the same records", async () => {
    const home = new Home(alice, ["a", "b", "c"].map((rkey, i) => create(post(rkey), i)))
    home.write([update(post("a"), 9), remove(post("b"))])
    const car = await readCarWithRoot(Car.write([home.repo.head.commit], home.repo.exportBlocks()))
    const verified = await verifyRepo(car.blocks, car.root, alice.did, alice.signingKey)
    expect(verified.creates.map(({ cid, collection, rkey }) => [`${collection}/${rkey}`, cid.toString()])).toEqual(
      [...home.repo.entries()].map(([path, cid]) => [path, cid.toString()])
    )
  })

  it("makes the same tree and removes the same blocks as ours from the same writes", async () => {
    const storage = new MemoryBlockstore()
    let theirs = await PeerRepo.create(storage, alice.did, keypair)
    const home = new Home(alice)
    for (let i = 0; i < 40; i++) {
      const rkey = `r${(i * 7) % 23}`
      const there = home.repo.get(path(post(rkey))) !== undefined
      const action = !there ? "create" : i % 3 === 0 ? "update" : "delete"
      const target = { collection: "app.bsky.feed.post" as never, rkey: rkey as never }
      const commit = await theirs.formatCommit(
        action === "delete" ? { action, ...target } as never : { action, ...target, record: record(i) } as never,
        keypair
      )
      const ours = home.write([action === "create" ? create(post(rkey), i) : action === "update" ? update(post(rkey), i) : remove(post(rkey))])
      theirs = await theirs.applyCommit(commit)
      expect(theirs.commit.data.toString()).toBe(ours.head.data.toString())
      const nodesAndRecords = (cids: Iterable<{ toString(): string }>, commit: { toString(): string }) =>
        [...cids].map(String).filter((cid) => cid !== commit.toString()).sort()
      expect(nodesAndRecords(ours.newBlocks.map(([cid]) => cid), ours.head.commit)).toEqual(
        nodesAndRecords([...commit.newBlocks.entries()].map(({ cid }) => cid), commit.cid)
      )
      const released = ours.ops.flatMap(({ prev }) => (prev === undefined ? [] : [prev]))
      expect(ours.removed.length + released.length).toBe(commit.removedCids.toList().length)
      expect(nodesAndRecords(ours.diff.map(([cid]) => cid), ours.head.commit)).toEqual(
        nodesAndRecords([...commit.relevantBlocks.entries()].map(({ cid }) => cid), commit.cid)
      )
    }
    const car = await blocksToCarFile(CID.parse(theirs.cid.toString()) as never, storage.blocks as PeerBlockMap)
    expect(Result.isSuccess(Car.read(car))).toBe(true)
  })
})
