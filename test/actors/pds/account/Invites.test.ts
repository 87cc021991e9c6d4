/** Who may sign up, and by whose leave. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { earned, type Invite } from "../../../../src/actors/pds/account/Invites.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import type { Methods } from "../../../../src/protocol/lexicon/generated/Methods.ts"
import * as BasicAuth from "../../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const headers = { authorization: BasicAuth.format({ username: "admin", password: "admin" }) }

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const code = (useCount: number) => Effect.map(Client.procedure("com.atproto.server.createInviteCode", { origin, headers, input: { useCount } }), ({ code }) => code)

const signUp = (name: string, inviteCode?: string) =>
  Client.procedure("com.atproto.server.createAccount", {
    origin,
    input: { ...Town.credentials(name), ...(inviteCode === undefined ? {} : { inviteCode }) }
  })

describe("a server that asks for invite codes", () => {
  it("takes no one without, and as many by one as it allows, even at once", () => {
    const town = Town.make({ pds: { inviteRequired: true } })
    const seen = town.run(Effect.gen(function*() {
      const one = yield* code(1)
      const none = yield* outcome(signUp("alice"))
      const wrong = yield* outcome(signUp("alice", "pds1-test-aaaaa-aaaaa"))
      const race = yield* Effect.all(["alice", "bob", "carol"].map((name) => outcome(signUp(name, one))), { concurrency: "unbounded" })
      const { codes } = yield* Client.query("com.atproto.admin.getInviteCodes", { origin, headers, params: {} })
      return { one, none, wrong, race: race.sort(), codes }
    }))
    expect(seen).toMatchObject({ none: "InvalidInviteCode", wrong: "InvalidInviteCode", race: ["InvalidInviteCode", "InvalidInviteCode", "ok"] })
    expect(seen.codes).toMatchObject([{ code: seen.one, available: 1, disabled: false, forAccount: "admin", uses: [{}] }])
    expect(town.defects()).toEqual([])
  })

  it("keeps a code whole for a sign-up that fails", () => {
    const seen = Town.make({ pds: { inviteRequired: true } }).run(Effect.gen(function*() {
      const one = yield* code(1)
      const failed = yield* outcome(Client.procedure("com.atproto.server.createAccount", {
        origin,
        input: { ...Town.credentials("admin"), inviteCode: one }
      }))
      return [failed, yield* outcome(signUp("alice", one))]
    }))
    expect(seen).toEqual(["HandleNotAvailable", "ok"])
  })

  it("lets accounts earn codes, and moderators stop them", () => {
    const day = 24 * 3_600_000
    const town = Town.make({ pds: { inviteRequired: true, inviteIntervalMillis: day } })
    const seen = town.run(Effect.gen(function*() {
      const first = yield* code(2)
      const alice = yield* signUp("alice", first)
      const own = Client.query("com.atproto.server.getAccountInviteCodes", { origin, params: {}, headers: Client.bearer(alice.accessJwt) })
      const early = (yield* own).codes.length
      yield* Effect.sleep("49 hours")
      const fresh = yield* Client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(alice.refreshJwt) })
      const mine = Client.query("com.atproto.server.getAccountInviteCodes", { origin, params: {}, headers: Client.bearer(fresh.accessJwt) })
      const earned = (yield* mine).codes
      yield* signUp("bob", earned[0]!.code)
      const infos = yield* Client.query("com.atproto.admin.getAccountInfos", { origin, headers, params: { dids: [alice.did as never] } })
      yield* Client.procedure("com.atproto.admin.disableInviteCodes", { origin, headers, input: { codes: [], accounts: [alice.did] } })
      const disabled = yield* outcome(signUp("carol", earned[1]!.code))
      yield* Client.procedure("com.atproto.admin.disableAccountInvites", { origin, headers, input: { account: alice.did as never } })
      yield* Effect.sleep("24 hours")
      const later = yield* Client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(fresh.refreshJwt) })
      const none = yield* Client.query("com.atproto.server.getAccountInviteCodes", { origin, params: {}, headers: Client.bearer(later.accessJwt) })
      return { early, earned: earned.length, infos: infos.infos, disabled, none: none.codes.length, first }
    }), 5 * day)
    expect(seen).toMatchObject({ early: 0, earned: 2, disabled: "InvalidInviteCode", none: 0 })
    expect(seen.infos[0]).toMatchObject({ invitedBy: { code: seen.first }, invitesDisabled: false })
    expect(seen.infos[0]!.invites!.map(({ uses }) => uses.length).sort()).toEqual([0, 1])
    expect(town.defects()).toEqual([])
  })

  it("turns its pages of codes without a gap or a repeat", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      yield* Client.procedure("com.atproto.server.createInviteCodes", { origin, headers, input: { codeCount: 3, useCount: 1, forAccounts: ["did:web:bob.test" as never, "did:web:carol.test" as never] } })
      const codes: Array<string> = []
      let cursor: string | undefined
      do {
        const page: Methods["com.atproto.admin.getInviteCodes"]["output"] = yield* Client.query("com.atproto.admin.getInviteCodes", {
          origin, headers, params: { limit: 2, sort: "usage", ...(cursor === undefined ? {} : { cursor }) }
        })
        codes.push(...page.codes.map(({ code }) => code))
        cursor = page.cursor
      } while (cursor !== undefined)
      return codes
    }))
    expect(seen.length).toBe(6)
    expect(new Set(seen).size).toBe(6)
  })
})

describe("what an account has earned", () => {
  const now = Date.UTC(2026, 0, 31)
  const day = 24 * 3_600_000
  const own = (createdAt: string, used: boolean): Invite => ({
    code: createdAt, available: 1, disabled: false, forAccount: "a", createdBy: "a", createdAt, uses: used ? [{ usedBy: "did:web:bob.test" as never, usedAt: createdAt }] : []
  })
  const given = (codes: ReadonlyArray<Invite>, createdDay: number, epochDay = 0) =>
    earned(codes, { createdAtMillis: Date.UTC(2026, 0, createdDay), nowMillis: now }, { everyMillis: 7 * day, epochMillis: epochDay === 0 ? 0 : Date.UTC(2026, 0, epochDay) })

  it("is one code an interval, less what it got, at most five open", () => {
    expect(given([], 29)).toBe(0)
    expect(given([], 10)).toBe(3)
    expect(given([own("2026-01-20T00:00:00.000Z", false)], 10)).toBe(2)
    expect(given([own("2026-01-20T00:00:00.000Z", true)], 10)).toBe(2)
    expect(given([{ ...own("2026-01-20T00:00:00.000Z", true), createdBy: "admin" }], 10)).toBe(3)
    expect(earned([], { createdAtMillis: 0, nowMillis: now }, { everyMillis: day, epochMillis: 0 })).toBe(5)
    expect(given([], 1, 24)).toBe(1)
  })
})
