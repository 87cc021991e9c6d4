/** App passwords: what they open, what they do not, and how they end. AUTH-4; [ref pds] */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import type { DataObject } from "../../../../src/protocol/data/Data.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const signIn = (identifier: string, password: string) => Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } })

const withAppPassword = (privileged: boolean) =>
  Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const made = yield* alice.procedure("com.atproto.server.createAppPassword", { input: { name: "phone", privileged } })
    return { alice, made, tokens: yield* signIn(alice.did, made.password) }
  })

describe("an app password", () => {
  it("is shown once, listed without its secret, and has a name of its own", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, made } = yield* withAppPassword(false)
      const again = yield* outcome(alice.procedure("com.atproto.server.createAppPassword", { input: { name: "phone" } }))
      const long = yield* Effect.flip(alice.procedure("com.atproto.server.createAppPassword", { input: { name: "x".repeat(257) } }))
      const { passwords } = yield* alice.query("com.atproto.server.listAppPasswords", {})
      return { made, again, long, passwords }
    }))
    expect(seen.made.password).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    expect(seen.again).toBe("InvalidRequest")
    expect(seen.long).toMatchObject({ error: "InvalidRequest", message: "The name of an app password has 256 characters at most" })
    expect(seen.passwords).toEqual([{ name: "phone", createdAt: seen.made.createdAt, privileged: false }])
  })

  it.each([[false], [true]])("never reaches the account itself (privileged: %s)", (privileged) => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      const { alice, tokens } = yield* withAppPassword(privileged)
      const headers = Client.bearer(tokens.accessJwt)
      const here = { origin, headers }
      const token = (lxm: string) => client.query("com.atproto.server.getServiceAuth", { ...here, params: { aud: "did:web:chat.test", lxm: lxm as never } })
      const refused = {
        createAppPassword: yield* outcome(client.procedure("com.atproto.server.createAppPassword", { ...here, input: { name: "more" } })),
        listAppPasswords: yield* outcome(client.query("com.atproto.server.listAppPasswords", { ...here, params: {} })),
        revokeAppPassword: yield* outcome(client.procedure("com.atproto.server.revokeAppPassword", { ...here, input: { name: "phone" } })),
        deactivate: yield* outcome(client.procedure("com.atproto.server.deactivateAccount", { ...here, input: {} })),
        activate: yield* outcome(client.procedure("com.atproto.server.activateAccount", here)),
        requestDelete: yield* outcome(client.procedure("com.atproto.server.requestAccountDelete", here)),
        requestEmailUpdate: yield* outcome(client.procedure("com.atproto.server.requestEmailUpdate", here)),
        updateEmail: yield* outcome(client.procedure("com.atproto.server.updateEmail", { ...here, input: { email: "dan@mail.test" } })),
        invites: yield* outcome(client.query("com.atproto.server.getAccountInviteCodes", { ...here, params: {} })),
        requestPlc: yield* outcome(client.procedure("com.atproto.identity.requestPlcOperationSignature", here)),
        signPlc: yield* outcome(client.procedure("com.atproto.identity.signPlcOperation", { ...here, input: { token: "AAAAA-AAAAA" } })),
        import: yield* outcome(client.procedure("com.atproto.repo.importRepo", { ...here, input: new Uint8Array([1]), contentType: "application/vnd.ipld.car" }))
      }
      const allowed = {
        session: yield* outcome(client.query("com.atproto.server.getSession", { ...here, params: {} })),
        write: yield* outcome(client.procedure("com.atproto.repo.createRecord", { ...here, input: { repo: alice.did, collection: "app.bsky.feed.post", record: Town.post("hi") as DataObject } })),
        speak: yield* outcome(token("app.bsky.feed.getTimeline"))
      }
      const dear = { chat: yield* outcome(token("chat.bsky.convo.listConvos")), move: yield* outcome(token("com.atproto.server.createAccount")) }
      return { refused, allowed, dear }
    }))
    expect(new Set(Object.values(seen.refused))).toEqual(new Set(["InvalidToken"]))
    expect(new Set(Object.values(seen.allowed))).toEqual(new Set(["ok"]))
    expect(seen.dear).toEqual(privileged ? { chat: "ok", move: "ok" } : { chat: "InvalidRequest", move: "InvalidRequest" })
    expect(town.defects()).toEqual([])
  })

  it("keeps its reach through refreshes", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const { tokens } = yield* withAppPassword(false)
      const fresh = yield* client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(tokens.refreshJwt) })
      return yield* outcome(client.query("com.atproto.server.listAppPasswords", { origin, params: {}, headers: Client.bearer(fresh.accessJwt) }))
    }))
    expect(seen).toBe("InvalidToken")
  })

  it("takes its sessions along at once when it is revoked, and nobody else's", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const { alice, made, tokens } = yield* withAppPassword(false)
      yield* alice.procedure("com.atproto.server.revokeAppPassword", { input: { name: "phone" } })
      return {
        access: yield* outcome(client.query("com.atproto.server.getSession", { origin, params: {}, headers: Client.bearer(tokens.accessJwt) })),
        refresh: yield* outcome(client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(tokens.refreshJwt) })),
        signIn: yield* outcome(signIn(alice.did, made.password)),
        owner: yield* outcome(alice.procedureOnce("com.atproto.server.createAppPassword", { input: { name: "tablet" } }))
      }
    }))
    expect(seen).toEqual({ access: "ExpiredToken", refresh: "ExpiredToken", signIn: "AuthenticationRequired", owner: "ok" })
  })

  it("sees no birth date, and does not erase it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const { alice, tokens } = yield* withAppPassword(true)
      const here = { origin, headers: Client.bearer(tokens.accessJwt) }
      const born = { $type: "app.bsky.actor.defs#personalDetailsPref" as const, birthDate: "1990-01-01T00:00:00.000Z" as never }
      const adult = { $type: "app.bsky.actor.defs#adultContentPref" as const, enabled: false }
      yield* alice.procedure("app.bsky.actor.putPreferences", { input: { preferences: [born, adult] } })
      const shown = yield* client.query("app.bsky.actor.getPreferences", { ...here, params: {} })
      const refused = yield* outcome(client.procedure("app.bsky.actor.putPreferences", { ...here, input: { preferences: [born] } }))
      yield* client.procedure("app.bsky.actor.putPreferences", { ...here, input: { preferences: [] } })
      return { shown: shown.preferences, refused, left: (yield* alice.query("app.bsky.actor.getPreferences", {})).preferences, born, adult }
    }))
    const age = { $type: "app.bsky.actor.defs#declaredAgePref", isOverAge13: true, isOverAge16: true, isOverAge18: true }
    expect(seen).toMatchObject({ shown: [seen.adult, age], refused: "InvalidRequest", left: [seen.born, age] })
  })
})
