/** What is asked seldom, and by what names it is refused. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

const errorOf = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

it("the deprecated ways to a repository lead where the present ones do", () => {
  const seen = Town.make().run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    yield* Town.createPost(alice, "a post")
    const client = yield* Client.make
    const params = { did: alice.did }
    return {
      latest: (yield* client.query("com.atproto.sync.getLatestCommit", { origin, params })).cid,
      head: (yield* client.query("com.atproto.sync.getHead", { origin, params })).root,
      repo: yield* client.query("com.atproto.sync.getRepo", { origin, params }),
      checkout: yield* client.query("com.atproto.sync.getCheckout", { origin, params }),
      nobody: yield* errorOf(client.query("com.atproto.sync.getCheckout", { origin, params: { did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" as never } }))
    }
  }))
  expect(seen.head).toBe(seen.latest)
  expect(seen.checkout).toEqual(seen.repo)
  expect(seen.nobody).toBe("RepoNotFound")
})

it("blobs that an import left to come are listed page by page, each once, with a record that wants it", () => {
  const seen = Town.make().run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const client = yield* Client.make
    for (let n = 0; n < 5; n++) {
      const { blob } = yield* alice.procedureOnce("com.atproto.repo.uploadBlob", { input: new Uint8Array([...png, n]), contentType: "image/png" })
      for (const rkey of [`a${n}`, `b${n}`]) {
        yield* alice.procedureOnce("com.atproto.repo.putRecord", { input: { repo: alice.did, collection: "test.orrery.note", rkey, record: { blob } as never } })
      }
    }
    const wanted = (yield* client.query("com.atproto.sync.listBlobs", { origin, params: { did: alice.did } })).cids
    const car = yield* client.query("com.atproto.sync.getRepo", { origin, params: { did: alice.did } })
    const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
    const there = "https://pds2.test"
    const { accessJwt } = yield* client.procedure("com.atproto.server.createAccount", {
      origin: there,
      headers: Client.bearer(token),
      input: { did: alice.did, handle: "alice.pds2.test", password: "a password" }
    })
    const headers = Client.bearer(accessJwt)
    yield* client.procedure("com.atproto.repo.importRepo", { origin: there, headers, input: car as Uint8Array, contentType: "application/vnd.ipld.car" })
    const pages: Array<ReadonlyArray<{ readonly cid: string; readonly recordUri: string }>> = []
    let cursor: string | undefined
    do {
      const page = yield* client.query("com.atproto.repo.listMissingBlobs", { origin: there, headers, params: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
      pages.push(page.blobs)
      cursor = page.cursor
    } while (cursor !== undefined)
    return { did: alice.did, wanted, pages }
  }))
  expect(seen.pages.map((page) => page.length)).toEqual([2, 2, 1])
  expect(seen.pages.flat().map(({ cid }) => cid)).toEqual([...seen.wanted].sort())
  expect(seen.pages.flat().every(({ recordUri }) => recordUri.startsWith(`at://${seen.did}/test.orrery.note/a`))).toBe(true)
})

describe("a refusal has the name that the lexicon gives it", () => {
  it.each([
    ["a token that ends in the past", { aud: "did:web:elsewhere.test", exp: 1, lxm: "app.bsky.feed.getTimeline" }],
    ["a token for a day", { aud: "did:web:elsewhere.test", exp: 1767722400, lxm: "app.bsky.feed.getTimeline" }],
    ["a token for anything and ten minutes", { aud: "did:web:elsewhere.test", exp: 1767636600 }]
  ])("%s: BadExpiration", (_, params) => {
    expect(Town.make().run(Effect.flatMap(Town.signUp("alice"), (alice) => errorOf(alice.query("com.atproto.server.getServiceAuth", params as never))))).toBe("BadExpiration")
  })

  it("a block that is not of the repository: BlockNotFound", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const { cid } = yield* Town.createPost(bob, "bob's own")
      const client = yield* Client.make
      return yield* errorOf(client.query("com.atproto.sync.getBlocks", { origin, params: { did: alice.did, cids: [cid as never] } }))
    }))
    expect(seen).toBe("BlockNotFound")
  })
})

it("a device is registered for notifications at the service that it names, with a token for that alone", () => {
  const told: Array<{ readonly url: string; readonly claims: Record<string, unknown>; readonly body: string }> = []
  const service = Layer.mergeAll(
    HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
      id: "did:web:appview.test",
      service: [{ id: "#bsky_notif", type: "BskyNotificationService", serviceEndpoint: "https://appview.test" }]
    })),
    HttpRouter.add("POST", "/xrpc/*", (request) =>
      Effect.map(Effect.orDie(request.text), (body) => {
        const claims = JSON.parse(Buffer.from(request.headers["authorization"]!.split(".")[1]!, "base64url").toString()) as Record<string, unknown>
        told.push({ url: request.url, claims, body })
        return HttpServerResponse.empty({ status: 200 })
      }))
  )
  const device = { serviceDid: "did:web:appview.test", token: "t", platform: "ios", appId: "app" } as const
  const { absent, did } = Town.make({ appView: service }).run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    yield* alice.procedureOnce("app.bsky.notification.registerPush", { input: device })
    yield* alice.procedureOnce("app.bsky.notification.unregisterPush", { input: device })
    const absent = yield* errorOf(alice.procedureOnce("app.bsky.notification.registerPush", { input: { ...device, serviceDid: "did:web:nowhere.test" as never } }))
    return { absent, did: alice.did }
  }))
  expect(told.map(({ url }) => url)).toEqual(["/xrpc/app.bsky.notification.registerPush", "/xrpc/app.bsky.notification.unregisterPush"])
  expect(told[0]!.claims).toMatchObject({ iss: did, aud: "did:web:appview.test", lxm: "app.bsky.notification.registerPush" })
  expect(JSON.parse(told[0]!.body)).toEqual(device)
  expect(["InvalidRequest", "UpstreamFailure"]).toContain(absent)
})
