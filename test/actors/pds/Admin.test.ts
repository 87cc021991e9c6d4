/** What operators and moderators do at a PDS, by HTTP in a small town. ACCT-1, ACCT-2 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import type { Methods } from "../../../src/protocol/lexicon/generated/Methods.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const admin = { authorization: BasicAuth.format({ username: "admin", password: "admin" }) }
const headers = admin

type Subject = Methods["com.atproto.admin.updateSubjectStatus"]["input"]["subject"]

const takeDown = (subject: object, applied: boolean, ref?: string) =>
  Client.procedure("com.atproto.admin.updateSubjectStatus", {
    origin,
    headers,
    input: { subject: subject as Subject, takedown: { applied, ...(ref === undefined ? {} : { ref }) } }
  })

const account = (did: string) => ({ $type: "com.atproto.admin.defs#repoRef", did })
const record = (uri: string, cid: string) => ({ $type: "com.atproto.repo.strongRef", uri, cid })
const blob = (did: string, cid: string) => ({ $type: "com.atproto.admin.defs#repoBlobRef", did, cid })

/** What a call came to: "ok", or the name of its error. */
const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const publicly = (alice: Session, cid: string, rkey: string) =>
  Effect.gen(function*() {
    const client = yield* Client.make
    const { did } = alice
    const repo = did
    const collection = "app.bsky.feed.post"
    return {
      getRepo: yield* outcome(client.query("com.atproto.sync.getRepo", { origin, params: { did } })),
      getLatestCommit: yield* outcome(client.query("com.atproto.sync.getLatestCommit", { origin, params: { did } })),
      syncGetRecord: yield* outcome(client.query("com.atproto.sync.getRecord", { origin, params: { did, collection, rkey } })),
      listBlobs: yield* outcome(client.query("com.atproto.sync.listBlobs", { origin, params: { did } })),
      getBlob: yield* outcome(client.query("com.atproto.sync.getBlob", { origin, params: { did, cid } })),
      getRecord: yield* outcome(client.query("com.atproto.repo.getRecord", { origin, params: { repo, collection, rkey } })),
      listRecords: yield* outcome(client.query("com.atproto.repo.listRecords", { origin, params: { repo, collection } })),
      describeRepo: yield* outcome(client.query("com.atproto.repo.describeRepo", { origin, params: { repo } }))
    }
  })

const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

/** A post with a picture. */
const illustrated = (session: Session) =>
  Effect.gen(function*() {
    const { blob } = yield* session.procedure("com.atproto.repo.uploadBlob", { input: picture, contentType: "image/png" })
    const { uri, cid } = yield* session.procedure("com.atproto.repo.createRecord", {
      input: {
        repo: session.did,
        collection: "app.bsky.feed.post",
        record: { ...Town.post("look"), embed: { $type: "app.bsky.embed.images", images: [{ alt: "", image: blob as unknown as DataObject }] } }
      }
    })
    return { uri, cid, rkey: uri.split("/").pop()!, image: blob.ref.toString() }
  })

describe("a moderator of a PDS", () => {
  it("takes an account down: nothing of it is shown, its sessions end, the stream says so; and all comes back [ACCT-1] [ACCT-2]", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const post = yield* illustrated(alice)
      const signedIn = yield* client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } })
      const before = yield* publicly(alice, post.image, post.rkey)
      const head = yield* client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } })
      yield* takeDown(account(alice.did), true, "case-1")
      const hidden = yield* publicly(alice, post.image, post.rkey)
      const operator = yield* outcome(client.query("com.atproto.sync.getRepo", { origin, params: { did: alice.did }, headers }))
      const status = yield* client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } })
      const subject = yield* client.query("com.atproto.admin.getSubjectStatus", { origin, params: { did: alice.did }, headers })
      const bearer = Client.bearer(signedIn.accessJwt)
      const acts = {
        session: yield* outcome(client.query("com.atproto.server.getSession", { origin, params: {}, headers: bearer })),
        refresh: yield* outcome(client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(signedIn.refreshJwt) })),
        wake: yield* outcome(client.procedure("com.atproto.server.activateAccount", { origin, headers: bearer })),
        signIn: yield* outcome(client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } }))
      }
      const leaving = yield* client.procedure("com.atproto.server.createSession", {
        origin,
        input: { identifier: alice.did, password: "alice's password", allowTakendown: true }
      })
      const limited = Client.bearer(leaving.accessJwt)
      const may = {
        export: yield* outcome(client.query("com.atproto.sync.getRepo", { origin, params: { did: alice.did }, headers: limited })),
        leave: yield* outcome(client.query("com.atproto.server.getServiceAuth", { origin, params: { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" }, headers: limited })),
        speak: yield* outcome(client.query("com.atproto.server.getServiceAuth", { origin, params: { aud: "did:web:pds2.test", lxm: "app.bsky.feed.getTimeline" }, headers: limited })),
        write: yield* outcome(client.procedure("com.atproto.repo.createRecord", { origin, input: { repo: alice.did, collection: "app.bsky.feed.post", record: Town.post("hm") }, headers: limited })),
        session: yield* outcome(client.query("com.atproto.server.getSession", { origin, params: {}, headers: limited })),
        wake: yield* outcome(client.procedure("com.atproto.server.activateAccount", { origin, headers: limited })),
        refresh: yield* outcome(client.procedure("com.atproto.server.refreshSession", { origin, headers: Client.bearer(leaving.refreshJwt) }))
      }
      yield* takeDown(account(alice.did), false)
      const after = yield* publicly(alice, post.image, post.rkey)
      const again = yield* client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } })
      const events = yield* Town.listen("pds1.test", "?cursor=4", (events) => events.length === 3)
      return { before, hidden, operator, status, subject, acts, may, after, rises: again.rev > head.rev, events, oldSession: yield* outcome(client.query("com.atproto.server.getSession", { origin, params: {}, headers: bearer })) }
    }))
    expect(new Set(Object.values(seen.before))).toEqual(new Set(["ok"]))
    expect(new Set(Object.values(seen.hidden))).toEqual(new Set(["RepoTakendown"]))
    expect(seen.operator).toBe("ok")
    expect(seen.status).toMatchObject({ active: false, status: "takendown" })
    expect(seen.subject).toMatchObject({ takedown: { applied: true, ref: "case-1" }, deactivated: { applied: false } })
    expect(seen.acts).toEqual({ session: "AccountTakedown", refresh: "AccountTakedown", wake: "AccountNotFound", signIn: "AccountTakedown" })
    expect(seen.may).toEqual({
      export: "ok",
      leave: "ok",
      speak: "AccountTakedown",
      write: "AccountTakedown",
      session: "AccountTakedown",
      // As the reference: of those who can be woken it is none.
      wake: "AccountNotFound",
      refresh: "AccountTakedown"
    })
    expect(seen.after).toEqual(seen.before)
    expect(seen.rises).toBe(true)
    expect(seen.oldSession).toBe("ExpiredToken")
    expect(seen.events).toMatchObject([
      { _tag: "Account", active: false, status: "takendown" },
      { _tag: "Account", active: true },
      { _tag: "Commit", ops: [] }
    ])
    expect(town.defects()).toEqual([])
  })

  it("leaves a deactivated account deactivated when its takedown is lifted", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      yield* alice.procedure("com.atproto.server.deactivateAccount", { input: {} })
      yield* takeDown(account(alice.did), true)
      const down = yield* client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } })
      yield* takeDown(account(alice.did), false)
      return [down.status, (yield* client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } })).status]
    }))
    expect(seen).toEqual(["takendown", "deactivated"])
  })

  it("takes a record down and puts it back: it is not shown, and still proven", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const post = yield* illustrated(alice)
      yield* Town.createPost(alice, "harmless")
      yield* takeDown(record(post.uri, post.cid), true)
      const hidden = yield* publicly(alice, post.image, post.rkey)
      const listed = yield* client.query("com.atproto.repo.listRecords", { origin, params: { repo: alice.did, collection: "app.bsky.feed.post" } })
      const status = yield* client.query("com.atproto.admin.getSubjectStatus", { origin, params: { uri: post.uri as never }, headers })
      yield* takeDown(record(post.uri, post.cid), false)
      return { hidden, listed: listed.records.length, status, after: yield* publicly(alice, post.image, post.rkey) }
    }))
    expect(seen.hidden).toMatchObject({ getRecord: "RecordNotFound", syncGetRecord: "ok", getRepo: "ok" })
    expect(seen.listed).toBe(1)
    expect(seen.status).toMatchObject({ takedown: { applied: true } })
    expect(seen.after.getRecord).toBe("ok")
  })

  it("takes a blob down: it is not served, not listed, not taken again", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const post = yield* illustrated(alice)
      yield* takeDown(blob(alice.did, post.image), true)
      const served = (yield* publicly(alice, post.image, post.rkey)).getBlob
      const { cids } = yield* client.query("com.atproto.sync.listBlobs", { origin, params: { did: alice.did } })
      const upload = yield* Effect.flip(alice.procedureOnce("com.atproto.repo.uploadBlob", { input: picture, contentType: "image/png" }))
      yield* takeDown(blob(alice.did, post.image), false)
      return { served, cids, upload: upload.message, after: (yield* publicly(alice, post.image, post.rkey)).getBlob }
    }))
    expect(seen).toEqual({ served: "BlobNotFound", cids: [], upload: "Blob has been takendown, cannot re-upload", after: "ok" })
  })

  it("still has it all taken down after a crash", () => {
    const town = Town.make()
    const { alice, post } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const post = yield* illustrated(alice)
      yield* takeDown(record(post.uri, post.cid), true)
      yield* takeDown(blob(alice.did, post.image), true)
      return { alice, post }
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    expect(town.run(Effect.delay(publicly(alice, post.image, post.rkey), 1000))).toMatchObject({ getRecord: "RecordNotFound", getBlob: "BlobNotFound" })
  })

  it("may be a service that the PDS trusts, by a token for the very method, and nobody else", () => {
    const seen = Town.make({ pds: { moderators: [] } }).run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob", "pds2.test")
      const { token } = yield* bob.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds1.test", lxm: "com.atproto.admin.getAccountInfo" })
      const ask = (headers: Record<string, string>) => outcome(client.query("com.atproto.admin.getAccountInfo", { origin, params: { did: alice.did }, headers }))
      return {
        stranger: yield* ask(Client.bearer(token)),
        nobody: yield* ask({}),
        wrong: yield* ask({ authorization: BasicAuth.format({ username: "admin", password: "guess" }) }),
        session: yield* ask(Client.bearer("nonsense"))
      }
    }))
    expect(seen).toEqual({ stranger: "UntrustedIss", nobody: "AuthenticationRequired", wrong: "AuthenticationRequired", session: "BadJwt" })
  })

  it("is heard when its DID is listed", () => {
    let moderator = ""
    // The DID of an account is a function of the seed, so the second town can know it beforehand.
    for (const moderators of [[], [0]]) {
      const town = Town.make({ pds: { moderators: moderators.length === 0 ? [] : [moderator] } })
      const seen = town.run(Effect.gen(function*() {
        const client = yield* Client.make
        const bob = yield* Town.signUp("bob", "pds2.test")
        moderator = bob.did
        const { token } = yield* bob.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds1.test", lxm: "com.atproto.admin.searchAccounts" })
        return yield* outcome(client.query("com.atproto.admin.searchAccounts", { origin, params: {}, headers: Client.bearer(token) }))
      }))
      expect(seen).toBe(moderators.length === 0 ? "UntrustedIss" : "ok")
    }
  })
})

describe("the operator of a PDS", () => {
  it("finds accounts, and changes their address, handle and password", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      yield* Town.signUp("bob")
      const { accounts } = yield* client.query("com.atproto.admin.searchAccounts", { origin, params: { email: "alice" }, headers })
      yield* client.procedure("com.atproto.admin.updateAccountEmail", { origin, headers, input: { account: "alice.pds1.test", email: "Al@mail.test" } })
      yield* client.procedure("com.atproto.admin.updateAccountHandle", { origin, headers, input: { did: alice.did, handle: "al.pds1.test" as never } })
      yield* client.procedure("com.atproto.admin.updateAccountPassword", { origin, headers, input: { did: alice.did, password: "a new password" } })
      const info = yield* client.query("com.atproto.admin.getAccountInfo", { origin, headers, params: { did: alice.did } })
      const old = yield* outcome(alice.query("com.atproto.server.getSession", {}))
      const fresh = yield* outcome(client.procedure("com.atproto.server.createSession", { origin, input: { identifier: "al@mail.test", password: "a new password" } }))
      const taken = yield* outcome(client.procedure("com.atproto.admin.updateAccountEmail", { origin, headers, input: { account: alice.did, email: "bob@mail.test" } }))
      return { found: accounts.map(({ handle }) => handle), info, old, fresh, taken }
    }))
    expect(seen.found).toEqual(["alice.pds1.test"])
    expect(seen.info).toMatchObject({ handle: "al.pds1.test", email: "al@mail.test", invites: [], invitesDisabled: false })
    expect(seen).toMatchObject({ old: "AuthenticationRequired", fresh: "ok", taken: "InvalidRequest" })
    expect(town.defects()).toEqual([])
  })

  it("writes to people, and deletes accounts", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      yield* client.procedure("com.atproto.admin.sendEmail", { origin, headers, input: { recipientDid: alice.did, senderDid: alice.did, content: "Good morning", subject: "Hello" } })
      const mail = yield* Town.mail("alice@mail.test")
      yield* client.procedure("com.atproto.admin.deleteAccount", { origin, headers, input: { did: alice.did } })
      return { mail, status: yield* outcome(client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } })) }
    }))
    expect(seen.mail).toMatchObject([{ purpose: "message", subject: "Hello", text: "Good morning" }])
    expect(seen.status).toBe("RepoNotFound")
  })

  it("turns an account to a key that was reserved, and its next commits hold under that", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      const alice = yield* Town.signUp("alice")
      const { signingKey } = yield* client.procedure("com.atproto.server.reserveSigningKey", { origin, input: {} })
      const stranger = yield* outcome(client.procedure("com.atproto.admin.updateAccountSigningKey", { origin, headers, input: { did: alice.did, signingKey: alice.did } }))
      yield* client.procedure("com.atproto.admin.updateAccountSigningKey", { origin, headers, input: { did: alice.did, signingKey: signingKey as never } })
      const recommended = yield* alice.query("com.atproto.identity.getRecommendedDidCredentials", {})
      yield* Town.createPost(alice, "under a new key")
      return { stranger, signingKey, recommended }
    }))
    expect(seen.stranger).toBe("InvalidRequest")
    expect(seen.recommended.verificationMethods).toEqual({ atproto: seen.signingKey })
    expect(town.defects()).toEqual([])
  })
})
