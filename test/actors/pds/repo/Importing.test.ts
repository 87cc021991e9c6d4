import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../../src/protocol/car/Car.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import * as Tid from "../../../../src/protocol/syntax/Tid.ts"
import * as PowerCut from "../PowerCut.ts"
import * as Town from "../Town.ts"

const contentType = "application/vnd.ipld.car"

const exported = (session: Session) =>
  Effect.map(session.query("com.atproto.sync.getRepo", { did: session.did }), (car) => car as unknown as Uint8Array)

const bring = (session: Session, car: Uint8Array) =>
  Effect.match(session.procedureOnce("com.atproto.repo.importRepo", { input: car, contentType }), {
    onFailure: (error: Client.CallError) => error._tag === "XrpcError" ? `${error.error}: ${error.message}` : error._tag,
    onSuccess: () => "done"
  })

/** alice with some posts, asleep, and her repository. */
const asleep = Effect.gen(function*() {
  const alice = yield* Town.signUp("alice")
  for (let n = 0; n < 10; n++) yield* Town.createPost(alice, `post ${n}`)
  const car = yield* exported(alice)
  yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
  return { alice, car }
})

describe("an import", () => {
  it("is taken as often as it is brought, and only while the account is asleep", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, car } = yield* asleep
      const twice = [yield* bring(alice, car), yield* bring(alice, car)]
      yield* alice.procedureOnce("com.atproto.server.activateAccount", {})
      return { twice, awake: yield* bring(alice, car) }
    }))
    expect(seen.twice).toEqual(["done", "done"])
    expect(seen.awake).toContain("deactivated account")
  })

  it("of more bytes than the limit is refused while it comes", () => {
    const seen = Town.make({ pds: { importLimitBytes: 2000 } }).run(Effect.flatMap(asleep, ({ alice, car }) => bring(alice, car)))
    expect(seen).toContain("PayloadTooLarge")
  })

  it("that no key of the DID has signed is refused, unless nobody can tell for the moment", () => {
    const town = Town.make()
    const { alice, forged } = town.run(Effect.map(asleep, ({ alice, car }) => {
      const { blocks, roots } = Result.getOrThrow(Car.read(car))
      const { did, data, rev } = Result.getOrThrow(Commit.decode(blocks.get(roots[0]!)!))
      const { bytes, cid } = Commit.sign({ did, data, rev }, () => new Uint8Array(64).fill(1))
      return { alice, forged: Car.write([cid], [[cid, bytes], ...blocks.entries()]) }
    }))
    expect(town.run(bring(alice, forged))).toContain("by no key that the DID has ever named")
    town.world.crash("plc.test")
    expect(town.run(bring(alice, forged))).toBe("done")
  })

  /** Her repository under a rev that is ahead of the clock. */
  const ahead = (car: Uint8Array, millis: number) =>
    Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      const { blocks, roots } = Result.getOrThrow(Car.read(car))
      const { data, did } = Result.getOrThrow(Commit.decode(blocks.get(roots[0]!)!))
      const { bytes, cid } = Commit.sign({ did, data, rev: Tid.fromMicros((nowMillis + millis) * 1_000, 0) }, () => new Uint8Array(64).fill(1))
      return Car.write([cid], [[cid, bytes], ...blocks.entries()])
    })

  it("from further in the future than anybody accepts is refused [SYNC-9]", () => {
    const refused = Town.make().run(Effect.flatMap(asleep, ({ alice, car }) => Effect.flatMap(ahead(car, 6 * 60_000), (car) => bring(alice, car))))
    expect(refused).toContain("is in the future")
  })

  it("from a clock that is ahead drags no other account along [SYNC-1]", () => {
    const town = Town.make()
    const { alice, car, bob } = town.run(Effect.flatMap(asleep, (hers) => Effect.map(Town.signUp("bob"), (bob) => ({ ...hers, bob }))))
    const early = town.run(ahead(car, 4 * 60_000))
    town.world.crash("plc.test")
    expect(town.run(bring(alice, early))).toBe("done")
    town.world.start("plc.test")
    const { hers, his, nowMillis } = town.run(Effect.gen(function*() {
      yield* alice.procedure("com.atproto.server.activateAccount", {})
      const rev = (did: string) => Effect.map(Client.query("com.atproto.sync.getLatestCommit", { origin: "https://pds1.test", params: { did } }), ({ rev }) => Tid.toMicros(rev as Tid.Tid) / 1_000)
      yield* Town.createPost(alice, "early")
      yield* Town.createPost(bob, "on time")
      return { hers: yield* rev(alice.did), his: yield* rev(bob.did), nowMillis: yield* Clock.currentTimeMillis }
    }))
    expect(hers).toBeGreaterThan(nowMillis + 60_000)
    expect(his).toBeLessThanOrEqual(nowMillis)
  })

  it("that is cut, changed or somebody else's stores nothing [CAR-3] [CAR-4]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const bob = yield* Town.signUp("bob")
      const foreign = yield* exported(bob)
      const { alice, car } = yield* asleep
      const refusals = [
        yield* bring(alice, car.subarray(0, car.length - 5)),
        yield* bring(alice, car.with(car.length - 3, car[car.length - 3]! ^ 1)),
        yield* bring(alice, foreign)
      ]
      const after = yield* exported(alice)
      return { refusals, same: Buffer.compare(after, car) === 0 }
    }))
    expect(seen.refusals[0]).toContain("file ends inside a section")
    expect(seen.refusals[1]).toContain("does not hash to its CID")
    expect(seen.refusals[2]).toContain("foreign")
    expect(seen.same).toBe(true)
  })

  /** alice with records of four megabytes in all, asleep, and her repository: more than fits in memory at a time. */
  const large = Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const note = (n: number) => ({ $type: "com.atproto.repo.applyWrites#create" as const, collection: "test.orrery.note", rkey: `note-${n}`, value: { n, text: "x".repeat(40_000) } })
    for (let n = 0; n < 100; n += 20) {
      yield* alice.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: alice.did, writes: Array.from({ length: 20 }, (_, i) => note(n + i)) } })
    }
    const car = yield* exported(alice)
    yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
    return { alice, car }
  })

  it("of any size is stored whole, in whatever order its blocks come", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, car } = yield* large
      const { blocks, roots } = Result.getOrThrow(Car.read(car))
      const backwards = Car.write(roots, [...blocks.entries()].reverse())
      const done = yield* bring(alice, backwards)
      return { done, same: Buffer.compare(yield* exported(alice), car) === 0, size: car.length }
    }))
    expect(seen).toMatchObject({ done: "done", same: true })
    expect(seen.size).toBeGreaterThan(4_000_000)
  })

  it("of any size that lacks a record, a node or its end leaves what was there", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, car } = yield* large
      const { blocks, roots } = Result.getOrThrow(Car.read(car))
      const { data } = Result.getOrThrow(Commit.decode(blocks.get(roots[0]!)!))
      const lacking = (cid: string) => Car.write(roots, [...blocks.entries()].filter(([one]) => one.toString() !== cid))
      const record = [...blocks.entries()].find(([, bytes]) => bytes.length > 40_000)![0].toString()
      const refusals = [yield* bring(alice, lacking(record)), yield* bring(alice, lacking(data.toString())), yield* bring(alice, car.subarray(0, 3_000_000))]
      return { refusals, same: Buffer.compare(yield* exported(alice), car) === 0, then: yield* bring(alice, car) }
    }))
    expect(seen.refusals[0]).toContain("record: test.orrery.note/note-")
    expect(seen.refusals[1]).toContain("tree: block")
    expect(seen.refusals[2]).toContain("file ends inside a section")
    expect(seen).toMatchObject({ same: true, then: "done" })
  })

  it("that a crash cuts at any statement leaves what was there, or is there whole, and can be brought again [REPO-7]", () => {
    const town = Town.make()
    const { alice, before, car } = town.run(Effect.gen(function*() {
      const { alice, car } = yield* large
      yield* alice.procedureOnce("com.atproto.server.activateAccount", {})
      yield* alice.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: alice.did, collection: "test.orrery.note", rkey: "note-7" } })
      yield* Town.createPost(alice, "after the backup")
      const before = yield* exported(alice)
      yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
      return { alice, before, car }
    }))
    const outcomes = new Set<string>()
    for (let statements = 1; !outcomes.has("unharmed"); statements = Math.ceil(statements * 1.3)) {
      const strike = PowerCut.before(statements, () => town.world.crash("pds1.test"))
      const attempt = town.world.fork("the import", "device.test", bring(alice, car))
      town.world.runUntil(town.world.now + 20_000)
      const struck = strike()
      if (struck) town.world.start("pds1.test")
      town.world.runUntil(town.world.now + 20_000)
      expect(attempt.pollUnsafe()).toBeDefined()
      const now = town.run(exported(alice))
      const state = Buffer.compare(now, before) === 0 ? "before" : Buffer.compare(now, car) === 0 ? "after" : "neither"
      expect(["before", "after"]).toContain(state)
      outcomes.add(struck ? state : "unharmed")
      if (struck && state === "after") expect(town.run(bring(alice, before))).toBe("done")
      if (!struck) expect(state).toBe("after")
    }
    expect(outcomes).toContain("before")
    expect(town.run(bring(alice, car))).toBe("done")
    expect(town.defects()).toEqual([])
  })
})
