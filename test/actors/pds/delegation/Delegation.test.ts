/** Delegated keys at a PDS, and what else people try with them. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import { Device } from "../../../../src/actors/client/keys/Delegated.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import type { Capability } from "../../../../src/protocol/ucan/Capability.ts"
import * as Ucan from "../../../../src/protocol/ucan/Ucan.ts"
import * as Did from "../../../../src/protocol/syntax/Did.ts"
import * as Town from "../../keymanager/Town.ts"

const origin = "https://pds1.test"
const like = "app.bsky.feed.like"
const deleteRecord = "com.atproto.repo.deleteRecord"

/** alice, her phone that may post, and the calls that hostile devices make. */
const scene = Effect.gen(function*() {
  const { identity, owner, session } = yield* Town.managed("alice")
  const phone = yield* Town.phone(owner)
  const client = yield* Client.make
  const keys = yield* Keys
  const post = (headers: Readonly<Record<string, string>>, collection?: string, did: string = session.did) =>
    client.procedure("com.atproto.repo.createRecord", { origin, headers, input: Town.write(did, collection) as never })
  const bearer = (chain: ReadonlyArray<string>) => ({ ...Client.bearer(chain.at(-1)!), ucans: chain.slice(0, -1).join(",") })
  const may = (changes: Partial<Capability> = {}): Capability => ({ did: Did.make(session.did), lxm: Town.createRecord, collections: [Town.post], ...changes })
  return { identity, owner, session, phone, client, keys, post, bearer, may, now: yield* Town.nowSeconds }
})

describe("a delegated key at a PDS", () => {
  it("does what was delegated: writes of its collection, and no other method, collection or account", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { owner, phone, post, session } = yield* scene
      const bob = yield* Town.managed("bob")
      const written = yield* phone.device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      return {
        written,
        otherCollection: yield* Effect.flip(phone.device.procedureOnce(Town.createRecord, { input: Town.write(session.did, like) as never })),
        otherMethod: yield* Effect.flip(phone.device.procedureOnce(deleteRecord, { input: { repo: session.did, collection: Town.post, rkey: "x" } })),
        invokedForAnother: yield* Effect.flip(Effect.flatMap(phone.device.invocation(deleteRecord), (headers) => post(headers))),
        otherAccount: yield* Effect.flip(phone.device.procedureOnce(Town.createRecord, { input: Town.write(bob.session.did) })),
        bobsOwn: yield* Effect.flatMap(Town.phone(bob.owner), ({ device }) => device.procedureOnce(Town.createRecord, { input: Town.write(bob.session.did) })),
        applied: yield* Effect.flip(phone.device.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: session.did, writes: [] } })),
        delegations: (yield* owner.delegations()).length
      }
    }))
    expect(seen.written.uri).toContain("app.bsky.feed.post")
    for (const refused of [seen.otherCollection, seen.otherMethod, seen.invokedForAnother, seen.otherAccount, seen.applied]) expect(refused).toMatchObject({ status: 403 })
    expect(seen.bobsOwn.uri).toContain("at://")
    expect(seen.delegations).toBe(1)
    expect(town.defects()).toEqual([])
  })

  it("may write several collections at once only if it may write each", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { owner, session } = yield* scene
      const applyWrites = "com.atproto.repo.applyWrites"
      const { device } = yield* Town.phone(owner, { capabilities: [{ lxm: applyWrites, collections: [Town.post] }, { lxm: applyWrites, collections: ["dev.example.note"] }] })
      const writes = (collections: ReadonlyArray<string>) =>
        device.procedureOnce(applyWrites, {
          input: {
            repo: session.did,
            writes: collections.map((collection) => ({ $type: "com.atproto.repo.applyWrites#create" as const, collection, value: Town.write(session.did, collection).record as never }))
          }
        })
      return { both: yield* writes([Town.post, "dev.example.note"]), more: yield* Effect.flip(writes([Town.post, "app.bsky.graph.listitem"])) }
    }))
    expect(seen.both.results).toHaveLength(2)
    expect(seen.more).toMatchObject({ status: 403 })
  })

  it("goes on to no service of its own choice that its audiences leave out", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { client, owner } = yield* scene
      const getTimeline = "app.bsky.feed.getTimeline"
      const ask = Effect.fnUntraced(function*(audiences: ReadonlyArray<string> | undefined, proxy: string) {
        const { device } = yield* Town.phone(owner, { capabilities: [{ lxm: getTimeline, ...(audiences === undefined ? {} : { audiences }) }] })
        const headers = { ...(yield* device.invocation(getTimeline)), "atproto-proxy": proxy }
        return yield* Effect.flip(client.query(getTimeline, { origin, params: {}, headers }))
      })
      const here = "did:web:pds1.test"
      return [
        yield* ask([here], "did:web:keys.test#orrery_keys"),
        yield* ask([here, "did:web:keys.test"], "did:web:keys.test#orrery_keys"),
        yield* ask(undefined, "did:web:keys.test#orrery_keys")
      ]
    }))
    // The second and the third get as far as the service, which has no timelines.
    expect(seen).toMatchObject([{ status: 403, error: "Forbidden" }, { error: "UpstreamFailure" }, { error: "UpstreamFailure" }])
  })

  it("reaches nothing that may not be delegated, whatever it was given", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { client, owner, session } = yield* scene
      const { device } = yield* Town.phone(owner, { capabilities: [{ lxm: "*" }] })
      const post = yield* device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      const query = <K extends "com.atproto.server.getSession" | "app.bsky.actor.getPreferences">(nsid: K) => Effect.flip(device.query(nsid, {}))
      return {
        post,
        refused: [
          yield* query("com.atproto.server.getSession"),
          yield* query("app.bsky.actor.getPreferences"),
          yield* Effect.flip(device.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: Town.createRecord })),
          yield* Effect.flip(device.procedureOnce("com.atproto.identity.requestPlcOperationSignature", {})),
          yield* Effect.flip(device.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })),
          yield* Effect.flip(device.procedureOnce("com.atproto.repo.importRepo", { input: new Uint8Array([1]), contentType: "application/vnd.ipld.car" })),
          // Nor at the manager itself: that asks for a session.
          yield* Effect.flip(Effect.flatMap(device.invocation("dev.orrery.keys.delegate"), (headers) =>
            client.procedure("dev.orrery.keys.delegate", { origin: "https://keys.test", headers, input: { audience: device.key.didKey, capabilities: [{ lxm: "*" }], lifetimeSeconds: 60 } })))
        ]
      }
    }))
    expect(seen.post.uri).toContain("at://")
    for (const refused of seen.refused) {
      expect(refused).toMatchObject({ _tag: "XrpcError" })
      if (refused._tag === "XrpcError") expect([400, 401, 403]).toContain(refused.status)
    }
  })

  it("is refused with a token for another service, a used one, one that lives too long, and one of the grant itself", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { bearer, may, now, owner, phone, post } = yield* scene
      const headers = yield* phone.device.invocation(Town.createRecord)
      const first = yield* post(headers)
      const replayed = yield* Effect.flip(post(headers))
      const to = (audience: string, expSeconds: number) => Effect.map(phone.device.delegate({ audience, capabilities: [may()], expSeconds }), bearer)
      const elsewhere = yield* Town.phone(owner, { capabilities: [{ lxm: Town.createRecord, audiences: ["did:web:pds2.test"] }] })
      return {
        first,
        replayed,
        otherService: yield* Effect.flip(post(yield* to("did:web:pds2.test", now + 60))),
        longLived: yield* Effect.flip(post(yield* to("did:web:pds1.test", now + 3_600))),
        grant: yield* Effect.flip(post(Client.bearer(phone.ucan))),
        elsewhere: yield* Effect.flip(Effect.flatMap(elsewhere.device.invocation(Town.createRecord), (headers) => post(headers)))
      }
    }))
    expect(seen.first.uri).toContain("at://")
    expect(seen.replayed).toMatchObject({ error: "InvalidToken" })
    expect(seen.otherService).toMatchObject({ error: "UcanWrongAudience" })
    expect(seen.longLived).toMatchObject({ error: "InvalidToken" })
    expect(seen.grant).toMatchObject({ error: "UcanWrongAudience" })
    expect(seen.elsewhere).toMatchObject({ status: 403 })
  })

  it("is judged before the body, and not used up by one that is wrong", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { bearer, may, now, phone, post } = yield* scene
      const http = yield* HttpClient
      const broken = (headers: Readonly<Record<string, string>>, nsid: string = Town.createRecord) =>
        Effect.flatMap(http.execute(HttpClientRequest.bodyText(HttpClientRequest.post(`${origin}/xrpc/${nsid}`, { headers }), "{", "application/json")), ({ json, status }) =>
          Effect.map(json, (body) => `${status} ${(body as { readonly error: string }).error}`))
      const headers = yield* phone.device.invocation(Town.createRecord)
      return {
        elsewhere: yield* broken(bearer(yield* phone.device.delegate({ audience: "did:web:pds2.test", capabilities: [may()], expSeconds: now + 60 }))),
        otherMethod: yield* broken(headers, deleteRecord),
        known: yield* broken(headers),
        then: yield* post(headers),
        again: yield* Effect.flip(post(headers))
      }
    }))
    expect(seen).toMatchObject({ elsewhere: "401 UcanWrongAudience", otherMethod: "403 Forbidden", known: "400 InvalidRequest", again: { error: "InvalidToken" } })
    expect(seen.then.uri).toContain("at://")
  })

  it("passes on less than it has, and never more: widened, outliving, endless and foreign chains are refused", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { bearer, keys, may, now, owner, phone, post, session } = yield* scene
      const app = yield* keys.generate("k256")
      const audience = "did:web:pds1.test"
      const chained = (capabilities: ReadonlyArray<Capability>, expSeconds = now + 600) =>
        Effect.map(phone.device.delegate({ audience: app.didKey, capabilities, expSeconds }), (chain) => new Device({ key: app, chain, origin, audience }))
      const use = (device: Device, collection?: string) => Effect.flatMap(device.invocation(Town.createRecord), (headers) => post(headers, collection))
      const expiring = yield* Town.phone(owner, { lifetimeSeconds: 30 })
      const headersOfExpiring = yield* Effect.map(expiring.device.delegate({ audience, capabilities: [may()], expSeconds: now + 30 }), bearer)
      // A root of the phone's own making, in alice's name.
      const forged = Ucan.issue({ iss: session.did, aud: audience, expSeconds: now + 60, nonce: "forged", capabilities: [may({ lxm: "*" })] }, phone.key, keys)
      // A chain of five that is sound, and one more link.
      let long = phone.device.chain
      let holder = phone.device
      for (let i = 0; i < 4; i++) {
        const next = yield* keys.generate("k256")
        long = yield* holder.delegate({ audience: next.didKey, capabilities: [may()], expSeconds: now + 600 })
        holder = new Device({ key: next, chain: long, origin, audience })
      }
      const attempts = {
        narrowed: yield* use(yield* chained([may()])),
        widened: yield* Effect.flip(use(yield* chained([may({ collections: [Town.post, like] })]), like)),
        allMethods: yield* Effect.flip(use(yield* chained([may({ lxm: "*" })]))),
        outlives: yield* Effect.flip(use(yield* chained([may()], now + 30 * 24 * 3_600))),
        forged: yield* Effect.flip(post(Client.bearer(forged))),
        tooLong: yield* Effect.flip(use(holder)),
        withoutParent: yield* Effect.flip(Effect.flatMap(phone.device.invocation(Town.createRecord), ({ authorization }) => post({ authorization })))
      }
      yield* Effect.sleep("40 seconds")
      return { ...attempts, expired: yield* Effect.flip(post(headersOfExpiring)), expiredParent: yield* Effect.flip(use(expiring.device)) }
    }))
    expect(seen.narrowed.uri).toContain("at://")
    expect(seen.widened).toMatchObject({ error: "UcanWidened" })
    expect(seen.allMethods).toMatchObject({ error: "UcanWidened" })
    expect(seen.outlives).toMatchObject({ error: "UcanOutlives" })
    expect(seen.forged).toMatchObject({ error: "UcanBadSignature" })
    expect(seen.tooLong).toMatchObject({ error: "UcanTooLong" })
    expect(seen.withoutParent).toMatchObject({ error: "UcanMissingProof" })
    expect(seen.expired).toMatchObject({ error: "UcanExpired" })
    expect(seen.expiredParent).toMatchObject({ error: "UcanExpired" })
  })

  it("cannot act for another with its own account's keys", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { now, keys, post, session } = yield* scene
      const { session: dan } = yield* Town.managed("dan")
      const key = yield* keys.generate("k256")
      const about = (iss: string) => Ucan.issue({
        iss, aud: "did:web:pds1.test", expSeconds: now + 60, nonce: "x",
        capabilities: [{ did: Did.make(session.did), lxm: Town.createRecord }]
      }, key, keys)
      return { asDan: yield* Effect.flip(post(Client.bearer(about(dan.did)))), asKey: yield* Effect.flip(post(Client.bearer(about(key.didKey)))) }
    }))
    expect(seen.asDan).toMatchObject({ status: 403 })
    expect(seen.asKey).toMatchObject({ status: 403 })
  })

  it("stops within the bound once revoked, at once where the PDS was told, and for ever", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { owner, phone, session } = yield* scene
      const second = yield* Town.phone(owner)
      const write = (device: Device) => device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      yield* write(phone.device)
      const revocation = yield* owner.revoke(phone.cid)
      yield* Effect.sleep("61 seconds")
      const bounded = yield* Effect.flip(write(phone.device))
      yield* write(second.device)
      yield* owner.announce(yield* owner.revoke(second.cid), origin)
      const atOnce = yield* Effect.flip(write(second.device))
      const forged = yield* Effect.flip(owner.announce({ ...revocation, revoke: second.cid }, origin))
      yield* Effect.sleep("2 hours")
      return { bounded, atOnce, forged, later: yield* Effect.flip(write(phone.device)) }
    }), 4 * Town.hourMillis)
    expect(seen.bounded).toMatchObject({ error: "UcanRevoked" })
    expect(seen.atOnce).toMatchObject({ error: "UcanRevoked" })
    expect(seen.forged).toMatchObject({ error: "InvalidRevocation" })
    expect(seen.later).toMatchObject({ error: "UcanRevoked" })
  })

  it("works at once under a root key that has just taken the place of the one that the PDS knows, and the former's no more", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { owner, phone, session } = yield* scene
      const write = (device: Device) => device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      yield* write(phone.device)
      const knownSinceMillis = town.world.now
      yield* owner.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* owner.recover({ token, recoveryCode: Town.recoveryCode, passphrase: "a new long passphrase" })
      const second = yield* Town.phone(owner)
      // As old as makes it worth asking, and young enough to be believed still.
      yield* Effect.sleep(knownSinceMillis + 3_000 - town.world.now)
      const written = yield* write(second.device)
      return { written, former: yield* Effect.flip(write(phone.device)), ageMillis: town.world.now - knownSinceMillis }
    }))
    expect(seen.written.uri).toContain("at://")
    expect(seen.former).toMatchObject({ error: "UcanBadSignature" })
    expect(seen.ageMillis).toBeLessThan(60_000)
  })

  it("stops when its manager cannot be asked for longer than the bound, and works again after", () => {
    const town = Town.make()
    const { phone, session } = town.run(scene)
    const write = () => phone.device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
    town.run(write())
    town.world.crash("keys.test")
    const soon = town.run(write())
    town.world.runUntil(town.world.now + 61_000)
    const late = town.run(Effect.flip(write()))
    town.world.start("keys.test")
    town.world.runUntil(town.world.now + 1_000)
    const again = town.run(write())
    expect(soon.uri).toContain("at://")
    expect(late).toMatchObject({ status: 502 })
    expect(again.uri).toContain("at://")
  })

  it("leaves its name: the owner sees which key did what, others do not", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { client, owner, phone, session } = yield* scene
      const second = yield* Town.phone(owner)
      for (const { device } of [phone, second, phone]) yield* device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      yield* Effect.flip(phone.device.procedureOnce(deleteRecord, { input: { repo: session.did, collection: Town.post, rkey: "x" } }))
      const first = yield* session.query("dev.orrery.keys.listUses", { limit: 2 })
      const rest = yield* session.query("dev.orrery.keys.listUses", { limit: 2, ...(first.cursor === undefined ? {} : { cursor: first.cursor }) })
      return {
        phone, second, uses: [...first.uses, ...rest.uses],
        byDevice: yield* Effect.flip(phone.device.query("dev.orrery.keys.listUses", {})),
        byNobody: yield* Effect.flip(client.query("dev.orrery.keys.listUses", { origin, params: {} }))
      }
    }))
    const { phone, second } = seen
    expect(seen.uses.map(({ delegation, key }) => [delegation, key])).toEqual(
      [phone, second, phone].map(({ cid, device }) => [cid, device.key.didKey])
    )
    expect(seen.uses[0]).toMatchObject({ lxm: Town.createRecord, collections: [Town.post] })
    expect(seen.byDevice).toMatchObject({ status: 400 })
    expect(seen.byNobody).toMatchObject({ status: 401 })
  })

  it("is good once for each invocation, over a crash too", () => {
    const town = Town.make()
    const { client, headers, session } = town.run(Effect.gen(function*() {
      const { client, phone, post, session } = yield* scene
      const headers = yield* phone.device.invocation(Town.createRecord)
      yield* post(headers)
      return { client, headers, session }
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    town.world.runUntil(town.world.now + 1_000)
    const replayed = town.run(Effect.flip(client.procedure(Town.createRecord, { origin, headers, input: Town.write(session.did) as never })))
    expect(replayed).toMatchObject({ error: "InvalidToken" })
  })

  it("works in the name of an active account alone", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { phone, session } = yield* scene
      yield* session.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
      return yield* Effect.flip(phone.device.procedureOnce(Town.createRecord, { input: Town.write(session.did) }))
    }))
    expect(seen).toMatchObject({ error: "AccountDeactivated" })
  })
})
