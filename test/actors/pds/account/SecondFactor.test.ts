/** E-mail as a second factor of the own password. [lex:com.atproto.server.createSession, updateEmail] */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const address = "alice@mail.test"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}` : error._tag })

const signIn = (password: string, authFactorToken?: string, identifier = "alice.pds1.test") =>
  Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password, ...(authFactorToken === undefined ? {} : { authFactorToken }) } })

const own = "alice's password"

/** The token of the newest letter. */
const token = Effect.map(Town.mail(address), ([letter]) => letter?.token ?? "none")

const update = (alice: Session, input: { email?: string; token?: string; emailAuthFactor?: boolean }) =>
  outcome(alice.procedureOnce("com.atproto.server.updateEmail", { input: { email: address, ...input } }))

const confirmed = Effect.gen(function*() {
  const alice = yield* Town.signUp("alice")
  yield* alice.procedure("com.atproto.server.requestEmailConfirmation", {})
  yield* alice.procedure("com.atproto.server.confirmEmail", { input: { email: address, token: yield* token } })
  return alice
})

const locked = Effect.tap(confirmed, (alice) => update(alice, { emailAuthFactor: true }))

describe("e-mail as a second factor", () => {
  it("lets nobody in by the password alone, and its owner by a token that is mailed, once", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* locked
      const lettersBefore = (yield* Town.mail(address)).length
      const wrongPassword = yield* outcome(signIn("dan's password"))
      const lettersUnasked = (yield* Town.mail(address)).length - lettersBefore
      const alone = yield* outcome(signIn(own))
      const [letter] = yield* Town.mail(address)
      const guessed = yield* outcome(signIn(own, "AAAAA-AAAAA"))
      const withoutPassword = yield* outcome(signIn("dan's password", letter!.token))
      const good = yield* signIn(own, letter!.token.toLowerCase())
      const twice = yield* outcome(signIn(own, letter!.token))
      return { session: yield* alice.query("com.atproto.server.getSession", {}), lettersUnasked, letter, good, results: { wrongPassword, alone, guessed, withoutPassword, twice } }
    }))
    expect(seen.session).toMatchObject({ emailConfirmed: true, emailAuthFactor: true })
    expect(seen.lettersUnasked).toBe(0)
    expect(seen.letter).toMatchObject({ purpose: "sign_in", subject: "Your sign-in code" })
    expect(seen.good).toMatchObject({ handle: "alice.pds1.test", emailAuthFactor: true, active: true })
    expect(seen.results).toEqual({
      wrongPassword: "401 AuthenticationRequired",
      alone: "401 AuthFactorTokenRequired",
      guessed: "400 InvalidToken",
      withoutPassword: "401 AuthenticationRequired",
      twice: "400 InvalidToken"
    })
  })

  it("takes no token for another purpose, of somebody else, or from long ago", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* locked
      yield* alice.procedure("com.atproto.server.requestAccountDelete", {})
      const purpose = yield* outcome(signIn(own, yield* token))
      yield* outcome(signIn(own))
      const mailed = yield* token
      const bob = yield* Town.signUp("bob")
      yield* bob.procedure("com.atproto.server.requestEmailConfirmation", {})
      yield* bob.procedure("com.atproto.server.confirmEmail", { input: { email: "bob@mail.test", token: (yield* Town.mail("bob@mail.test"))[0]!.token } })
      yield* bob.procedure("com.atproto.server.updateEmail", { input: { email: "bob@mail.test", emailAuthFactor: true } })
      const person = yield* outcome(signIn("bob's password", mailed, "bob.pds1.test"))
      yield* Effect.sleep("16 minutes")
      return { purpose, person, late: yield* outcome(signIn(own, mailed)) }
    }), 3_600_000)
    expect(seen).toEqual({ purpose: "400 InvalidToken", person: "400 InvalidToken", late: "400 ExpiredToken" })
  })

  it("is on only where the address is confirmed, off only by a token, and gone with the address", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const unconfirmed = yield* update(alice, { emailAuthFactor: true })
      yield* alice.procedure("com.atproto.server.requestEmailConfirmation", {})
      yield* alice.procedure("com.atproto.server.confirmEmail", { input: { email: address, token: yield* token } })
      const otherAddress = yield* update(alice, { email: "al@mail.test", emailAuthFactor: true })
      const on = yield* update(alice, { emailAuthFactor: true })
      const offAlone = yield* update(alice, { emailAuthFactor: false })
      yield* alice.procedure("com.atproto.server.requestEmailUpdate", {})
      const off = yield* update(alice, { emailAuthFactor: false, token: yield* token })
      const afterOff = yield* outcome(signIn(own))
      const sessionOff = yield* alice.query("com.atproto.server.getSession", {})
      yield* update(alice, { emailAuthFactor: true })
      yield* alice.procedure("com.atproto.server.requestEmailUpdate", {})
      const moved = yield* update(alice, { email: "al@mail.test", token: yield* token })
      const sessionMoved = yield* alice.query("com.atproto.server.getSession", {})
      return { results: { unconfirmed, otherAddress, on, offAlone, off, afterOff, moved, afterMoved: yield* outcome(signIn(own)) }, sessionOff, sessionMoved }
    }))
    expect(seen.results).toEqual({
      unconfirmed: "400 InvalidRequest",
      otherAddress: "400 InvalidRequest",
      on: "ok",
      offAlone: "400 TokenRequired",
      off: "ok",
      afterOff: "ok",
      moved: "ok",
      afterMoved: "ok"
    })
    expect(seen.sessionOff).toMatchObject({ email: address, emailConfirmed: true, emailAuthFactor: false })
    expect(seen.sessionMoved).toMatchObject({ email: "al@mail.test", emailConfirmed: false, emailAuthFactor: false })
  })

  it("does not concern app passwords or sessions that are open, and outlives a crash", () => {
    const town = Town.make()
    const { appPassword, alice } = town.run(Effect.gen(function*() {
      const alice = yield* locked
      const { password } = yield* alice.procedure("com.atproto.server.createAppPassword", { input: { name: "a client" } })
      return { alice, appPassword: password }
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    const seen = town.run(Effect.gen(function*() {
      return { app: yield* outcome(signIn(appPassword)), own: yield* outcome(signIn(own)), open: yield* outcome(alice.query("com.atproto.server.getSession", {})) }
    }))
    expect(seen).toEqual({ app: "ok", own: "401 AuthFactorTokenRequired", open: "ok" })
  })

  it("stands before an account that is taken down, too", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* locked
      yield* Client.procedure("com.atproto.admin.updateSubjectStatus", {
        origin,
        headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` },
        input: { subject: { $type: "com.atproto.admin.defs#repoRef", did: alice.did }, takedown: { applied: true } } as never
      })
      const call = (authFactorToken?: string) =>
        outcome(Client.procedure("com.atproto.server.createSession", {
          origin,
          input: { identifier: alice.did, password: own, allowTakendown: true, ...(authFactorToken === undefined ? {} : { authFactorToken }) }
        }))
      return { alone: yield* call(), both: yield* call(yield* token) }
    }))
    expect(seen).toEqual({ alone: "401 AuthFactorTokenRequired", both: "ok" })
  })

  it("writes no more letters than the limit has", () => {
    const seen = Town.make({ pds: { rateLimits: { mail: [{ points: 4, perMillis: 3_600_000 }] } } }).run(Effect.gen(function*() {
      yield* locked
      const outcomes: Array<string> = []
      for (let i = 0; i < 6; i++) outcomes.push(yield* outcome(signIn(own)))
      return outcomes
    }))
    expect(seen.slice(0, 4)).toEqual(Array(4).fill("401 AuthFactorTokenRequired"))
    expect(seen.slice(4)).toEqual(Array(2).fill("429 RateLimitExceeded"))
  })
})
