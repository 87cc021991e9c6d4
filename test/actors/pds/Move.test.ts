import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Migrate from "../../../src/actors/client/migration/Migrate.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { CommitEvent } from "../../../src/protocol/frames/RepoEvent.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import { verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import * as Town from "./Town.ts"

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 7])

const readMail = Effect.map(HttpClient, (client): Migrate.ReadMail => (origin, email) =>
  client.get(`${origin}/admin/mailbox?to=${email}`, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }).pipe(
    Effect.flatMap((response) => response.json),
    Effect.map((json) => (json as unknown as { mail: ReadonlyArray<{ token: string }> }).mail[0]!.token),
    Effect.orDie
  ))

const move = Effect.fnUntraced(function*(session: Session, to: { readonly origin: string; readonly handle: string }, readMail: Migrate.ReadMail) {
  const { email, password } = session.credentials
  const plan = { did: session.did, way: "mailed", from: session.origin, to: to.origin, handle: to.handle, email, password } as const
  const moved = yield* Migrate.run(plan, { directory: "https://plc.test", readMail })
  session.become(moved.session!)
})

const records = (origin: string, did: string, collection: string) =>
  Effect.flatMap(Client.make, (client) => client.query("com.atproto.repo.listRecords", { origin, params: { repo: did, collection } }))

const settled = Effect.gen(function*() {
  const alice = yield* Town.signUp("alice")
  for (let n = 0; n < 5; n++) yield* Town.createPost(alice, `post ${n}`)
  const { blob } = yield* alice.procedureOnce("com.atproto.repo.uploadBlob", { input: png, contentType: "image/png" })
  yield* alice.procedureOnce("com.atproto.repo.putRecord", {
    input: { repo: alice.did, collection: "app.bsky.actor.profile", rkey: "self", record: { displayName: "Alice", avatar: blob } as never }
  })
  yield* alice.procedure("app.bsky.actor.putPreferences", {
    input: { preferences: [{ $type: "app.bsky.actor.defs#adultContentPref", enabled: false }] as never }
  })
  return { alice, blob }
})

describe("a move from one PDS to another", () => {
  it("brings records, blobs and preferences along, under the same DID [MIG-1]", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { alice, blob } = yield* settled
      const before = yield* records("https://pds1.test", alice.did, "app.bsky.feed.post")
      yield* move(alice, { origin: "https://pds2.test", handle: "alice.pds2.test" }, yield* readMail)
      const client = yield* Client.make
      const { did, verifiedHandle } = yield* Resolver.make({ plc: "plc.test" })
      return {
        before,
        after: yield* records("https://pds2.test", alice.did, "app.bsky.feed.post"),
        avatar: yield* client.query("com.atproto.sync.getBlob", { origin: "https://pds2.test", params: { did: alice.did, cid: blob.ref.toString() } }),
        preferences: yield* alice.query("app.bsky.actor.getPreferences", {}),
        status: yield* alice.query("com.atproto.server.checkAccountStatus", {}),
        old: yield* client.query("com.atproto.sync.getRepoStatus", { origin: "https://pds1.test", params: { did: alice.did } }),
        document: yield* did(alice.did),
        handle: yield* verifiedHandle(alice.did)
      }
    }))
    expect(seen.after).toEqual(seen.before)
    expect(seen.avatar).toEqual(png)
    expect(seen.preferences.preferences).toHaveLength(1)
    expect(seen.status).toMatchObject({ activated: true, validDid: true, indexedRecords: 6, expectedBlobs: 1, importedBlobs: 1 })
    expect(seen.old).toMatchObject({ active: false, status: "deactivated" })
    expect(seen.document.pds).toBe("https://pds2.test")
    expect(seen.handle).toBe("alice.pds2.test")
    expect(town.defects()).toEqual([])
  })

  it("is told as #identity, #account and an empty #commit under the new key, whose rev is higher [MIG-3] [REPO-1]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice } = yield* settled
      yield* move(alice, { origin: "https://pds2.test", handle: "alice.pds2.test" }, yield* readMail)
      yield* Town.createPost(alice, "from here on")
      const signingKey = (yield* (yield* Resolver.make({ plc: "plc.test" })).did(alice.did)).signingKey!
      const old = yield* Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Account" && !event.active))
      return { signingKey, old, fresh: yield* Town.listen("pds2.test", "?cursor=0", (events) => events.length === 4) }
    }))
    expect(seen.fresh.map((event) => event._tag)).toEqual(["Identity", "Account", "Commit", "Commit"])
    const last = seen.old.findLast((event): event is CommitEvent => event._tag === "Commit")!
    const [first, post] = seen.fresh.filter((event): event is CommitEvent => event._tag === "Commit")
    expect(first).toMatchObject({ ops: [], since: last.rev })
    expect(first!.rev > last.rev).toBe(true)
    for (const event of [first!, post!]) {
      const verified = verifyCommit(event, { signingKey: seen.signingKey, verify: Signature.verify, nowMillis: Date.UTC(2026, 0, 6) })
      expect(Result.isSuccess(verified)).toBe(true)
    }
  })

  it("cannot be completed while the DID document names the old PDS [MIG-5]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice } = yield* settled
      const client = yield* Client.make
      const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
      const create = client.procedure("com.atproto.server.createAccount", {
        origin: "https://pds2.test",
        headers: Client.bearer(token),
        input: { did: alice.did, handle: "alice.pds2.test", password: "a password" }
      })
      const arrived = yield* create
      const replayed = yield* Effect.flip(create)
      const activated = yield* Effect.flip(client.procedure("com.atproto.server.activateAccount", {
        origin: "https://pds2.test",
        headers: Client.bearer(arrived.accessJwt)
      }))
      // The old account is as it was. MIG-4
      return { replayed, activated, still: yield* Town.createPost(alice, "still here") }
    }))
    expect(seen.replayed).toMatchObject({ status: 401 })
    expect(seen.activated).toMatchObject({ error: "InvalidRequest" })
    expect(seen.still.uri).toContain("at://")
  })

  it("needs the person's own token: nobody creates an account for another's DID", () => {
    const error = Town.make().run(Effect.gen(function*() {
      const { alice } = yield* settled
      const bob = yield* Town.signUp("bob")
      const client = yield* Client.make
      const { token } = yield* bob.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
      return yield* Effect.flip(client.procedure("com.atproto.server.createAccount", {
        origin: "https://pds2.test",
        headers: Client.bearer(token),
        input: { did: alice.did, handle: "alice.pds2.test", password: "a password" }
      }))
    }))
    expect(error).toMatchObject({ status: 403 })
  })

  it("is known where it has arrived already: asked again, the new PDS refuses by a name of the lexicon, and says what is still missing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice } = yield* settled
      const client = yield* Client.make
      const create = Effect.gen(function*() {
        const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
        return yield* client.procedure("com.atproto.server.createAccount", {
          origin: "https://pds2.test",
          headers: Client.bearer(token),
          input: { did: alice.did, handle: "alice.pds2.test", password: "a password" }
        })
      })
      const { accessJwt } = yield* create
      const again = yield* Effect.flip(create)
      // Answers are held against the lexicon here: a CID is a CID.
      const status = yield* client.query("com.atproto.server.checkAccountStatus", { origin: "https://pds2.test", params: {}, headers: Client.bearer(accessJwt) })
      return { again, status }
    }))
    expect(seen.again).toMatchObject({ status: 400, error: "InvalidRequest" })
    // Of the empty tree. [repository]
    expect(seen.status).toMatchObject({ repoCommit: "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm", repoRev: "", repoBlocks: 0, indexedRecords: 0 })
  })
})
