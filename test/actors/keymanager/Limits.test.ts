/** What a key manager refuses, what it forgets and when, and what is one person's alone. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Ucan from "../../../src/protocol/ucan/Ucan.ts"
import * as Result from "effect/Result"
import { guarded } from "./Guarded.ts"
import * as Town from "./Town.ts"

const manager = "https://keys.test"
const capabilities = [{ lxm: Town.createRecord, collections: [Town.post] }]

const newKey = Effect.flatMap(Keys, (keys) => Effect.map(keys.generate("k256"), ({ didKey }) => didKey as string))
const tokenFor = (session: Session, lxm: string) =>
  Effect.map(session.query("com.atproto.server.getServiceAuth", { aud: "did:web:keys.test", lxm }), ({ token }) => Client.bearer(token))

describe("delegations at a key manager", () => {
  it("are for a did:key, for as long as was asked, and forgotten when that is over", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { owner, session: { did } } = yield* Town.managed("alice")
      const toServer = yield* Effect.flip(owner.delegate({ audience: "did:web:pds1.test", name: "", capabilities, lifetimeSeconds: 60 }))
      const now = yield* Town.nowSeconds
      const { cid, expiresAt, ucan } = yield* owner.delegate({ audience: yield* newKey, name: "phone", capabilities, lifetimeSeconds: 600 })
      yield* owner.revoke(cid)
      const listed = () => Effect.map(Client.query("dev.orrery.keys.listRevocations", { origin: manager, params: { did } }), ({ revocations }) => revocations.length)
      const before = [(yield* owner.delegations()).length, yield* listed()]
      yield* Effect.sleep("11 minutes")
      const lifeSeconds = Result.getOrThrow(Ucan.decode(ucan)).expSeconds - now
      return { toServer, lifeSeconds, toldSeconds: Date.parse(expiresAt) / 1_000 - now, before, after: [(yield* owner.delegations()).length, yield* listed()] }
    }))
    expect(seen.toServer).toMatchObject({ status: 400, error: "InvalidRequest" })
    expect(seen.lifeSeconds).toBeGreaterThanOrEqual(600)
    expect(seen.lifeSeconds).toBeLessThan(605)
    expect(seen.toldSeconds).toBe(seen.lifeSeconds)
    expect(seen.before).toEqual([1, 1])
    expect(seen.after).toEqual([0, 0])
  })

  it("are two hundred at most, until some are over", () => {
    const town = Town.make()
    const { owner, session: { did } } = town.run(Town.managed("alice"))
    town.world.run("keys.test", Effect.flatMap(SqlClient, (sql) =>
      sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO delegation (cid, did, name, audience, capabilities, issued_at_millis, expires_at_millis)
        SELECT 'cid ' || i, ${did}, '', '', '[]', ${town.world.epochMillis + town.world.now}, ${town.world.epochMillis + town.world.now + 60_000} FROM n`))
    const seen = town.run(Effect.gen(function*() {
      const delegate = Effect.flatMap(newKey, (audience) => owner.delegate({ audience, name: "", capabilities, lifetimeSeconds: 60 }))
      const refused = yield* Effect.flip(delegate)
      yield* Effect.sleep("1 minute")
      return { refused, later: yield* delegate }
    }))
    expect(seen.refused).toMatchObject({ error: "TooManyDelegations" })
    expect(seen.later.ucan).toBeTypeOf("string")
  })

  it("are revoked by whose they are", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.managed("alice")
      const dan = yield* Town.managed("dan")
      const { cid } = yield* Town.phone(alice.owner)
      return { refused: yield* Effect.flip(dan.owner.revoke(cid)), left: yield* alice.owner.delegations() }
    }))
    expect(seen.refused).toMatchObject({ error: "NoSuchDelegation" })
    expect(seen.left).toMatchObject([{ revoked: false }])
  })
})

describe("the ways in to a key manager", () => {
  it("stay closed for all of ten minutes after ten wrong guesses", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { session: { did } } = yield* Town.managed("alice")
      const client = yield* Client.make
      const knock = (passphrase: string) => Effect.result(client.procedure("dev.orrery.keys.createSession", { origin: manager, input: { did, passphrase } }))
      for (let i = 0; i < 10; i++) yield* knock(`guess ${i}`)
      yield* Effect.sleep("9 minutes")
      const closed = yield* knock(Town.passphrase)
      yield* Effect.sleep("61 seconds")
      return { closed, open: yield* knock(Town.passphrase) }
    }))
    expect(seen.closed).toMatchObject({ failure: { status: 429 } })
    expect(seen.open).toMatchObject({ _tag: "Success" })
  })

  it("lead in for two hours, and by an enrolment only with passphrase and code", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { session } = yield* Town.managed("alice")
      const client = yield* Client.make
      const { accessJwt, expiresAt } = yield* client.procedure("dev.orrery.keys.createSession", { origin: manager, input: { did: session.did, passphrase: Town.passphrase } })
      const list = client.query("dev.orrery.keys.listDelegations", { origin: manager, params: {}, headers: Client.bearer(accessJwt) })
      const headers = yield* tokenFor(session, "dev.orrery.keys.enroll")
      const guessedCode = yield* Effect.flip(client.procedure("dev.orrery.keys.enroll", { origin: manager, headers, input: { passphrase: Town.passphrase, recoveryCode: "a guess of dan's", email: "alice@mail.test" } }))
      const left = Date.parse(expiresAt) - (yield* Town.nowMillis)
      yield* Effect.sleep("119 minutes")
      yield* list
      // A scheme is written in any case. RFC 9110 §11.1
      yield* client.query("dev.orrery.keys.listDelegations", { origin: manager, params: {}, headers: { authorization: `bearer ${accessJwt}` } })
      yield* Effect.sleep("2 minutes")
      return { guessedCode, left, over: yield* Effect.flip(list) }
    }), 4 * Town.hourMillis)
    expect(seen.guessedCode).toMatchObject({ error: "AlreadyEnrolled" })
    expect(seen.left).toBeLessThanOrEqual(2 * Town.hourMillis)
    expect(seen.over).toMatchObject({ error: "ExpiredToken" })
  })

  it("by a letter are open once, for an hour, and to whom it was written", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.managed("alice")
      const dan = yield* Town.managed("dan")
      const recover = (token: string, passphrase: string) =>
        Client.procedure("dev.orrery.keys.recover", { origin: manager, input: { did: alice.session.did, token, recoveryCode: Town.recoveryCode, passphrase } })
      yield* dan.owner.requestRecovery()
      const dans = yield* Effect.flip(recover(yield* Town.mailed("keys.test", "dan@mail.test"), "dan's choice"))
      yield* alice.owner.requestRecovery()
      const late = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* Effect.sleep("61 minutes")
      const over = yield* Effect.flip(recover(late, "a late choice"))
      yield* alice.owner.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* recover(token, "a new passphrase")
      return { dans, over, again: yield* Effect.flip(recover(token, "another passphrase")) }
    }), 4 * Town.hourMillis)
    for (const refused of [seen.dans, seen.over, seen.again]) expect(refused).toMatchObject({ error: "InvalidToken" })
  })

  it("do not open the box of another owner that was put in one's own place, though the passphrase is the same", () => {
    const town = Town.make()
    const { alice, dan } = town.run(Effect.gen(function*() {
      return { alice: (yield* Town.managed("alice")).session.did, dan: (yield* Town.managed("dan")).session.did }
    }))
    town.world.run("keys.test", Effect.flatMap(SqlClient, (sql) =>
      sql`UPDATE owner SET by_passphrase = (SELECT by_passphrase FROM owner WHERE did = ${alice}) WHERE did = ${dan}`))
    const seen = town.run(Effect.flip(Managed.signIn(dan, manager, Town.passphrase).delegations()))
    expect(seen).toMatchObject({ error: "WrongPassphrase" })
  })

  it("are shown to nobody in the operator's mailbox without the operator's password", () => {
    const statuses = Town.make().run(Effect.gen(function*() {
      const { owner } = yield* Town.managed("alice")
      yield* owner.requestRecovery()
      const http = yield* HttpClient
      const get = (headers: Readonly<Record<string, string>>) => Effect.map(http.get("https://keys.test/admin/mailbox?to=alice@mail.test", { headers }), ({ status }) => status)
      return [yield* get({}), yield* get({ authorization: `Basic ${Buffer.from("admin:guess").toString("base64")}` })]
    }))
    expect(statuses).toEqual([401, 401])
  })
})

describe("shares at a key manager", () => {
  it("are of a did:key, and no more are needed than there are", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { guardians, session } = yield* guarded
      const deposit = (input: object) => Effect.flatMap(tokenFor(session, "dev.orrery.keys.depositShare"), (headers) =>
        Effect.flip(Client.procedure("dev.orrery.keys.depositShare", {
          origin: manager, headers, input: { guardian: guardians[0]!.did, key: "did:web:pds1.test", threshold: 2, shares: 3, sealed: "sealed", email: "alice@mail.test", ...input }
        })))
      return [yield* deposit({}), yield* deposit({ key: yield* newKey, threshold: 3, shares: 2 })]
    }))
    for (const refused of seen) expect(refused).toMatchObject({ status: 400, error: "InvalidRequest" })
  })

  it("that were given lie there for three days from then, and requests are listed for three from theirs", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, others } = yield* guarded
      const bob = others[0]!.owner
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      const stranger = yield* Guardians.appeal(identity, did, guardians)
      yield* appeal.ask()
      yield* stranger.ask()
      yield* Effect.sleep("71 hours")
      const listed = (yield* bob.shares())[0]!.requests.length
      yield* bob.giveShare(did, appeal.device.didKey)
      yield* Effect.sleep("71 hours")
      const given = (yield* appeal.answers()).shares.length
      const forgotten = (yield* bob.shares())[0]!.requests.length
      yield* Effect.sleep("2 hours")
      return { listed, given, forgotten, over: (yield* appeal.answers()).shares.length }
    }), 200 * Town.hourMillis)
    expect(seen).toEqual({ listed: 2, given: 1, forgotten: 0, over: 0 })
  })

  it("are refused by each guardian for that guardian alone", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, others } = yield* guarded
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      yield* appeal.ask()
      yield* others[0]!.owner.giveShare(did, appeal.device.didKey)
      yield* others[1]!.owner.refuseShare(did, appeal.device.didKey)
      const { refused, shares } = yield* appeal.answers()
      return { shares: shares.length, refused, carol: guardians[1]!.did }
    }))
    expect(seen).toEqual({ shares: 1, refused: [seen.carol], carol: seen.carol })
  })
})
