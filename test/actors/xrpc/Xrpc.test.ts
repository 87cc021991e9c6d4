import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Xrpc from "../../../src/actors/xrpc/Server.ts"
import { XrpcError } from "../../../src/protocol/xrpc/XrpcError.ts"
import { origin, raw, runAgainst } from "./serving.ts"

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
  Xrpc.procedure("com.atproto.repo.importRepo", () => Effect.void),
  Xrpc.procedure("com.atproto.repo.uploadBlob", ({ input }) =>
    Effect.succeed({ blob: { size: input.length } as never })),
  Xrpc.procedure("com.atproto.sync.requestCrawl", ({ input }) =>
    input.hostname === "bad.test" ? Effect.fail(new XrpcError({ status: 400, error: "HostBanned" })) : Effect.void),
  Xrpc.unknownMethods
)

const run = runAgainst(methods)

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

  it("lets browsers send a token and read every header", async () => {
    const path = `${origin}/xrpc/app.bsky.feed.getTimeline`
    const preflight = await run(raw(HttpClientRequest.make("OPTIONS")(path)))
    expect(preflight.status).toBe(204)
    expect(preflight.headers["access-control-allow-headers"]).toContain("authorization")
    const { headers } = await run(raw(HttpClientRequest.get(path)))
    expect(headers["access-control-expose-headers"]).toBe("*")
  })

  it("answers HEAD as GET", async () => {
    const { headers, status } = await run(raw(HttpClientRequest.head(`${origin}/xrpc/app.bsky.feed.getTimeline`)))
    expect(status).toBe(200)
    expect(headers["atproto-repo-rev"]).toBe("3kznmn7xqxl22")
  })

  it.each(["PUT", "PATCH", "DELETE"] as const)("refuses %s by name", async (verb) => {
    const answer = await run(raw(HttpClientRequest.make(verb)(`${origin}/xrpc/app.bsky.feed.getTimeline`)))
    expect(answer).toMatchObject({ status: 400, body: { error: "InvalidRequest" } })
  })

  it.each(["com.atproto.identity.resolvehandle", "COM.atproto.identity.resolveHandle", "com.atproto.identity.resolveHandle;x", "com.atproto.identity.resolveHandle/"])(
    "takes %s for another method: names are case-sensitive and whole",
    async (name) => {
      const { status } = await run(raw(HttpClientRequest.get(`${origin}/xrpc/${name}?handle=alice.test`)))
      expect([404, 501]).toContain(status)
    }
  )

  it("refuses a raw body of another type than the method's", async () => {
    const send = (type: string) =>
      run(raw(HttpClientRequest.bodyUint8Array(HttpClientRequest.post(`${origin}/xrpc/com.atproto.repo.importRepo`), new Uint8Array(3), type)))
    expect((await send("application/vnd.ipld.car")).status).toBe(200)
    expect((await send("Application/Vnd.Ipld.Car; version=1")).status).toBe(200)
    expect(await send("text/html")).toMatchObject({ status: 400, body: { error: "InvalidRequest" } })
  })

  it("LEX-6: an answer that its lexicon refuses is a defect where answers are validated", async () => {
    const wrong = Xrpc.query("com.atproto.identity.resolveHandle", () => Effect.succeed({ did: "alice" }))
    const call = Client.query("com.atproto.identity.resolveHandle", { origin, params: { handle: "alice.test" } })
    await expect(runAgainst(wrong)(call)).resolves.toEqual({ did: "alice" })
    await expect(runAgainst(wrong.pipe(Layer.provide(Layer.succeed(Xrpc.ValidateOutput, true))))(call)).rejects.toThrow("expected a did")
  })
})

describe("an XRPC client", () => {
  const calling = (answer: (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<Response, HttpClientError.HttpClientError>) => {
    const client = HttpClient.make((request) => Effect.map(answer(request), (response) => HttpClientResponse.fromWeb(request, response)))
    const call = Client.query("app.bsky.feed.getTimeline", { origin, params: { cursor: "x" }, timeoutMillis: 20 })
    return Effect.runPromise(Effect.flip(Effect.provideService(call, HttpClient.HttpClient, client)))
  }

  it.each([
    [502, "<html>Bad gateway</html>", "UpstreamFailure"],
    [429, "", "RateLimitExceeded"],
    [400, `{"error":"two words"}`, "InvalidRequest"],
    [400, `{"error":"HandleNotFound","message":5}`, "HandleNotFound"],
    [500, "null", "InternalServerError"]
  ])("survives %i with the body %s", async (status, body, name) => {
    expect(await calling(() => Effect.succeed(new Response(body, { status })))).toMatchObject({ _tag: "XrpcError", status, error: name })
  })

  it.each(["", "{", `{"feed": 1.5}`])("takes 200 with the body %j for no answer", async (body) => {
    expect(await calling(() => Effect.succeed(new Response(body)))).toMatchObject({ _tag: "XrpcUnreachable", nsid: "app.bsky.feed.getTimeline" })
  })

  it("says that nobody answered", async () => {
    const refused = (request: HttpClientRequest.HttpClientRequest) =>
      Effect.fail(new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause: "refused" }) }))
    expect(await calling(refused)).toMatchObject({ _tag: "XrpcUnreachable", origin })
    expect(await calling(() => Effect.never)).toMatchObject({ _tag: "XrpcUnreachable", reason: "no answer in time" })
  })

  it("writes defaults out, in the document's order, so that equal requests are equal URLs", async () => {
    let url = ""
    await calling((request) => {
      url = request.url
      return Effect.succeed(new Response("{"))
    })
    expect(url).toBe(`${origin}/xrpc/app.bsky.feed.getTimeline?limit=50&cursor=x`)
  })
})
