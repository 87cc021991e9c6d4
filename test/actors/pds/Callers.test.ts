/**
 * What clients in the wild send that no lexicon speaks of, and what comes back:
 * found by sending the same calls to this PDS and to the reference's.
 */
import { gzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const posts = "app.bsky.feed.post"

const send = (method: "GET" | "HEAD" | "POST", path: string, headers: Readonly<Record<string, string>> = {}, body?: { readonly bytes: Uint8Array; readonly type: string }) =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const request = HttpClientRequest.make(method)(`${origin}/xrpc/${path}`)
    const filled = body === undefined ? request : HttpClientRequest.setBody(request, HttpBody.uint8Array(body.bytes, body.type))
    const response = yield* client.execute(HttpClientRequest.setHeaders(filled, headers))
    const text = yield* response.text
    const json = text === "" ? {} : JSON.parse(text) as Record<string, unknown>
    return { status: response.status, error: json["error"], json, headers: response.headers }
  })

const json = (value: object) => ({ bytes: new TextEncoder().encode(JSON.stringify(value)), type: "application/json" })

describe("a caller", () => {
  it("writes the scheme of its credentials in any case", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const token = alice.authorization["authorization"]!.slice("Bearer ".length)
      const answers: Array<number> = []
      for (const scheme of ["Bearer", "bearer", "BEARER"]) answers.push((yield* send("GET", "com.atproto.server.getSession", { authorization: `${scheme} ${token}` })).status)
      for (const scheme of ["Basic", "basic"]) answers.push((yield* send("GET", `com.atproto.admin.getAccountInfo?did=${alice.did}`, { authorization: `${scheme} YWRtaW46YWRtaW4=` })).status)
      return answers
    }))
    expect(seen).toEqual([200, 200, 200, 200, 200])
  })

  it("begins a loop over pages with an empty cursor", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* Town.createPost(alice, "hello")
      const list = (query: string) => Effect.map(send("GET", `com.atproto.repo.listRecords?repo=${alice.did}&collection=${posts}${query}`), ({ json }) => (json["records"] as ReadonlyArray<unknown>).length)
      return [yield* list(""), yield* list("&cursor="), yield* list("&cursor=&reverse=true"), yield* list("&cursor=2")]
    }))
    expect(seen).toEqual([1, 1, 1, 0])
  })

  it("gets of a batch the CID of each record that it wrote, though the batch changes or deletes it again", () => {
    const texts = ["first", "second", "gone"]
    const { results, cids } = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const at = (kind: string, rkey: string, text?: string) => ({ $type: `com.atproto.repo.applyWrites#${kind}`, collection: posts, rkey, ...(text === undefined ? {} : { value: Town.post(text) }) })
      const writes = [at("create", "3kaaaaaaaaa22", "first"), at("update", "3kaaaaaaaaa22", "second"), at("create", "3kaaaaaaaab22", "gone"), at("delete", "3kaaaaaaaab22")]
      const { results } = yield* alice.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: alice.did, writes: writes as never } })
      return { results, cids: texts.map((text) => Cid.ofCbor(Cbor.encode(Town.post(text))).toString()) }
    }))
    expect(results).toMatchObject([...cids.map((cid) => ({ cid, validationStatus: "valid" })), { $type: "com.atproto.repo.applyWrites#deleteResult" }])
  })

  it("that packs its body is told that bodies are taken as they are, and nothing is kept", () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      yield* bob.procedure("com.atproto.server.deactivateAccount", { input: {} })
      const post = (nsid: string, bytes: Uint8Array, type: string, coding: string, { authorization } = alice) =>
        Effect.map(send("POST", nsid, { ...authorization, "content-encoding": coding }, { bytes, type }), ({ error, headers, status }) => `${status} ${error ?? "ok"} ${headers["accept-encoding"] ?? ""}`)
      const record = json({ repo: alice.did, collection: posts, record: Town.post("packed") })
      return [
        yield* post("com.atproto.repo.uploadBlob", gzipSync(png), "image/png", "gzip"),
        yield* post("com.atproto.repo.uploadBlob", png, "image/png", "zork"),
        yield* post("com.atproto.repo.createRecord", gzipSync(record.bytes), record.type, "gzip"),
        yield* post("com.atproto.repo.importRepo", png, "application/vnd.ipld.car", "br", bob),
        yield* post("com.atproto.repo.uploadBlob", png, "image/png", "identity"),
        yield* post("com.atproto.repo.createRecord", record.bytes, record.type, "Identity")
      ]
    }))
    expect(seen).toEqual([...Array.from({ length: 4 }, () => "415 UnsupportedMediaType identity"), "200 ok ", "200 ok "])
  })

  it("uploads a blob under a MIME type or under none", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      // Each a blob of its own: one that is here already keeps its type.
      const upload = (type: string, n: number) =>
        Effect.map(send("POST", "com.atproto.repo.uploadBlob", alice.authorization, { bytes: Uint8Array.of(1, 2, 3, n), type }), ({ error, json }) =>
          error ?? (json["blob"] as { readonly mimeType: string }).mimeType)
      return yield* Effect.forEach(["text/plain", "text/plain; charset=utf-8", "Image/SVG+xml", "*/*", "", "nonsense", "a b c", "text/", "/plain", "text/pl ain"], upload)
    }))
    expect(seen).toEqual(["text/plain", "text/plain", "image/svg+xml", "application/octet-stream", "application/octet-stream", ...Array.from({ length: 5 }, () => "InvalidRequest")])
  })

  it("asks by HEAD for what the App View would answer to GET", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const ask = (method: "GET" | "HEAD" | "POST", nsid: string) => Effect.map(send(method, nsid, alice.authorization), ({ status }) => status)
      return [yield* ask("HEAD", "app.bsky.feed.getLikes"), yield* ask("GET", "app.bsky.feed.getLikes"), yield* ask("HEAD", "app.bsky.graph.muteActor"), yield* ask("POST", "app.bsky.feed.getLikes")]
    }))
    // Nothing stands at the App View's host: it was asked, and had no such page.
    expect(seen).toEqual([404, 404, 400, 400])
    expect(town.requests("app.bsky.feed.getLikes").length).toBe(5)
  })

  it("who is signed in gets answers that no shared cache keeps; what is public says nothing of it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const cache = (nsid: string, headers: Readonly<Record<string, string>> = {}) =>
        Effect.map(send("GET", nsid, headers), (answer) => [answer.headers["cache-control"], answer.headers["vary"]])
      return {
        own: yield* cache("com.atproto.server.getSession", alice.authorization),
        refused: yield* cache("com.atproto.admin.getInviteCodes", alice.authorization),
        proxied: yield* cache("app.bsky.feed.getTimeline", alice.authorization),
        raw: yield* Effect.map(Effect.flatMap(HttpClient, (client) => client.get(`${origin}/xrpc/com.atproto.sync.getRepo?did=${alice.did}`, { headers: alice.authorization })), ({ headers }) => [headers["cache-control"], headers["vary"]]),
        anybodys: yield* cache(`com.atproto.sync.getLatestCommit?did=${alice.did}`)
      }
    }))
    const personal = ["private", "authorization"]
    expect(seen).toEqual({ own: personal, refused: personal, proxied: personal, raw: personal, anybodys: [undefined, undefined] })
  })

  it("finds in describeRepo a DID document as a directory writes it", () => {
    const { didDoc, did } = Town.make().run(Effect.gen(function*() {
      const { did } = yield* Town.signUp("alice")
      const { didDoc } = yield* Client.query("com.atproto.repo.describeRepo", { origin, params: { repo: did } })
      return { did, didDoc }
    }))
    expect(didDoc).toMatchObject({
      "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/suites/secp256k1-2019/v1"],
      id: did,
      alsoKnownAs: ["at://alice.pds1.test"],
      verificationMethod: [{ id: `${did}#atproto`, type: "Multikey", controller: did }],
      service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: origin }]
    })
  })

  it("hears of a handle that no one may have that it is none, and of a session shown as a service token what it is", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const handle = (handle: string) => Effect.map(send("POST", "com.atproto.server.createAccount", {}, json({ handle, email: "bob@mail.test", password: "bob's password" })), ({ error }) => error)
      return [yield* handle("bob.local"), yield* handle("bob.invalid"), yield* handle("bob.example.com"), (yield* send("GET", "com.atproto.admin.getInviteCodes", alice.authorization)).error]
    }))
    expect(seen).toEqual(["InvalidHandle", "InvalidHandle", "UnsupportedDomain", "BadJwtType"])
  })
})
