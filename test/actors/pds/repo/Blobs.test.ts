import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const hour = 3_600_000

type Uploaded = { readonly $type: "blob"; readonly ref: { toString(): string }; readonly mimeType: string; readonly size: number }

const upload = (session: Session, bytes = png, contentType = "image/png") =>
  Effect.map(session.procedureOnce("com.atproto.repo.uploadBlob", { input: bytes, contentType }), ({ blob }) => blob as unknown as Uploaded)

const note = (session: Session, rkey: string, blobs: ReadonlyArray<unknown>, extra: object = {}) =>
  session.procedureOnce("com.atproto.repo.putRecord", {
    input: { repo: session.did, collection: "test.orrery.note", rkey, record: { blobs } as never, ...extra }
  })

const remove = (session: Session, rkey: string) =>
  session.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: session.did, collection: "test.orrery.note", rkey } })

const isServed = (did: string, cid: string) =>
  Effect.flatMap(Client.make, (client) =>
    Effect.match(client.query("com.atproto.sync.getBlob", { origin, params: { did, cid } }), { onFailure: () => false, onSuccess: () => true }))

const errorOf = <A, R>(effect: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(effect, { onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag, onSuccess: () => "done" })

describe("a blob", () => {
  it("is public while any record names it, and gone with the last [BLOB-1] [BLOB-2]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const blob = yield* upload(alice)
      const cid = blob.ref.toString()
      const served = isServed(alice.did, cid)
      const before = yield* served
      yield* note(alice, "one", [blob, blob])
      yield* note(alice, "two", [blob])
      yield* remove(alice, "one")
      const held = yield* served
      yield* note(alice, "two", [])
      const after = yield* served
      return { before, held, after, named: yield* errorOf(note(alice, "three", [blob])) }
    }))
    expect(seen).toEqual({ before: false, held: true, after: false, named: "BlobNotFound" })
  })

  it("goes from one record to another in one commit", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const blob = yield* upload(alice)
      yield* note(alice, "one", [blob])
      yield* alice.procedureOnce("com.atproto.repo.applyWrites", {
        input: {
          repo: alice.did,
          writes: [
            { $type: "com.atproto.repo.applyWrites#delete", collection: "test.orrery.note", rkey: "one" },
            { $type: "com.atproto.repo.applyWrites#create", collection: "test.orrery.note", rkey: "two", value: { blobs: [blob] } as never }
          ]
        }
      })
      return yield* isServed(alice.did, blob.ref.toString())
    }))
    expect(seen).toBe(true)
  })

  it("that was uploaded anew outlives the record that named it before [BLOB-3]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const blob = yield* upload(alice)
      yield* note(alice, "one", [blob])
      yield* upload(alice)
      yield* remove(alice, "one")
      const between = yield* isServed(alice.did, blob.ref.toString())
      yield* note(alice, "two", [blob])
      return { between, after: yield* isServed(alice.did, blob.ref.toString()) }
    }))
    expect(seen).toEqual({ between: false, after: true })
  })

  it("that nobody names may be named for some hours, across a restart, and then no longer [BLOB-3]", () => {
    const town = Town.make()
    const { alice, early, late } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      return { alice, early: yield* upload(alice), late: yield* upload(alice, new Uint8Array([7, 7, 7]), "text/plain") }
    }))
    town.world.runUntil(town.world.now + hour)
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    town.world.runUntil(town.world.now + 1000)
    expect(town.run(errorOf(note(alice, "early", [early])))).toBe("done")
    town.world.runUntil(town.world.now + 7 * hour)
    const seen = town.run(Effect.all({
      late: errorOf(note(alice, "late", [late])),
      early: isServed(alice.did, early.ref.toString())
    }))
    expect(seen).toEqual({ late: "BlobNotFound", early: true })
    expect(town.defects()).toEqual([])
  })

  it("whose time ends while a record that names it waits for the disk is not named [BLOB-2]", () => {
    const outcomes = new Set<string>()
    for (let early = 180; early <= 360; early += 10) {
      const town = Town.make()
      const { alice, blob, bob, until } = town.run(Effect.gen(function*() {
        const [alice, bob] = [yield* Town.signUp("alice"), yield* Town.signUp("bob")]
        const blob = yield* upload(alice)
        return { alice, blob, bob, until: town.world.now + 6 * hour }
      }))
      town.world.setDisk("pds1.test", { syncMillis: 60 })
      town.world.runUntil(until - early)
      // Bob's write keeps the disk busy, and hers waits for it.
      const outcome = town.run(Effect.gen(function*() {
        const [, named] = yield* Effect.all([note(bob, "one", []), Effect.delay(errorOf(note(alice, "one", [blob])), 10)], { concurrency: "unbounded" })
        yield* Effect.sleep("1 second")
        return `${named}, ${(yield* isServed(alice.did, blob.ref.toString())) ? "served" : "not served"}`
      }))
      outcomes.add(outcome)
      expect(town.defects()).toEqual([])
    }
    expect([...outcomes].sort()).toEqual(["BlobNotFound, not served", "done, served"])
  })

  it("of two accounts is two, and one goes without the other", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const blob = yield* upload(alice)
      const foreign = yield* errorOf(note(bob, "one", [blob]))
      yield* upload(bob)
      yield* note(alice, "one", [blob])
      yield* note(bob, "one", [blob])
      yield* remove(alice, "one")
      return { foreign, alice: yield* isServed(alice.did, blob.ref.toString()), bob: yield* isServed(bob.did, blob.ref.toString()) }
    }))
    expect(seen).toEqual({ foreign: "BlobNotFound", alice: false, bob: true })
  })

  it("is what its first bytes say, whatever is declared; a record that lies about it is refused", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const blob = yield* upload(alice, png, "text/html")
      const text = yield* upload(alice, new TextEncoder().encode("<b>"), "Text/HTML; charset=utf-8")
      const legacy = { cid: blob.ref.toString(), mimeType: "image/png" }
      return {
        sniffed: blob.mimeType,
        declared: text.mimeType,
        mime: yield* errorOf(note(alice, "one", [{ ...blob, mimeType: "image/gif" }])),
        size: yield* errorOf(note(alice, "one", [{ ...blob, size: 5 }])),
        legacy: yield* errorOf(note(alice, "one", [legacy])),
        schema: yield* errorOf(alice.procedureOnce("com.atproto.repo.putRecord", {
          input: { repo: alice.did, collection: "app.bsky.actor.profile", rkey: "self", record: { avatar: text } as never }
        }))
      }
    }))
    expect(seen).toEqual({
      sniffed: "image/png",
      declared: "text/html",
      mime: "InvalidMimeType",
      size: "InvalidSize",
      legacy: "InvalidRequest",
      schema: "InvalidRequest"
    })
  })

  it("is served with headers under which no browser runs it", () => {
    const { cid, headers } = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const blob = yield* upload(alice, new TextEncoder().encode("<script>"), "text/html")
      yield* note(alice, "one", [blob])
      const client = yield* HttpClient
      const cid = blob.ref.toString()
      const { headers } = yield* client.get(`${origin}/xrpc/com.atproto.sync.getBlob?did=${alice.did}&cid=${cid}`)
      return { cid, headers }
    }))
    expect(headers).toMatchObject({
      "content-type": "text/html",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="${cid}"`
    })
  })

  it("has a size limit, and at least a byte", () => {
    const seen = Town.make({ pds: { blobUploadLimitBytes: 10 } }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      return [
        yield* errorOf(upload(alice, new Uint8Array(10), "text/plain")),
        yield* errorOf(upload(alice, new Uint8Array(11), "text/plain")),
        yield* errorOf(upload(alice, new Uint8Array(0), "text/plain"))
      ]
    }))
    expect(seen).toEqual(["done", "PayloadTooLarge", "InvalidRequest"])
  })
})

describe("lists of blobs", () => {
  it("page, begin after a rev, and leave out what is taken down or not here yet", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const client = yield* Client.make
      const cids: Array<string> = []
      let since = ""
      for (let n = 0; n < 5; n++) {
        const blob = yield* upload(alice, new Uint8Array([n + 1]), "text/plain")
        const { commit } = yield* note(alice, `n${n}`, [blob])
        cids.push(blob.ref.toString())
        if (n === 2) since = commit!.rev
      }
      const list = (params: object) => client.query("com.atproto.sync.listBlobs", { origin, params: { did: alice.did, ...params } })
      const paged: Array<string> = []
      let cursor: string | undefined
      do {
        const page = yield* list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) })
        paged.push(...page.cids)
        cursor = page.cursor
      } while (cursor !== undefined)
      return { cids, paged, recent: (yield* list({ since })).cids }
    }))
    expect(seen.paged).toEqual([...seen.cids].sort())
    expect([...seen.recent].sort()).toEqual(seen.cids.slice(3).sort())
  })
})

describe("an upload that is cut short", () => {
  it("stores nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const client = yield* HttpClient
      const { accessJwt } = yield* (yield* Client.make).procedure("com.atproto.server.createSession", {
        origin,
        input: { identifier: alice.did, password: alice.credentials.password }
      })
      const request = HttpClientRequest.post(`${origin}/xrpc/com.atproto.repo.uploadBlob`).pipe(
        HttpClientRequest.bodyUint8Array(png, "image/png"),
        HttpClientRequest.setHeaders({ authorization: `Bearer ${accessJwt}`, "content-length": "50" })
      )
      return (yield* client.execute(request)).status
    }))
    expect(seen).toBe(400)
  })
})

describe("a service that works for somebody", () => {
  it("uploads with that person's token for just this method, once, and for nobody else", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const client = yield* Client.make
      const token = (lxm: string, aud = "did:web:pds1.test") =>
        Effect.map(alice.query("com.atproto.server.getServiceAuth", { aud, lxm }), ({ token }) => token)
      const send = (token: string) => client.procedure("com.atproto.repo.uploadBlob", { origin, input: png, contentType: "image/png", headers: Client.bearer(token) })
      const good = yield* token("com.atproto.repo.uploadBlob")
      const { blob } = yield* send(good)
      yield* note(alice, "film", [blob])
      return {
        served: yield* isServed(alice.did, (blob as unknown as Uploaded).ref.toString()),
        again: yield* errorOf(send(good)),
        otherMethod: yield* errorOf(send(yield* token("com.atproto.repo.createRecord"))),
        otherServer: yield* errorOf(send(yield* token("com.atproto.repo.uploadBlob", "did:web:pds2.test"))),
        otherUse: yield* errorOf(client.procedure("com.atproto.repo.createRecord", {
          origin,
          input: { repo: alice.did, collection: "test.orrery.note", record: {} as never },
          headers: Client.bearer(yield* token("com.atproto.repo.createRecord"))
        }))
      }
    }))
    expect(seen).toEqual({ served: true, again: "JwtReplayed", otherMethod: "BadJwtLexiconMethod", otherServer: "BadJwtAudience", otherUse: "InvalidToken" })
  })
})
