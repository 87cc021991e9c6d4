/** What a PDS asks before it lets a delegated key in, of whom, how often, and how long it believes the answer. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { Device } from "../../../../src/actors/client/keys/Delegated.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import { isDelegable } from "../../../../src/actors/pds/delegation/Delegable.ts"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import * as BasicAuth from "../../../../src/protocol/xrpc/BasicAuth.ts"
import type { Capability } from "../../../../src/protocol/ucan/Capability.ts"
import * as Ucan from "../../../../src/protocol/ucan/Ucan.ts"
import * as Did from "../../../../src/protocol/syntax/Did.ts"
import * as Town from "../../keymanager/Town.ts"

const origin = "https://pds1.test"
const audience = "did:web:pds1.test"

/** alice, and her phone that may post. */
const scene = Effect.gen(function*() {
  const { identity, owner, session } = yield* Town.managed("alice")
  const phone = yield* Town.phone(owner)
  const client = yield* Client.make
  const write = (device: Device) => device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
  const post = (headers: Readonly<Record<string, string>>) => client.procedure("com.atproto.repo.createRecord", { origin, headers, input: Town.write(session.did) as never })
  const may: Capability = { did: Did.make(session.did), lxm: Town.createRecord, collections: [Town.post] }
  return { identity, owner, session, phone, client, keys: yield* Keys, write, post, may, now: yield* Town.nowSeconds }
})

/** How many requests pds1.test sent to a host for a path. */
const asked = (town: ReturnType<typeof Town.make>, to: string, path: string): number =>
  town.observations.filter((o) => o._tag === "HttpRequestSent" && o.from === "pds1.test" && o.to === to && o.path.includes(path)).length

describe("what may be delegated", () => {
  it("is writes of records and blobs, and the App View's queries but for preferences", () => {
    const may = ["com.atproto.repo.createRecord", "com.atproto.repo.putRecord", "com.atproto.repo.deleteRecord", "com.atproto.repo.applyWrites", "com.atproto.repo.uploadBlob", "app.bsky.feed.getTimeline"]
    const mayNot = [
      "app.bsky.actor.getPreferences", "app.bsky.actor.putPreferences", "app.bsky.graph.muteActor", "app.bsky.notification.updateSeen", "app.bsky.no.suchMethod",
      "chat.bsky.convo.listConvos", "com.atproto.repo.importRepo", "com.atproto.repo.getRecord", "com.atproto.server.getServiceAuth", "com.atproto.identity.signPlcOperation", "*"
    ]
    expect(may.filter((nsid) => !isDelegable(nsid))).toEqual([])
    expect(mayNot.filter(isDelegable)).toEqual([])
  })

  it("is held to where a request goes on to another service", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { client, owner } = yield* scene
      const { device } = yield* Town.phone(owner, { capabilities: [{ lxm: "*" }] })
      const proxy = { "atproto-proxy": "did:web:keys.test#orrery_keys" }
      const headers = (lxm: string) => Effect.map(device.invocation(lxm), (headers) => ({ ...headers, ...proxy }))
      return {
        mutes: yield* Effect.flip(Effect.flatMap(headers("app.bsky.graph.muteActor"), (headers) =>
          client.procedure("app.bsky.graph.muteActor", { origin, headers, input: { actor: "did:web:pds2.test" } }))),
        // A chat has an access of its own among app passwords. None of a delegated key's.
        chats: yield* Effect.flip(Effect.flatMap(headers("chat.bsky.convo.listConvos"), (headers) =>
          client.query("chat.bsky.convo.listConvos" as "app.bsky.feed.getTimeline", { origin, headers, params: {} })))
      }
    }))
    for (const refused of [seen.mutes, seen.chats]) expect(refused).toMatchObject({ error: "InvalidToken", message: expect.stringContaining("not for delegated keys") })
  })
})

describe("a chain", () => {
  it("may begin a few seconds from now, as clocks differ, and no later", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { may, now, phone, post } = yield* scene
      const from = (nbfSeconds: number) =>
        Effect.map(phone.device.delegate({ audience, capabilities: [may], nbfSeconds, expSeconds: now + 120 }), (chain) => ({ ...Client.bearer(chain.at(-1)!), ucans: phone.ucan }))
      return { soon: yield* Effect.flatMap(from(now + 4), post), later: yield* Effect.flip(Effect.flatMap(from(now + 60), post)) }
    }))
    expect(seen.soon.uri).toContain("at://")
    expect(seen.later).toMatchObject({ error: "UcanNotYetValid" })
  })

  it("comes in one header, spaces or not, and leaves the name of the key that used it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { keys, may, now, phone, post, session } = yield* scene
      const app = yield* keys.generate("k256")
      const chain = yield* phone.device.delegate({ audience: app.didKey, capabilities: [may], expSeconds: now + 600 })
      const { ucans, ...bearer } = yield* new Device({ key: app, chain, origin, audience }).invocation(Town.createRecord)
      const written = yield* post({ ...bearer, ucans: ucans.split(",").join(" , ") })
      const { uses } = yield* session.query("dev.orrery.keys.listUses", {})
      return { written, uses, app: app.didKey, delegation: phone.cid }
    }))
    expect(seen.written.uri).toContain("at://")
    expect(seen.uses).toMatchObject([{ key: seen.app, delegation: seen.delegation }])
  })
})

describe("a delegated key of an account that was taken down", () => {
  it("reads nothing in its name either, and leaves no blob", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { client, owner, session } = yield* scene
      const getTimeline = "app.bsky.feed.getTimeline"
      const { device } = yield* Town.phone(owner, { capabilities: [{ lxm: getTimeline }, { lxm: "com.atproto.repo.uploadBlob" }] })
      const upload = device.procedureOnce("com.atproto.repo.uploadBlob", { input: new Uint8Array([1, 2, 3]), contentType: "application/octet-stream" })
      const uploaded = yield* upload
      const read = Effect.flatMap(device.invocation(getTimeline), (headers) =>
        Effect.flip(client.query(getTimeline, { origin, params: {}, headers: { ...headers, "atproto-proxy": "did:web:keys.test#orrery_keys" } })))
      const before = yield* read
      yield* client.procedure("com.atproto.admin.updateSubjectStatus", {
        origin,
        headers: { authorization: BasicAuth.format({ username: "admin", password: "admin" }) },
        input: { subject: { $type: "com.atproto.admin.defs#repoRef", did: session.did }, takedown: { applied: true } }
      })
      return { before, uploaded, after: [yield* read, yield* Effect.flip(upload)] }
    }))
    // The service has no timelines, but is asked.
    expect(seen.before).toMatchObject({ error: "UpstreamFailure" })
    expect(seen.uploaded.blob).toBeDefined()
    for (const refused of seen.after) expect(refused).toMatchObject({ error: "AccountTakedown" })
  })
})

describe("revocations that are brought to a PDS", () => {
  it("are the account's own, under the key that its document has now", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { owner, phone, session, write } = yield* scene
      yield* write(phone.device)
      const revocation = yield* owner.revoke(phone.cid)
      const { session: dan } = yield* Town.managed("dan")
      const inDansName = yield* Effect.flip(owner.announce({ ...revocation, iss: dan.did }, origin))
      yield* owner.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* owner.recover({ token, recoveryCode: Town.recoveryCode, passphrase: "a new long passphrase" })
      // The PDS has just asked, and knows the former key.
      yield* Effect.sleep("3 seconds")
      yield* write((yield* Town.phone(owner)).device)
      yield* owner.requestRecovery()
      const again = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* owner.recover({ token: again, recoveryCode: Town.recoveryCode, passphrase: "another long passphrase" })
      const fresh = yield* Town.phone(owner)
      yield* Effect.sleep("3 seconds")
      yield* owner.announce(yield* owner.revoke(fresh.cid), origin)
      return { inDansName, refused: yield* Effect.flip(write(fresh.device)), session }
    }))
    expect(seen.inDansName).toMatchObject({ error: "InvalidRevocation" })
    expect(seen.refused).toMatchObject({ error: "UcanRevoked" })
  })

  it("are a thousand of one account at most, and whoever brings more is told what to do", () => {
    const town = Town.make()
    const { owner, phone, session } = town.run(scene)
    town.world.run("pds1.test", Effect.flatMap(SqlClient, (sql) =>
      sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        INSERT INTO revocation (did, cid, iss, challenge, put_at_millis) SELECT ${session.did}, 'cid ' || i, ${session.did}, '', 0 FROM n`))
    const seen = town.run(Effect.flatMap(owner.revoke(phone.cid), (revocation) => Effect.flip(owner.announce(revocation, origin))))
    expect(seen).toMatchObject({ error: "TooManyRevocations", message: "Replace the delegation key instead" })
  })
})

describe("how an account's delegations stand", () => {
  it("is asked of its key manager alone, over TLS", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, phone, write } = yield* scene
      const naming = (service: { readonly type: string; readonly endpoint: string }) =>
        owner.updateIdentity(identity, (state) => ({ ...state, services: { ...state.services, orrery_keys: service } }))
      yield* naming({ type: "OrreryKeyManager", endpoint: "http://keys.test" })
      const plain = yield* Effect.flip(write(phone.device))
      yield* naming({ type: "SomethingElse", endpoint: "https://nobody.test" })
      yield* Effect.sleep("61 seconds")
      return { plain, other: yield* write(phone.device) }
    }))
    expect(seen.plain).toMatchObject({ status: 502, message: expect.stringContaining("names no key manager that can be asked") })
    expect(seen.other.uri).toContain("at://")
  })

  it("is believed for the bound from when it was asked, however long the answer took", () => {
    const town = Town.make()
    const { owner, phone, write } = town.run(scene)
    town.world.setLink("keys.test", "pds1.test", { latency: { kind: "constant", millis: 4_000 } })
    const seen = town.run(Effect.gen(function*() {
      const startMillis = yield* Town.nowMillis
      const first = yield* Effect.forkChild(write(phone.device))
      yield* Effect.sleep("2 seconds")
      // The list is on its way already.
      yield* owner.revoke(phone.cid)
      const written = yield* Fiber.join(first)
      yield* Effect.sleep(startMillis + 61_000 - (yield* Town.nowMillis))
      return { written, late: yield* Effect.flip(write(phone.device)) }
    }))
    expect(seen.written.uri).toContain("at://")
    expect(seen.late).toMatchObject({ error: "UcanRevoked" })
  })

  it("is asked once for all who want to know it at that moment", () => {
    const town = Town.make()
    const { phone, write } = town.run(scene)
    const before = asked(town, "keys.test", "listRevocations")
    town.run(Effect.forEach([1, 2, 3, 4, 5, 6], () => write(phone.device), { concurrency: "unbounded" }))
    expect(asked(town, "keys.test", "listRevocations") - before).toBe(1)
  })

  it("is not asked again by everybody who brings a wrong signature", () => {
    const town = Town.make()
    const { keys, may, phone, post, session, write } = town.run(scene)
    town.run(write(phone.device))
    const before = asked(town, "plc.test", session.did)
    const refused = town.run(Effect.gen(function*() {
      const now = yield* Town.nowSeconds
      return yield* Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], (n) =>
        Effect.flip(post(Client.bearer(Ucan.issue({ iss: session.did, aud: audience, expSeconds: now + 60, nonce: `forged ${n}`, capabilities: [may] }, phone.key, keys)))))
    }))
    for (const each of refused) expect(each).toMatchObject({ error: "UcanBadSignature" })
    expect(asked(town, "plc.test", session.did) - before).toBeLessThanOrEqual(1)
  })
})
