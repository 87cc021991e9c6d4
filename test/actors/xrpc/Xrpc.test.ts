import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Xrpc from "../../../src/actors/xrpc/Server.ts"
import { XrpcError } from "../../../src/protocol/xrpc/XrpcError.ts"

const origin = "https://pds1.test"

const methods = Layer.mergeAll(
  Xrpc.query("com.atproto.identity.resolveHandle", ({ params }) =>
    params.handle === "alice.test"
      ? Effect.succeed({ did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz" })
      : Effect.fail(new XrpcError({ status: 400, error: "HandleNotFound", message: "nobody" }))),
  Xrpc.query("app.bsky.feed.getTimeline", ({ params }) =>
    Effect.succeed(Xrpc.answer({ feed: [], cursor: String(params.limit) }, { "atproto-repo-rev": "3kznmn7xqxl22" }))),
  Xrpc.query("app.bsky.feed.getPosts", ({ params }) => Effect.succeed({ posts: params.uris.map((uri) => uri as never) })),
  Xrpc.query("com.atproto.sync.getRepo", () => Effect.succeed(Uint8Array.of(1, 2, 3))),
  Xrpc.query("com.atproto.sync.listHosts", () => Effect.die(new Error("a bug"))),
  Xrpc.query("com.atproto.sync.getHead", () => Effect.fail(new Error("the disk is full, at /secret"))),
  Xrpc.procedure("com.atproto.repo.uploadBlob", ({ input }) =>
    Effect.succeed({ blob: { size: input.length } as never })),
  Xrpc.procedure("com.atproto.sync.requestCrawl", ({ input }) =>
    input.hostname === "bad.test" ? Effect.fail(new XrpcError({ status: 400, error: "HostBanned" })) : Effect.void),
  Xrpc.unknownMethods
)

/** The routes, called without a socket. */
const serving = Effect.gen(function*() {
  const router = yield* HttpRouter.make
  const scope = yield* Effect.scope
  yield* Layer.buildWithScope(methods.pipe(Layer.provide(Layer.succeed(HttpRouter.HttpRouter, router))), scope)
  const handler = router.asHttpEffect()
  const call = (request: HttpClientRequest.HttpClientRequest) =>
    handler.pipe(
      Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
      Effect.provideService(Scope.Scope, scope),
      Effect.map((response) => HttpServerResponse.toClientResponse(response, { request }))
    )
  return HttpClient.make((request) =>
    Effect.mapError(call(request), (cause) =>
      new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })))
})

const run = <A, E>(effect: Effect.Effect<A, E, HttpClient.HttpClient>) =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(serving, (client) => Effect.provideService(effect, HttpClient.HttpClient, client))))

const raw = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function*() {
    const response = yield* (yield* HttpClient.HttpClient).execute(request)
    return { status: response.status, headers: response.headers, body: yield* Effect.orElseSucceed(response.json, () => undefined) }
  })

describe("XRPC, from the client's call to the server's handler", () => {
  it("carries parameters and the answer", async () => {
    const { did } = await run(Client.query("com.atproto.identity.resolveHandle", { origin, params: { handle: "alice.test" } }))
    expect(did).toBe("did:plc:ewvi7nxzyoun6zhxrhs64oiz")
  })

  it("gives a refusal by its name", async () => {
    const error = await run(Effect.flip(Client.query("com.atproto.identity.resolveHandle", { origin, params: { handle: "bob.test" } })))
    expect(error).toMatchObject({ _tag: "XrpcError", status: 400, error: "HandleNotFound", message: "nobody" })
  })

  it("fills in defaults and passes response headers on", async () => {
    const reply = await run(Effect.flatMap(Client.make, (client) => client.queryReply("app.bsky.feed.getTimeline", { origin, params: {} })))
    expect(reply.output.cursor).toBe("50")
    expect(reply.headers["atproto-repo-rev"]).toBe("3kznmn7xqxl22")
  })

  it.each([
    ["a parameter out of range", "/xrpc/app.bsky.feed.getTimeline?limit=101"],
    ["a parameter of another type", "/xrpc/app.bsky.feed.getTimeline?limit=ten"],
    ["a parameter twice", "/xrpc/app.bsky.feed.getTimeline?limit=1&limit=2"],
    ["a missing parameter", "/xrpc/com.atproto.identity.resolveHandle"],
    ["a bad handle", "/xrpc/com.atproto.identity.resolveHandle?handle=x"]
  ])("refuses %s with InvalidRequest", async (_name, path) => {
    const { body, status } = await run(raw(HttpClientRequest.get(`${origin}${path}`)))
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: "InvalidRequest", message: expect.any(String) })
  })

  it("repeats the name for an array", async () => {
    const uris = ["at://alice.test/app.bsky.feed.post/a", "at://alice.test/app.bsky.feed.post/b"]
    const { posts } = await run(Client.query("app.bsky.feed.getPosts", { origin, params: { uris } }))
    expect(posts).toEqual(uris)
  })

  it("carries raw bodies both ways", async () => {
    expect(await run(Client.query("com.atproto.sync.getRepo", { origin, params: { did: "did:web:alice.test" } }))).toEqual(Uint8Array.of(1, 2, 3))
    const { blob } = await run(Client.procedure("com.atproto.repo.uploadBlob", { origin, input: new Uint8Array(7) }))
    expect(blob).toMatchObject({ size: 7 })
  })

  it("answers a procedure without output with an empty 200", async () => {
    expect(await run(Client.procedure("com.atproto.sync.requestCrawl", { origin, input: { hostname: "pds1.test" } }))).toBeUndefined()
    const error = await run(Effect.flip(Client.procedure("com.atproto.sync.requestCrawl", { origin, input: { hostname: "bad.test" } })))
    expect(error).toMatchObject({ error: "HostBanned" })
  })

  it.each([
    ["no JSON", "{", "application/json"],
    ["a float", `{"hostname": 1.5}`, "application/json"],
    ["a missing field", "{}", "application/json"],
    ["another content type", `{"hostname":"x"}`, "text/plain"]
  ])("XRPC-1: refuses a body with %s", async (_name, body, type) => {
    const request = HttpClientRequest.bodyUint8Array(HttpClientRequest.post(`${origin}/xrpc/com.atproto.sync.requestCrawl`), new TextEncoder().encode(body), type)
    const answer = await run(raw(request))
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: "InvalidRequest" })
  })

  it("tells an unknown method from a known one that is not served, and from the wrong verb", async () => {
    const get = (path: string) => run(raw(HttpClientRequest.get(`${origin}${path}`)))
    expect(await get("/xrpc/app.bsky.feed.getLikes?uri=x")).toMatchObject({ status: 501, body: { error: "MethodNotImplemented" } })
    expect(await get("/xrpc/no-nsid")).toMatchObject({ status: 404, body: { error: "XRPCNotSupported" } })
    expect(await get("/xrpc/com.atproto.sync.requestCrawl")).toMatchObject({ status: 400, body: { error: "InvalidRequest" } })
  })

  it("hides the details of what went wrong inside", async () => {
    const answer = await run(raw(HttpClientRequest.get(`${origin}/xrpc/com.atproto.sync.getHead?did=did:web:alice.test`)))
    expect(answer).toMatchObject({ status: 500, body: { error: "InternalServerError" } })
    expect(JSON.stringify(answer.body)).not.toContain("secret")
  })

  it("leaves a defect a defect, for the world to count", async () => {
    await expect(run(raw(HttpClientRequest.get(`${origin}/xrpc/com.atproto.sync.listHosts`)))).rejects.toThrow("a bug")
  })

  it("lets browsers in", async () => {
    const { headers } = await run(raw(HttpClientRequest.get(`${origin}/xrpc/app.bsky.feed.getTimeline`)))
    expect(headers["access-control-allow-origin"]).toBe("*")
  })
})
