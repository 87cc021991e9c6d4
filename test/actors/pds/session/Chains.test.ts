/** What a chain of refresh tokens carries on, when it ends, and what ends with it; and what no token is made for. AUTH-3, AUTH-4, AUTH-5 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { isPrivileged, type Scope, suffices } from "../../../../src/actors/pds/session/Scope.ts"
import { isWithheld } from "../../../../src/actors/pds/session/ServiceTokens.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as BasicAuth from "../../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const hourMillis = 3_600_000

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const signIn = (identifier: string, password: string, changes: object = {}) =>
  Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password, ...changes } })
const session = (token: string) => outcome(Client.query("com.atproto.server.getSession", { origin, params: {}, headers: Client.bearer(token) }))
const refresh = (token: string) => Client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(token) })

describe("a refresh token", () => {
  it("gives its successor again for two hours; after that its whole session ends, tokens in use too", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const first = yield* signIn(alice.did, "alice's password")
      const second = yield* refresh(first.refreshJwt)
      yield* Effect.sleep("119 minutes")
      const again = yield* refresh(first.refreshJwt)
      const inUse = yield* session(again.accessJwt)
      yield* Effect.sleep("2 minutes")
      const reused = yield* outcome(refresh(first.refreshJwt))
      return { inUse, reused, access: yield* session(again.accessJwt), chain: yield* outcome(refresh(second.refreshJwt)) }
    }), 4 * hourMillis)
    expect(seen).toEqual({ inUse: "ok", reused: "ExpiredToken", access: "ExpiredToken", chain: "ExpiredToken" })
  })

  it("leaves no row behind when its account signs in after it expired", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    const rows = () => town.world.run("pds1.test", Effect.flatMap(SqlClient, (sql) => sql<{ n: number }>`SELECT COUNT(*) AS n FROM session`))[0]!.n
    town.run(Effect.forEach([1, 2, 3], () => signIn(alice.did, "alice's password")))
    const before = rows()
    town.run(Effect.andThen(Effect.sleep("91 days"), signIn(alice.did, "alice's password")), 100 * 24 * hourMillis)
    expect(before).toBe(4)
    expect(rows()).toBe(1)
  })

  it("of an account that was taken down is good for nothing, after the takedown was lifted too", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const takeDown = (applied: boolean) =>
        Client.procedure("com.atproto.admin.updateSubjectStatus", {
          origin,
          headers: { authorization: BasicAuth.format({ username: "admin", password: "admin" }) },
          input: { subject: { $type: "com.atproto.admin.defs#repoRef", did: alice.did }, takedown: { applied } }
        })
      yield* takeDown(true)
      const leaving = yield* signIn(alice.did, "alice's password", { allowTakendown: true })
      yield* takeDown(false)
      return yield* outcome(refresh(leaving.refreshJwt))
    }))
    expect(seen).toBe("ExpiredToken")
  })
})

describe("an access token", () => {
  it("that was used is refused the moment its session ends or it is over", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const tokens = yield* signIn(alice.did, "alice's password")
      const other = yield* signIn(alice.did, "alice's password")
      const before = [yield* session(tokens.accessJwt), yield* session(other.accessJwt)]
      yield* Client.procedure("com.atproto.server.deleteSession", { origin, headers: Client.bearer(tokens.refreshJwt) })
      const ended = yield* session(tokens.accessJwt)
      yield* Effect.sleep("121 minutes")
      return { before, ended, over: yield* session(other.accessJwt) }
    }), 4 * hourMillis)
    expect(seen).toEqual({ before: ["ok", "ok"], ended: "ExpiredToken", over: "ExpiredToken" })
  })
})

describe("an app password that is revoked", () => {
  it("takes the sessions that it began, however often they were refreshed, and no others", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const make = (name: string) => Effect.flatMap(alice.procedure("com.atproto.server.createAppPassword", { input: { name } }), ({ password }) => signIn(alice.did, password))
      const phone = yield* refresh((yield* make("phone")).refreshJwt)
      const tablet = yield* make("tablet")
      const own = yield* signIn(alice.did, "alice's password")
      const before = [yield* session(phone.accessJwt), yield* session(tablet.accessJwt), yield* session(own.accessJwt)]
      yield* alice.procedure("com.atproto.server.revokeAppPassword", { input: { name: "phone" } })
      return {
        before,
        phone: [yield* session(phone.accessJwt), yield* outcome(refresh(phone.refreshJwt))],
        others: [yield* session(tablet.accessJwt), yield* session(own.accessJwt), yield* outcome(refresh(own.refreshJwt))]
      }
    }))
    expect(seen).toEqual({ before: ["ok", "ok", "ok"], phone: ["ExpiredToken", "ExpiredToken"], others: ["ok", "ok", "ok"] })
  })
})

describe("an app password that is revoked long after", () => {
  it("takes a session of which the first tokens are forgotten", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { password } = yield* alice.procedure("com.atproto.server.createAppPassword", { input: { name: "phone" } })
      const phone = yield* Effect.flatMap(signIn(alice.did, password), ({ refreshJwt }) => refresh(refreshJwt))
      yield* Effect.sleep("3 hours")
      // A sign-in clears away what is over.
      yield* signIn(alice.did, "alice's password")
      yield* alice.procedure("com.atproto.server.revokeAppPassword", { input: { name: "phone" } })
      return yield* outcome(refresh(phone.refreshJwt))
    }), 4 * hourMillis)
    expect(seen).toBe("ExpiredToken")
  })
})

describe("scopes and service tokens", () => {
  it("a scope suffices for what the table says, and for no more", () => {
    const scopes: ReadonlyArray<Scope> = ["com.atproto.access", "com.atproto.appPassPrivileged", "com.atproto.appPass", "com.atproto.takendown"]
    const table = (["full", "privileged", "standard"] as const).map((level) => scopes.map((scope) => [suffices(scope, { level }), suffices(scope, { level, takendown: true })]))
    const [yes, no, leaving] = [[true, true], [false, false], [false, true]]
    expect(table).toEqual([[yes, no, no, leaving], [yes, yes, no, leaving], [yes, yes, yes, leaving]])
    expect(["chat.bsky.convo.getLog", "com.atproto.server.createAccount", "app.bsky.feed.getTimeline", "com.atproto.server.getSession"].map(isPrivileged)).toEqual([true, true, false, false])
  })

  it("no service token is made for what the reference protects, nor for the session itself", () => {
    const withheld = [
      "com.atproto.admin.sendEmail",
      ...["requestPlcOperationSignature", "signPlcOperation", "updateHandle"].map((name) => `com.atproto.identity.${name}`),
      ...[
        "activateAccount", "confirmEmail", "createAppPassword", "deactivateAccount", "getAccountInviteCodes", "getSession", "listAppPasswords", "requestAccountDelete",
        "requestEmailConfirmation", "requestEmailUpdate", "revokeAppPassword", "updateEmail"
      ].map((name) => `com.atproto.server.${name}`)
    ]
    expect(withheld.filter((lxm) => !isWithheld(lxm))).toEqual([])
    expect(["com.atproto.server.createAccount", "com.atproto.repo.uploadBlob", "app.bsky.feed.getTimeline"].filter(isWithheld)).toEqual([])
  })
})
