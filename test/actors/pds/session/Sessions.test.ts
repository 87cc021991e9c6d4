/** How sessions end, and what is left of them. AUTH-3; [ref pds] */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const signIn = (identifier: string, password: string) => Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } })
const session = (token: string) => outcome(Client.query("com.atproto.server.getSession", { origin, params: {}, headers: Client.bearer(token) }))
const refresh = (token: string) => Client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(token) })

describe("a session", () => {
  it("ends by sign-out, with all its tokens, and leaves others alone", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const first = yield* signIn(alice.did, "alice's password")
      const other = yield* signIn(alice.did, "alice's password")
      const second = yield* refresh(first.refreshJwt)
      // By an older token of the chain: the session is one.
      yield* Client.procedure("com.atproto.server.deleteSession", { origin, headers: Client.bearer(first.refreshJwt) })
      return {
        first: yield* session(first.accessJwt),
        second: yield* session(second.accessJwt),
        refresh: yield* outcome(refresh(second.refreshJwt)),
        other: yield* session(other.accessJwt)
      }
    }))
    expect(seen).toEqual({ first: "ExpiredToken", second: "ExpiredToken", refresh: "ExpiredToken", other: "ok" })
  })

  it("gives two who refresh at once the same next token", () => {
    const [a, b] = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { refreshJwt } = yield* signIn(alice.did, "alice's password")
      return yield* Effect.all([refresh(refreshJwt), refresh(refreshJwt)], { concurrency: "unbounded" })
    }))
    expect(a.refreshJwt).toBe(b.refreshJwt)
  })

  it("outlives a crash of its server, and a signed-out one stays signed out", () => {
    const town = Town.make()
    const { ended, kept } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const kept = yield* signIn(alice.did, "alice's password")
      const ended = yield* signIn(alice.did, "alice's password")
      yield* Client.procedure("com.atproto.server.deleteSession", { origin, headers: Client.bearer(ended.refreshJwt) })
      return { kept, ended }
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    expect(town.run(Effect.delay(Effect.all([session(kept.accessJwt), session(ended.accessJwt)]), 1000))).toEqual(["ok", "ExpiredToken"])
  })

  it("of a deactivated account still sees it, signs in and refreshes, and writes nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* alice.procedure("com.atproto.server.deactivateAccount", { input: {} })
      const tokens = yield* signIn(alice.did, "alice's password")
      const again = yield* refresh(tokens.refreshJwt)
      return { tokens, again, session: yield* session(again.accessJwt), write: yield* outcome(Town.createPost(alice, "hm")) }
    }))
    expect(seen).toMatchObject({
      tokens: { active: false, status: "deactivated" },
      again: { active: false, status: "deactivated" },
      session: "ok",
      write: "AccountDeactivated"
    })
  })
})
