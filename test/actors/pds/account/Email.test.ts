/** Addresses, lost passwords, deletion: what a mailed token is good for, and for how long. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

/** The token of the newest letter. */
const token = (to: string) => Effect.map(Town.mail(to), ([letter]) => letter?.token ?? "none")

const requestReset = (email: string) => Client.procedure("com.atproto.server.requestPasswordReset", { origin, input: { email } })
const reset = (token: string, password: string) => Client.procedure("com.atproto.server.resetPassword", { origin, input: { token, password } })
const signIn = (identifier: string, password: string) => Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } })

describe("an e-mail address", () => {
  it("is confirmed by a token that was mailed to it, once", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const before = yield* alice.query("com.atproto.server.getSession", {})
      yield* alice.procedure("com.atproto.server.requestEmailConfirmation", {})
      const letters = yield* Town.mail("alice@mail.test")
      const confirm = (email: string, token: string) => outcome(alice.procedureOnce("com.atproto.server.confirmEmail", { input: { email, token } }))
      const wrong = yield* confirm("alice@mail.test", "AAAAA-AAAAA")
      const other = yield* confirm("al@mail.test", letters[0]!.token)
      const good = yield* confirm("Alice@mail.test", letters[0]!.token.toLowerCase())
      const twice = yield* confirm("alice@mail.test", letters[0]!.token)
      return { before, letters, results: { wrong, other, good, twice }, after: yield* alice.query("com.atproto.server.getSession", {}) }
    }))
    expect(seen.before.emailConfirmed).toBe(false)
    expect(seen.letters[0]).toMatchObject({ purpose: "confirm_email", subject: "Confirm your e-mail address" })
    expect(seen.letters[0]!.text).toContain(seen.letters[0]!.token)
    expect(seen.results).toEqual({ wrong: "InvalidToken", other: "InvalidEmail", good: "ok", twice: "InvalidToken" })
    expect(seen.after.emailConfirmed).toBe(true)
  })

  it("is changed at will until it is confirmed, then by a token of the old one", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* Town.signUp("bob")
      const update = (email: string, token?: string) =>
        outcome(alice.procedureOnce("com.atproto.server.updateEmail", { input: { email, ...(token === undefined ? {} : { token }) } }))
      const first = yield* alice.procedure("com.atproto.server.requestEmailUpdate", {})
      const free = yield* update("al@mail.test")
      yield* alice.procedure("com.atproto.server.requestEmailConfirmation", {})
      yield* alice.procedure("com.atproto.server.confirmEmail", { input: { email: "al@mail.test", token: yield* token("al@mail.test") } })
      const second = yield* alice.procedure("com.atproto.server.requestEmailUpdate", {})
      const mailed = yield* token("al@mail.test")
      const without = yield* update("alison@mail.test")
      const taken = yield* update("bob@mail.test", mailed)
      const malformed = yield* update("nowhere", mailed)
      // What failed did not use it up.
      const good = yield* update("alison@mail.test", mailed)
      const session = yield* alice.query("com.atproto.server.getSession", {})
      return { first, second, results: { free, without, taken, malformed, good }, session }
    }))
    expect([seen.first.tokenRequired, seen.second.tokenRequired]).toEqual([false, true])
    expect(seen.results).toEqual({ free: "ok", without: "TokenRequired", taken: "InvalidRequest", malformed: "InvalidRequest", good: "ok" })
    expect(seen.session).toMatchObject({ email: "alison@mail.test", emailConfirmed: false })
  })

  it("that is new makes tokens worthless that were mailed to the old one", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* requestReset("alice@mail.test")
      const stolen = yield* token("alice@mail.test")
      yield* alice.procedure("com.atproto.server.updateEmail", { input: { email: "safe@mail.test" } })
      return yield* outcome(reset(stolen, "dan's password"))
    }))
    expect(seen).toBe("InvalidToken")
  })
})

describe("a lost password", () => {
  it("is replaced by a mailed token; the old one and all sessions are over", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const old = yield* signIn(alice.did, "alice's password")
      const unknown = yield* outcome(requestReset("nobody@mail.test"))
      yield* requestReset("Alice@Mail.test")
      const mailed = yield* token("alice@mail.test")
      const short = yield* outcome(reset(mailed, "short"))
      const good = yield* outcome(reset(mailed, "a better password"))
      return {
        unknown,
        short,
        good,
        twice: yield* outcome(reset(mailed, "another password")),
        session: yield* outcome(client.query("com.atproto.server.getSession", { origin, params: {}, headers: Client.bearer(old.accessJwt) })),
        refresh: yield* outcome(client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(old.refreshJwt) })),
        before: yield* outcome(signIn(alice.did, "alice's password")),
        after: yield* outcome(signIn(alice.did, "a better password"))
      }
    }))
    expect(seen).toEqual({
      unknown: "InvalidRequest",
      short: "InvalidRequest",
      good: "ok",
      twice: "InvalidToken",
      session: "ExpiredToken",
      refresh: "ExpiredToken",
      before: "AuthenticationRequired",
      after: "ok"
    })
  })

  it("is not replaced by a token for something else, for somebody else, or from long ago", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      yield* alice.procedure("com.atproto.server.requestAccountDelete", {})
      const forDeletion = yield* token("alice@mail.test")
      yield* bob.procedure("com.atproto.server.requestAccountDelete", {})
      const ofBob = yield* token("bob@mail.test")
      const deletion = (token: string) =>
        outcome(Client.procedure("com.atproto.server.deleteAccount", { origin, input: { did: alice.did, password: "alice's password", token } }))
      yield* requestReset("alice@mail.test")
      const old = yield* token("alice@mail.test")
      const purpose = yield* outcome(reset(forDeletion, "a better password"))
      const person = yield* deletion(ofBob)
      yield* Effect.sleep("16 minutes")
      const late = yield* outcome(reset(old, "a better password"))
      yield* Effect.sleep("1 hour")
      yield* requestReset("alice@mail.test")
      return { purpose, person, late, forgotten: yield* outcome(reset(old, "a better password")) }
    }), 2 * 3_600_000)
    expect(seen).toEqual({ purpose: "InvalidToken", person: "InvalidToken", late: "ExpiredToken", forgotten: "InvalidToken" })
  })
})

describe("a deactivated account", () => {
  const status = (did: string) => outcome(Client.query("com.atproto.sync.getRepoStatus", { origin, params: { did } }))
  const in3Hours = "2026-01-05T23:00:00+02:00"

  it("is deleted on the day its owner named, through a crash, and is not if the owner came back", () => {
    const town = Town.make()
    const [alice, bob] = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      for (const one of [alice, bob]) yield* one.procedure("com.atproto.server.deactivateAccount", { input: { deleteAfter: in3Hours as never } })
      yield* bob.procedure("com.atproto.server.activateAccount", {})
      return [alice, bob] as const
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    const both = Effect.all([status(alice.did), status(bob.did)])
    expect(town.run(Effect.delay(both, "2 hours"), 3 * 3_600_000)).toEqual(["ok", "ok"])
    expect(town.run(Effect.delay(both, "2 hours"), 3 * 3_600_000)).toEqual(["RepoNotFound", "ok"])
    const events = town.run(Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Account" && event.status === "deleted")))
    // Nothing older of it is replayed.
    expect(events.filter((event) => "did" in event && event.did === alice.did)).toMatchObject([{ _tag: "Account", active: false, status: "deleted" }])
  })
})
