import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import type * as Session from "../../../src/actors/client/Session.ts"
import * as Log from "../../../src/actors/firehose/outbox/Log.ts"
import * as Serve from "../../../src/actors/firehose/outbox/Serve.ts"
import * as Town from "../pds/Town.ts"

const dayMillis = 24 * 3_600_000

/** alice's account takes sequence numbers 1 to 3, each post one more. */
const withPosts = (count: number, options: Town.TownOptions = {}) => {
  const town = Town.make(options)
  const alice = town.run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    for (let n = 0; n < count; n++) yield* Town.createPost(alice, `post ${n}`)
    return alice
  }))
  return { ...town, alice }
}

const some = (count: number) => (events: ReadonlyArray<unknown>) => events.length >= count
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const seqs = (events: ReadonlyArray<Town.Received>) => events.map(Town.seqOf)

describe("the start of a subscription", () => {
  it.each(["", "?cursor="])("without a cursor is live, nothing of before: %j", (query) => {
    const { alice, run } = withPosts(3)
    const events = run(Effect.gen(function*() {
      const [events] = yield* Effect.all(
        [Town.listen("pds1.test", query, some(1)), Effect.delay(Town.createPost(alice, "live"), "2 seconds")],
        { concurrency: "unbounded" }
      )
      return events
    }))
    expect(seqs(events)).toEqual([7])
  })

  it("with a cursor replays what comes after it, and goes on live without a gap or a repeat [STREAM-3]", () => {
    const { alice, run } = withPosts(200)
    const events = run(Effect.gen(function*() {
      const appending = Effect.forEach(range(1, 100), (n) => Town.createPost(alice, `late ${n}`), { discard: true })
      const [events] = yield* Effect.all([Town.listen("pds1.test", "?cursor=50", some(253)), appending], { concurrency: "unbounded" })
      return events
    }))
    expect(seqs(events)).toEqual(range(51, 303))
  })

  it("with a cursor ahead of the stream is refused as FutureCursor, and nothing follows [STREAM-5]", () => {
    const { run } = withPosts(1)
    expect(run(Town.listen("pds1.test", "?cursor=5", () => false))).toEqual([{ _tag: "Error", error: "FutureCursor" }])
  })

  it("with the newest number as its cursor is live: it has all, and is not ahead", () => {
    const { alice, run } = withPosts(1)
    const events = run(Effect.gen(function*() {
      const [events] = yield* Effect.all(
        [Town.listen("pds1.test", "?cursor=4", some(1)), Effect.delay(Town.createPost(alice, "live"), "2 seconds")],
        { concurrency: "unbounded" }
      )
      return events
    }))
    expect(seqs(events)).toEqual([5])
  })

  it("with a cursor older than the window is told OutdatedCursor, then gets the whole window", () => {
    const { alice, run, world } = withPosts(3)
    world.runUntil(world.now + dayMillis + 1000)
    const [older, zero, newest] = run(Effect.gen(function*() {
      yield* alice.procedure("com.atproto.repo.createRecord", {
        input: { repo: alice.did, collection: "app.bsky.feed.post", record: Town.post("today") }
      })
      return [
        yield* Town.listen("pds1.test", "?cursor=2", some(2)),
        yield* Town.listen("pds1.test", "?cursor=0", some(1)),
        yield* Town.listen("pds1.test", "?cursor=6", some(1))
      ]
    }))
    expect(older).toMatchObject([{ _tag: "Info", name: "OutdatedCursor" }, { _tag: "Commit", seq: 7 }])
    expect(zero).toMatchObject([{ _tag: "Commit", seq: 7 }])
    expect(newest).toMatchObject([{ _tag: "Commit", seq: 7 }])
  })

  it("with a cursor older than what fits is told OutdatedCursor too: the window ends by size as by time", () => {
    const { alice, run } = withPosts(0, { pds: { backfillWindowBytes: 20_000 } })
    const events = run(Effect.gen(function*() {
      const note = (n: number) =>
        alice.procedure("com.atproto.repo.putRecord", {
          input: { repo: alice.did, collection: "test.orrery.note", rkey: `note-${n}`, record: { text: "x".repeat(1000) } as never }
        })
      yield* Effect.forEach(range(1, 40), note, { discard: true })
      return yield* Town.listen("pds1.test", "?cursor=2", (events) => events.some((event) => Town.seqOf(event) === 43))
    }))
    const [info, ...kept] = events
    expect(info).toMatchObject({ _tag: "Info", name: "OutdatedCursor" })
    expect(seqs(kept)).toEqual(range(44 - kept.length, 43))
    expect(kept.length).toBeGreaterThan(5)
    expect(kept.length).toBeLessThan(20)
  })

  it("lets nobody starve where the window is smaller than an event: who listens gets all, and who comes back the newest", () => {
    const { alice, run } = withPosts(0, { pds: { backfillWindowBytes: 1 } })
    const [live, zero, older, newest] = run(Effect.gen(function*() {
      const posts = Effect.forEach(range(1, 5), (n) => Town.createPost(alice, `post ${n}`), { discard: true })
      const [live] = yield* Effect.all([Town.listen("pds1.test", "", some(8)), Effect.delay(
        Effect.andThen(posts, Town.signUp("bob")), "2 seconds")], { concurrency: "unbounded" })
      return [
        live,
        yield* Town.listen("pds1.test", "?cursor=0", some(1)),
        yield* Town.listen("pds1.test", "?cursor=2", some(2)),
        yield* Town.listen("pds1.test", "?cursor=10", some(1))
      ]
    }))
    // Five posts, and bob's three events, which come in one transaction.
    expect(seqs(live!)).toEqual(range(4, 11))
    expect(seqs(zero!)).toEqual([11])
    expect(older).toMatchObject([{ _tag: "Info", name: "OutdatedCursor" }, { seq: 11 }])
    expect(seqs(newest!)).toEqual([11])
  })

  it("needs a WebSocket and a cursor that is a number", () => {
    const { run } = withPosts(0)
    const statuses = run(Effect.gen(function*() {
      const client = yield* HttpClient
      return (yield* client.get("https://pds1.test/xrpc/com.atproto.sync.subscribeRepos?cursor=0")).status
    }))
    expect(statuses).toBe(426)
    expect(run(Town.listen("pds1.test", "?cursor=x", some(1)).pipe(Effect.as("open"), Effect.orElseSucceed(() => "refused")))).toBe("refused")
    expect(run(Town.listen("pds1.test", "?cursor=0&cursor=1", some(0)).pipe(Effect.as("open"), Effect.orElseSucceed(() => "refused")))).toBe("refused")
  })
})

describe("a reader of a log", () => {
  it("that follows closely sees nothing of a transaction that was rolled back", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const sql = yield* SqlClient
      const log = yield* Log.make({ table: "log", windowMillis: dayMillis })
      const append = log.append("did:plc:alice", (seq) => new Uint8Array([seq]))
      const reader = yield* log.reader
      const first = yield* Effect.andThen(sql.withTransaction(append), reader.next(0))
      yield* Effect.ignore(sql.withTransaction(Effect.andThen(append, Effect.fail("the rows that it claims"))))
      yield* sql.withTransaction(append)
      const second = yield* reader.next(1)
      reader.close()
      return [first, second].map((entries) => entries?.map(({ seq }) => seq))
    }))
    expect(seen).toEqual([[1], [3]])
  })
})

/** Goes on from its last cursor whenever the stream ends, and keeps all that it ever received. */
const follow = (count: number) =>
  Effect.gen(function*() {
    const received: Array<Town.Received> = []
    let cursor = 0
    while (received.length < count) {
      const left = count - received.length
      const events = yield* Effect.orElseSucceed(Town.listen("pds1.test", `?cursor=${cursor}`, some(left)), () => [])
      received.push(...events)
      cursor = Math.max(cursor, ...seqs(events))
      yield* Effect.sleep("200 millis")
    }
    return received
  })

describe("a stream whose host crashes", () => {
  it("never gives a number to two events, and a returning consumer misses none [STREAM-1] [STREAM-2] [STREAM-8]", () => {
    for (const seed of [1, 2, 3]) {
      const { alice, run, world } = withPosts(0, { seed })
      const received: Array<Town.Received> = []
      const post = (session: Session.Session, n: number) =>
        session.procedure("com.atproto.repo.putRecord", {
          input: { repo: session.did, collection: "test.orrery.note", rkey: `note-${n}`, record: { n } as never }
        })
      world.fork("alice writes", "writer.test", Effect.forEach(range(1, 60), (n) => post(alice, n), { discard: true }))
      world.fork("bob listens", "reader.test", Effect.map(follow(63), (events) => received.push(...events)))
      for (let crash = 0; crash < 5; crash++) {
        world.runUntil(world.now + 400 + 137 * crash)
        world.crash("pds1.test")
        world.runUntil(world.now + 300)
        world.start("pds1.test")
      }
      world.runUntil(world.now + 120_000)
      const persisted = run(Town.listen("pds1.test", "?cursor=0", some(63)))
      const bySeq = new Map(persisted.map((event) => [Town.seqOf(event), event]))
      // Each life is an epoch, so the numbers leap; but they rise, and say the same to everybody.
      const rising = [...bySeq.keys()]
      expect(rising).toEqual([...rising].sort((a, b) => a - b))
      expect(rising).toHaveLength(63)
      expect(seqs(received)).toEqual(rising)
      for (const event of received) expect(event).toEqual(bySeq.get(Town.seqOf(event)))
      const notes = persisted.flatMap((event) => event._tag === "Commit" ? event.ops.map((op) => op.path) : [])
      expect(notes).toEqual(range(1, 60).map((n) => `test.orrery.note/note-${n}`))
    }
  })

  it("goes on with higher numbers after its disk came back from an old backup, and takes older cursors [STREAM-1]", () => {
    const { alice, run, world } = withPosts(2)
    const backup = world.backup("pds1.test")!
    run(Effect.forEach(range(1, 50), (n) => Town.createPost(alice, `lost ${n}`), { discard: true }))
    const lost = run(Town.listen("pds1.test", "?cursor=0", some(55)))
    world.crash("pds1.test")
    world.restoreBackup("pds1.test", backup)
    world.start("pds1.test")
    world.runUntil(world.now + 1000)
    const events = run(Effect.gen(function*() {
      yield* Town.createPost(alice, "anew")
      return yield* Town.listen("pds1.test", "?cursor=55", some(1))
    }))
    expect(seqs(lost)).toEqual(range(1, 55))
    expect(events).toMatchObject([{ _tag: "Commit" }])
    expect(Town.seqOf(events[0]!)).toBeGreaterThan(55)
  })

  it("gives no number again though the backup is older than its first event [STREAM-1]", () => {
    const { run, world } = Town.make()
    const backup = world.backup("pds1.test")!
    run(Town.signUp("alice"))
    expect(seqs(run(Town.listen("pds1.test", "?cursor=0", some(3))))).toEqual([1, 2, 3])
    world.crash("pds1.test")
    world.restoreBackup("pds1.test", backup)
    world.start("pds1.test")
    world.runUntil(world.now + 1000)
    run(Town.signUp("bob"))
    const events = run(Town.listen("pds1.test", "?cursor=3", some(3)))
    expect(events).toMatchObject([{ _tag: "Identity" }, { _tag: "Account" }, { _tag: "Commit" }])
    expect(seqs(events)[0]).toBeGreaterThan(3)
  })

  it("forgets the events of a deleted account, but not their numbers", () => {
    const { alice, run } = withPosts(2)
    const events = run(Effect.gen(function*() {
      yield* Town.signUp("bob")
      yield* alice.procedure("com.atproto.server.requestAccountDelete", {})
      const client = yield* HttpClient
      const mail = yield* client.get("https://pds1.test/admin/mailbox?to=alice@mail.test", {
        headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }
      })
      const { mail: [letter] } = (yield* mail.json) as unknown as { mail: ReadonlyArray<{ token: string }> }
      yield* alice.procedureOnce("com.atproto.server.deleteAccount", {
        input: { did: alice.did, password: "alice's password", token: letter!.token }
      })
      return yield* Town.listen("pds1.test", "?cursor=0", some(4))
    }))
    expect(events).toMatchObject([
      { seq: 6, _tag: "Identity" },
      { seq: 7, _tag: "Account" },
      { seq: 8, _tag: "Commit" },
      { seq: 9, _tag: "Account", did: alice.did, active: false, status: "deleted" }
    ])
  })
})

describe("a consumer that the window overtakes", () => {
  it("is told ConsumerTooSlow, and its connection ends as by a violation of policy [STREAM-5] [STREAM-7]", () => {
    /** All that it kept has left the window as soon as somebody reads. */
    const overtaken = { pruned: Effect.succeed(0), reader: Effect.succeed({ head: 5, next: () => Effect.succeed(undefined), close: () => {} }) } as unknown as Log.Log
    const { run, world } = Town.make({ appView: HttpRouter.add("GET", "/xrpc/com.atproto.sync.subscribeRepos", Serve.serve(overtaken, 30_000)) })
    const codes: Array<number> = []
    world.observe((observation) => {
      if (observation._tag === "SocketClosed") codes.push(observation.code)
    })
    expect(run(Town.listen("appview.test", "?cursor=2", () => false))).toEqual([{ _tag: "Error", error: "ConsumerTooSlow" }])
    world.runUntil(world.now + 1_000)
    expect(new Set(codes)).toEqual(new Set([1008]))
  })
})

describe("a consumer that does not read", () => {
  it("is told ConsumerTooSlow and slows nobody else down [STREAM-7]", () => {
    const { alice, run, world } = withPosts(0)
    // Text of 300 kB a note: a few of them fill what the network holds.
    const write = (n: number) =>
      alice.procedure("com.atproto.repo.putRecord", {
        input: { repo: alice.did, collection: "test.orrery.note", rkey: `note-${n}`, record: { text: "x".repeat(300_000) } as never }
      })
    world.fork("dan stalls", "slow.test", Town.listen("pds1.test", "?cursor=0", some(1000)))
    world.runUntil(world.now + 1000)
    world.partition("pds1.test", "slow.test", true)
    run(Effect.forEach(range(1, 20), write, { discard: true }))
    const before = world.now
    const quick = run(Town.listen("pds1.test", "?cursor=0", some(23)))
    expect(seqs(quick)).toEqual(range(1, 23))
    expect(world.now - before).toBeLessThan(10_000)
    const closed: Array<string> = []
    world.observe((observation) => {
      if (observation._tag === "FrameSent" && observation.to === "slow.test") {
        const event = Town.eventOf(observation.bytes)
        if (event._tag === "Error") closed.push(event.error)
      }
    })
    world.runUntil(world.now + 40_000)
    expect(closed).toEqual(["ConsumerTooSlow"])
  })
})
