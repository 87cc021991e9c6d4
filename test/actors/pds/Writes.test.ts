import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type * as Session from "../../../src/actors/client/Session.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import type { CommitEvent } from "../../../src/protocol/frames/RepoEvent.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Import from "../../../src/protocol/repo/Import.ts"
import { chain, verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import * as Town from "./Town.ts"

const resolver = Resolver.make({ plc: "plc.test" })
const posts = "app.bsky.feed.post"

const create = (session: Session.Session, collection: string, record: Record<string, unknown>, extra: object = {}) =>
  session.procedureOnce("com.atproto.repo.createRecord", {
    input: { repo: session.did, collection, record: record as never, ...extra }
  })

const errorOf = <A, R>(effect: Effect.Effect<A, Client.CallError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error._tag === "XrpcError" ? error.error : error._tag)

const commits = (events: ReadonlyArray<Town.Received>) => events.filter((event): event is CommitEvent => event._tag === "Commit")

describe("writes to a repository", () => {
  it("are on the firehose once each, as commits that verify from the message alone and chain", () => {
    const town = Town.make()
    const { events, signingKey } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      for (let n = 0; n < 20; n++) yield* Town.createPost(alice, `post ${n}`)
      const signingKey = (yield* (yield* resolver).did(alice.did)).signingKey!
      return { signingKey, events: yield* Town.listen("pds1.test", "?cursor=0", (events) => events.length === 23) }
    }))
    let known: { rev: never; data: never } | undefined
    const texts = new Set<string>()
    for (const event of commits(events)) {
      const verified = Result.getOrThrow(verifyCommit(event, { signingKey, verify: Signature.verify, nowMillis: Date.UTC(2026, 0, 6) }))
      if (known !== undefined) expect(chain(known, verified)).toBe("continuous")
      known = { rev: verified.rev as never, data: verified.data as never }
      for (const op of verified.ops) texts.add(op.path)
    }
    expect(texts.size).toBe(20)
    expect(town.defects()).toEqual([])
  })

  it("fill in $type and record key, and say whether the schema is known", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const known = yield* create(alice, posts, { text: "hello", createdAt: "2026-01-05T18:00:00.000Z" })
      const unknown = yield* create(alice, "test.orrery.note", { words: 1 }, { rkey: "any:key" })
      const unchecked = yield* create(alice, posts, { text: 7 }, { validate: false })
      const client = yield* Client.make
      const note = yield* client.query("com.atproto.repo.getRecord", {
        origin: "https://pds1.test",
        params: { repo: "alice.pds1.test", collection: "test.orrery.note", rkey: "any:key" }
      })
      return { known, unknown, unchecked, note, did: alice.did }
    }))
    expect(seen.known.validationStatus).toBe("valid")
    expect(seen.known.uri).toMatch(new RegExp(`^at://${seen.did}/app.bsky.feed.post/[2-7a-z]{13}$`))
    expect(seen.unknown.validationStatus).toBe("unknown")
    expect(seen.unchecked.validationStatus).toBeUndefined()
    expect(seen.note).toMatchObject({ cid: seen.unknown.cid, value: { $type: "test.orrery.note", words: 1 } })
  })

  it("refuse what the schema refuses, and leave no trace of it [REPO-7]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const errors = [
        yield* errorOf(create(alice, posts, { text: 7, createdAt: "2026-01-05T18:00:00.000Z" })),
        yield* errorOf(create(alice, "test.orrery.note", { words: 1 }, { validate: true })),
        yield* errorOf(create(alice, posts, { ...Town.post("x"), $type: "app.bsky.feed.like" })),
        yield* errorOf(create(alice, posts, Town.post("x"), { rkey: "not a key" })),
        yield* errorOf(create(alice, posts, Town.post("x"), { rkey: "notatid" }))
      ]
      const events = yield* Effect.race(Town.listen("pds1.test", "?cursor=3", (events) => events.length > 0), Effect.as(Effect.sleep("5 seconds"), []))
      return { errors, events }
    }))
    expect(seen.errors).toEqual(Array.from({ length: 5 }, () => "InvalidRequest"))
    expect(seen.events).toEqual([])
  })

  it("of one base by two writers succeed for exactly one [REPO-8]", () => {
    const results = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { commit } = yield* Town.createPost(alice, "base")
      const swap = (text: string) => Effect.result(create(alice, posts, Town.post(text), { swapCommit: commit!.cid }))
      return yield* Effect.all([swap("left"), swap("right")], { concurrency: "unbounded" })
    }))
    const failures = results.filter(Result.isFailure)
    expect(failures).toHaveLength(1)
    expect(failures[0]!.failure).toMatchObject({ error: "InvalidSwap" })
  })

  it("swap single records, null meaning that there must be none", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const put = (displayName: string, swapRecord?: string | null) =>
        alice.procedureOnce("com.atproto.repo.putRecord", {
          input: {
            repo: alice.did,
            collection: "app.bsky.actor.profile",
            rkey: "self",
            record: { displayName } as never,
            ...(swapRecord === undefined ? {} : { swapRecord })
          }
        })
      const first = yield* put("Alice", null)
      const again = yield* put("Alice")
      const taken = yield* errorOf(put("Alicia", null))
      const second = yield* put("Alicia", first.cid)
      const stale = yield* errorOf(put("Ally", first.cid))
      const remove = (swapRecord?: string) =>
        alice.procedureOnce("com.atproto.repo.deleteRecord", {
          input: { repo: alice.did, collection: "app.bsky.actor.profile", rkey: "self", ...(swapRecord === undefined ? {} : { swapRecord }) }
        })
      const staleDelete = yield* errorOf(remove(first.cid))
      const deleted = yield* remove(second.cid)
      return { again, taken, stale, staleDelete, deleted, gone: yield* remove() }
    }))
    expect(seen).toMatchObject({ taken: "InvalidSwap", stale: "InvalidSwap", staleDelete: "InvalidSwap" })
    expect(seen.again.commit).toBeUndefined()
    expect(seen.deleted.commit).toBeDefined()
    expect(seen.gone.commit).toBeUndefined()
  })

  it("in a batch are one commit, all or nothing", () => {
    const { events, refused } = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const write = (rkey: string, text: string) =>
        ({ $type: "com.atproto.repo.applyWrites#create" as const, collection: "test.orrery.note", rkey, value: { text } as never })
      const apply = (writes: ReadonlyArray<unknown>) =>
        alice.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: alice.did, writes: writes as never } })
      yield* apply([write("a", "1"), write("b", "2")])
      const refused = yield* errorOf(apply([write("c", "3"), write("a", "again")]))
      yield* apply([
        { $type: "com.atproto.repo.applyWrites#update", collection: "test.orrery.note", rkey: "a", value: { text: "one" } },
        { $type: "com.atproto.repo.applyWrites#delete", collection: "test.orrery.note", rkey: "b" }
      ])
      return { refused, events: commits(yield* Town.listen("pds1.test", "?cursor=3", (events) => events.length === 2)) }
    }))
    expect(refused).toBe("InvalidRequest")
    expect(events.map((event) => event.ops.map((op) => `${op.action} ${op.path}`))).toEqual([
      ["create test.orrery.note/a", "create test.orrery.note/b"],
      ["update test.orrery.note/a", "delete test.orrery.note/b"]
    ])
  })

  it("replace an older like of the same post in the same commit", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { cid, uri } = yield* Town.createPost(alice, "likeable")
      const like = create(alice, "app.bsky.feed.like", { subject: { uri, cid }, createdAt: "2026-01-05T18:00:00.000Z" })
      yield* like
      yield* like
      const client = yield* Client.make
      const list = yield* client.query("com.atproto.repo.listRecords", {
        origin: "https://pds1.test",
        params: { repo: alice.did, collection: "app.bsky.feed.like" }
      })
      return { list, events: commits(yield* Town.listen("pds1.test", "?cursor=5", (events) => events.length === 1)) }
    }))
    expect(seen.list.records).toHaveLength(1)
    expect(seen.events[0]!.ops.map((op) => op.action).sort()).toEqual(["create", "delete"])
  })

  it("belong to their owner: nobody else's token, and no other repository", () => {
    const errors = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const client = yield* Client.make
      const input = { repo: alice.did, collection: posts, record: Town.post("not hers") }
      return [
        yield* errorOf(bob.procedureOnce("com.atproto.repo.createRecord", { input })),
        yield* errorOf(client.procedure("com.atproto.repo.createRecord", { origin: "https://pds1.test", input }))
      ]
    }))
    expect(errors).toEqual(["Forbidden", "AuthenticationRequired"])
  })

  it("are all in the export, which imports elsewhere to the same tree [CAR-2]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      for (let n = 0; n < 30; n++) yield* Town.createPost(alice, `post ${n}`)
      const { uri } = yield* create(alice, "test.orrery.note", { words: 1 }, { rkey: "note" })
      const client = yield* Client.make
      const at = { origin: "https://pds1.test" }
      const car = yield* client.query("com.atproto.sync.getRepo", { ...at, params: { did: alice.did } })
      const latest = yield* client.query("com.atproto.sync.getLatestCommit", { ...at, params: { did: alice.did } })
      const proof = yield* client.query("com.atproto.sync.getRecord", {
        ...at,
        params: { did: alice.did, collection: "test.orrery.note", rkey: uri.split("/").at(-1)! }
      })
      return { did: alice.did, car, latest, proof }
    }))
    const imported = Result.getOrThrow(Import.verifyImport(seen.car, { did: seen.did }))
    expect(imported.records).toHaveLength(31)
    expect({ cid: imported.head.commit.toString(), rev: imported.head.rev }).toEqual(seen.latest)
    expect(Result.getOrThrow(Car.read(seen.proof)).roots[0]!.toString()).toBe(seen.latest.cid)
  })

  it("page through a collection, newest first, each record once [XRPC-2]", () => {
    const uris = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const made: Array<string> = []
      for (let n = 0; n < 7; n++) made.push((yield* Town.createPost(alice, `post ${n}`)).uri)
      const client = yield* Client.make
      const listed: Array<string> = []
      let cursor: string | undefined
      do {
        const page = yield* client.query("com.atproto.repo.listRecords", {
          origin: "https://pds1.test",
          params: { repo: alice.did, collection: posts, limit: 3, ...(cursor === undefined ? {} : { cursor }) }
        })
        listed.push(...page.records.map((record) => record.uri))
        cursor = page.cursor
      } while (cursor !== undefined)
      return { made, listed }
    }))
    expect(uris.listed).toEqual(uris.made.toReversed())
  })
})

describe("blobs", () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

  it("are served once a record names them, and no longer when none does [BLOB-1]", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const client = yield* Client.make
      const { blob } = yield* alice.procedureOnce("com.atproto.repo.uploadBlob", { input: png, contentType: "image/png" })
      const get = Effect.result(client.query("com.atproto.sync.getBlob", {
        origin: "https://pds1.test",
        params: { did: alice.did, cid: blob.ref.toString() }
      }))
      const before = yield* get
      const put = (record: object) =>
        alice.procedureOnce("com.atproto.repo.putRecord", {
          input: { repo: alice.did, collection: "app.bsky.actor.profile", rkey: "self", record: record as never }
        })
      yield* put({ displayName: "Alice", avatar: blob })
      const during = yield* get
      const listed = yield* client.query("com.atproto.sync.listBlobs", { origin: "https://pds1.test", params: { did: alice.did } })
      yield* put({ displayName: "Alice" })
      return { blob, before, during, listed, after: yield* get }
    }))
    expect(seen.blob).toMatchObject({ $type: "blob", mimeType: "image/png", size: png.length })
    expect(seen.before).toMatchObject({ _tag: "Failure", failure: { error: "BlobNotFound" } })
    expect(seen.during).toMatchObject({ _tag: "Success", success: png })
    expect(seen.listed.cids).toEqual([seen.blob.ref.toString()])
    expect(seen.after._tag).toBe("Failure")
  })

  it("that were not uploaded cannot be named", () => {
    const error = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { blob } = yield* alice.procedureOnce("com.atproto.repo.uploadBlob", { input: png, contentType: "image/png" })
      const bob = yield* Town.signUp("bob")
      return yield* errorOf(create(bob, "app.bsky.actor.profile", { avatar: blob }, { rkey: "self" }))
    }))
    expect(error).toBe("BlobNotFound")
  })
})
