import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import * as Cache from "../../../src/actors/identity/Cache.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Town from "../pds/Town.ts"

const resolver = Resolver.make({ plc: "plc.test" })

const putZone = (path: string, body: unknown) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.put(`https://names.test${path}`).pipe(HttpClientRequest.bodyJsonUnsafe(body), HttpClientRequest.bearerToken("owner-token"))
    yield* (yield* HttpClient).execute(request)
  })
const txt = (handle: string, ...dids: ReadonlyArray<string>) =>
  putZone("/zone/txt", { name: `_atproto.${handle}`, values: dids.map((did) => `did=${did}`) })
const web = (handle: string, did: string) => putZone("/zone/web", { host: handle, did })

const reasonOf = <A, R>(effect: Effect.Effect<A, { readonly reason: string }, R>) => Effect.map(Effect.flip(effect), (error) => error.reason)

describe("a resolver", () => {
  it("takes a handle from DNS first, from the web where DNS has none, and from neither where DNS contradicts itself [HANDLE-5]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { handle } = yield* resolver
      yield* txt("alice.people.test", "did:plc:dns", "did:plc:dns")
      yield* web("alice.people.test", "did:plc:web")
      yield* web("bob.people.test", "  did:plc:web\n")
      yield* txt("carol.people.test", "did:plc:one", "did:plc:two")
      yield* web("carol.people.test", "did:plc:web")
      return [
        yield* handle("Alice.people.test"),
        yield* handle("bob.people.test"),
        yield* reasonOf(handle("carol.people.test")),
        yield* reasonOf(handle("dan.people.test")),
        yield* reasonOf(handle("dan.invalid")),
        yield* reasonOf(handle("not a handle"))
      ]
    }))
    expect(seen).toEqual(["did:plc:dns", "did:plc:web", "Invalid", "NotFound", "NotFound", "Invalid"])
  })

  it("verifies a handle only if it holds both ways [HANDLE-1]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { refresh, verifiedHandle } = yield* resolver
      const first = yield* verifiedHandle(alice.did)
      // Somebody else's name may point at her; that makes it nobody's handle of hers.
      yield* txt("thief.people.test", alice.did)
      yield* refresh(alice.did)
      const second = yield* verifiedHandle(alice.did)
      yield* txt("alice.people.test", alice.did)
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice.people.test" } })
      const stale = yield* verifiedHandle(alice.did)
      yield* refresh(alice.did)
      const third = yield* verifiedHandle(alice.did)
      yield* txt("alice.people.test", "did:plc:thief")
      yield* refresh(alice.did)
      return [first, second, stale, third, yield* verifiedHandle(alice.did)]
    }))
    expect(seen).toEqual(["alice.pds1.test", "alice.pds1.test", "alice.pds1.test", "alice.people.test", undefined])
  })

  it("says why a DID does not resolve, and never throws [ID-7] [WEB-2]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did } = yield* resolver
      return [
        yield* reasonOf(did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")),
        yield* reasonOf(did("did:key:z6Mk")),
        yield* reasonOf(did("did:web:pds1.test:path")),
        yield* reasonOf(did("did:web:nowhere.test")),
        yield* reasonOf(did("nonsense")),
        (yield* did("did:web:pds1.test")).did
      ]
    }))
    expect(seen).toEqual(["NotFound", "Unsupported", "Unsupported", "Unreachable", "Invalid", "did:web:pds1.test"])
  })

  it("serves what it knows while the directory is away, for a day", () => {
    const town = Town.make()
    const { did } = town.run(Town.signUp("alice"))
    const seen = town.run(Effect.gen(function*() {
      const resolve = (yield* resolver).did
      yield* resolve(did)
      town.world.crash("plc.test")
      yield* Effect.sleep("5 hours")
      const soon = yield* Effect.exit(resolve(did))
      yield* Effect.sleep("20 hours")
      return { soon: Exit.isSuccess(soon), late: yield* reasonOf(resolve(did)) }
    }), 100 * 3_600_000)
    expect(seen).toEqual({ soon: true, late: "Unreachable" })
  })
})

describe("what is out of reach", () => {
  it("is no verdict: the handle is unknown, not invalid, and a refresh fails rather than pass the old off as new", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      yield* txt("alice.people.test", "did:plc:alice")
      const alice = yield* Town.signUp("alice")
      yield* txt("alice.people.test", alice.did)
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice.people.test" } })
      const { did, handleVerdict, refresh } = yield* resolver
      const known = yield* handleVerdict(alice.did)
      yield* Effect.sleep("2 hours")
      town.world.crash("names.test")
      yield* refresh(alice.did)
      const withoutNames = yield* handleVerdict(alice.did)
      town.world.crash("plc.test")
      const old = yield* did(alice.did)
      return { known, withoutNames, old: old.handle, refreshed: yield* reasonOf(refresh(alice.did)) }
    }), 5 * 3_600_000)
    expect(seen.known).toEqual({ _tag: "Valid", handle: "alice.people.test" })
    expect(seen.withoutNames).toEqual({ _tag: "Unknown", claimed: "alice.people.test" })
    expect([seen.old, seen.refreshed]).toEqual(["alice.people.test", "Unreachable"])
  })
})

describe("its cache", () => {
  it("makes one fetch for all who ask at a time, even if the first of them gives up", () => {
    const { answers, fetches } = Town.make().run(Effect.gen(function*() {
      let fetches = 0
      const cache = yield* Cache.make<string, number, never>({
        fetch: () => Effect.delay(Effect.sync(() => ++fetches), "1 second"),
        capacity: 10,
        freshMillis: () => 60_000,
        staleMillis: 0,
        passing: () => false
      })
      const impatient = Effect.timeoutOption(cache.get("alice"), "100 millis")
      const answers = yield* Effect.all([impatient, cache.get("alice"), cache.get("alice")], { concurrency: "unbounded" })
      return { answers, fetches }
    }))
    expect(answers.slice(1)).toEqual([1, 1])
    expect(fetches).toBe(1)
  })

  it("holds no more than its capacity", () => {
    const fetches = Town.make().run(Effect.gen(function*() {
      let fetches = 0
      const cache = yield* Cache.make<number, number, never>({
        fetch: (key) => Effect.sync(() => (fetches++, key)),
        capacity: 2,
        freshMillis: () => 60_000,
        staleMillis: 0,
        passing: () => false
      })
      for (const key of [1, 2, 3, 3, 2, 1]) yield* cache.get(key)
      return fetches
    }))
    expect(fetches).toBe(4)
  })
})
