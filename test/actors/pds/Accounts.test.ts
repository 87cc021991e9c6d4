import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { describe, expect, it } from "vitest"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const resolver = Resolver.make({ plc: "plc.test" })

describe("an account at a PDS", () => {
  it("is found by its handle and by its DID, both ways", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { did, handle, verifiedHandle } = yield* resolver
      return {
        did: alice.did,
        document: yield* did(alice.did),
        named: yield* handle("alice.pds1.test"),
        verified: yield* verifiedHandle(alice.did)
      }
    }))
    expect(seen.document).toMatchObject({ did: seen.did, handle: "alice.pds1.test", pds: "https://pds1.test" })
    expect(seen.document.signingKey).toMatch(/^did:key:z/)
    expect(seen.named).toBe(seen.did)
    expect(seen.verified).toBe("alice.pds1.test")
    expect(town.defects()).toEqual([])
  })

  it("says #identity, #account and a first #commit, in that order", () => {
    const events = Town.make().run(Effect.andThen(Town.signUp("alice"), Town.listen("pds1.test", "?cursor=0", (events) => events.length === 3)))
    expect(events.map((event) => event._tag)).toEqual(["Identity", "Account", "Commit"])
    expect(events[0]).toMatchObject({ handle: "alice.pds1.test" })
    expect(events[1]).toMatchObject({ active: true })
    expect(events[2]).toMatchObject({ since: null, ops: [] })
  })

  it("refuses handles that are taken, too short, reserved, or of another domain", () => {
    const errors = Town.make().run(Effect.gen(function*() {
      yield* Town.signUp("alice")
      const client = yield* Client.make
      const attempt = (handle: string) =>
        Effect.map(
          Effect.flip(client.procedure("com.atproto.server.createAccount", {
            origin: "https://pds1.test",
            input: { handle, email: `${handle}@mail.test`, password: "a password" }
          })),
          (error) => error._tag === "XrpcError" ? error.error : error._tag
        )
      return yield* Effect.forEach(["alice.pds1.test", "al.pds1.test", "admin.pds1.test", "bob.people.test", "a.b.pds1.test"], attempt)
    }))
    expect(errors).toEqual(["HandleNotAvailable", "InvalidHandle", "HandleNotAvailable", "UnsupportedDomain", "InvalidHandle"])
  })

  it("gives one handle to one of two who ask for it at once", () => {
    const results = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const attempt = (email: string) =>
        Effect.result(client.procedure("com.atproto.server.createAccount", {
          origin: "https://pds1.test",
          input: { handle: "carol.pds1.test", email, password: "a password" }
        }))
      return yield* Effect.all([attempt("carol@mail.test"), attempt("dan@mail.test")], { concurrency: "unbounded" })
    }))
    expect(results.map((result) => result._tag).sort()).toEqual(["Failure", "Success"])
  })

  it("signs in by handle, DID and email, and with nothing else than its password", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const client = yield* Client.make
      const attempt = (identifier: string, password: string) =>
        Effect.result(client.procedure("com.atproto.server.createSession", { origin: "https://pds1.test", input: { identifier, password } }))
      const good = yield* Effect.forEach(["alice.pds1.test", alice.did, "Alice@mail.test"], (name) => attempt(name, "alice's password"))
      const bad = yield* Effect.forEach(["alice.pds1.test", "bob.pds1.test"], (name) => attempt(name, "bob's password"))
      return { good: good.map((result) => result._tag), bad: bad.map((result) => result._tag) }
    }))
    expect(seen).toEqual({ good: ["Success", "Success", "Success"], bad: ["Failure", "Failure"] })
  })

  it("rotates refresh tokens, with two hours' grace for the old one, whose use after that ends the session [AUTH-3]", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      yield* Town.signUp("alice")
      const first = yield* client.procedure("com.atproto.server.createSession", {
        origin: "https://pds1.test",
        input: { identifier: "alice.pds1.test", password: "alice's password" }
      })
      const refresh = (token: string) =>
        client.procedure("com.atproto.server.refreshSession", { origin: "https://pds1.test", headers: Client.bearer(token) })
      const kind = (token: string) => Effect.map(Effect.result(refresh(token)), (result) => result._tag)
      const second = yield* refresh(first.refreshJwt)
      const asAccess = yield* Effect.flip(client.query("com.atproto.server.getSession", { origin: "https://pds1.test", params: {}, headers: Client.bearer(second.refreshJwt) }))
      yield* Effect.sleep("1 hour")
      const inGrace = yield* kind(first.refreshJwt)
      yield* Effect.sleep("2 hours")
      const expired = yield* Effect.flip(client.query("com.atproto.server.getSession", { origin: "https://pds1.test", params: {}, headers: Client.bearer(first.accessJwt) }))
      const third = yield* refresh(second.refreshJwt)
      const afterGrace = yield* kind(first.refreshJwt)
      const access = yield* Effect.flip(client.query("com.atproto.server.getSession", { origin: "https://pds1.test", params: {}, headers: Client.bearer(third.accessJwt) }))
      return { asAccess, expired, inGrace, afterGrace, access, third: yield* kind(third.refreshJwt) }
    }), 5 * 3_600_000)
    expect(seen).toMatchObject({ inGrace: "Success", afterGrace: "Failure", access: { error: "ExpiredToken" }, third: "Failure" })
    expect(seen.asAccess).toMatchObject({ error: "InvalidToken" })
    expect(seen.expired).toMatchObject({ error: "ExpiredToken", status: 400 })
  })

  it("is either whole or nowhere when its PDS crashes while it is made [ACCT-7]", () => {
    for (let millis = 5; millis < 400; millis += 35) {
      const town = Town.make({ link: { latency: { kind: "constant", millis: 20 } } })
      const { world } = town
      world.fork("alice signs up", "device.test", Effect.ignore(Town.signUp("alice")))
      world.runUntil(1000 + millis)
      world.crash("pds1.test")
      world.start("pds1.test")
      world.runUntil(world.now + 60_000)
      const seen = town.run(Effect.gen(function*() {
        // Whoever asks again finds the account, or makes it.
        const alice = yield* Town.signUp("bob").pipe(Effect.andThen(Effect.result(Town.signUp("alice"))))
        const client = yield* HttpClient
        const did = yield* Effect.flatMap(client.get("https://alice.pds1.test/.well-known/atproto-did"), (response) => response.text)
        const registered = yield* client.get(`https://plc.test/${did}`)
        return { alice: alice._tag, registered: registered.status }
      }))
      expect([millis, seen]).toEqual([millis, { alice: seen.alice, registered: 200 }])
      expect(town.defects()).toEqual([])
    }
  })

  it("changes its handle, in the directory too", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alison.pds1.test" } })
      const { did, verifiedHandle } = yield* resolver
      return { document: yield* did(alice.did), verified: yield* verifiedHandle(alice.did) }
    }))
    expect(seen.document.handle).toBe("alison.pds1.test")
    expect(seen.verified).toBe("alison.pds1.test")
  })

  it("says so once when it is deactivated; who it is, how it stands and a new commit when it is back", () => {
    const town = Town.make()
    const events = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* alice.procedure("com.atproto.server.deactivateAccount", { input: {} })
      const client = yield* Client.make
      const refused = yield* Effect.flip(Town.createPost(alice, "into the void"))
      expect(refused).toMatchObject({ error: "AccountDeactivated" })
      const hidden = yield* Effect.flip(client.query("com.atproto.sync.getRepo", { origin: "https://pds1.test", params: { did: alice.did } }))
      expect(hidden).toMatchObject({ error: "RepoDeactivated" })
      yield* alice.procedure("com.atproto.server.activateAccount", {})
      return yield* Town.listen("pds1.test", "?cursor=3", (events) => events.length === 4)
    }))
    expect(events).toMatchObject([
      { _tag: "Account", active: false, status: "deactivated" },
      { _tag: "Identity", handle: "alice.pds1.test" },
      { _tag: "Account", active: true },
      { _tag: "Commit", ops: [] }
    ])
  })

  it("says it all again when one that is active is asked to be: its DID may have been elsewhere meanwhile", () => {
    const town = Town.make()
    const { before, events } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* Town.createPost(alice, "hello")
      const client = yield* Client.make
      const before = yield* client.query("com.atproto.sync.getLatestCommit", { origin: "https://pds1.test", params: { did: alice.did } })
      yield* alice.procedure("com.atproto.server.activateAccount", {})
      return { before, events: yield* Town.listen("pds1.test", "?cursor=4", (events) => events.length === 3) }
    }))
    expect(events).toMatchObject([
      { _tag: "Identity", handle: "alice.pds1.test" },
      { _tag: "Account", active: true },
      { _tag: "Commit", ops: [], since: before.rev }
    ])
  })
})
