import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Session from "../../../src/actors/client/Session.ts"
import * as ServiceAuth from "../../../src/actors/identity/ServiceAuth.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import { XrpcError } from "../../../src/protocol/xrpc/XrpcError.ts"
import * as Town from "./Town.ts"

/** Answers everything with what it was asked, by whom. */
const makeUpstream = (answer: (request: HttpServerRequest, did: string) => Effect.Effect<HttpServerResponse.HttpServerResponse>) =>
  Layer.unwrap(Effect.gen(function*() {
    const auth = yield* ServiceAuth.ServiceAuth
    const handle = (request: HttpServerRequest) => {
      const method = /^\/xrpc\/([^?]+)/.exec(request.url)![1]!
      return auth.required(request, { audience: ["did:web:appview.test#bsky_appview", "did:web:appview.test#orrery_test"], method }).pipe(
        Effect.flatMap((did) => answer(request, did)),
        Effect.catchTag("XrpcError", (error: XrpcError) => Effect.succeed(HttpServerResponse.jsonUnsafe(error.body, { status: error.status })))
      )
    }
    return Layer.mergeAll(
      HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
        id: "did:web:appview.test",
        service: [{ id: "#orrery_test", type: "OrreryTest", serviceEndpoint: "https://appview.test" }]
      })),
      HttpRouter.add("GET", "/xrpc/*", handle),
      HttpRouter.add("POST", "/xrpc/*", handle)
    )
  })).pipe(Layer.provide(ServiceAuth.layer), Layer.provide(Resolver.layer({ plc: "plc.test" })))

const echo = makeUpstream((request, did) =>
  Effect.map(Effect.orDie(request.text), (body) =>
    HttpServerResponse.jsonUnsafe({ url: request.url, did, headers: request.headers, body }, {
      headers: { "atproto-repo-rev": "3jzfcijpj2z2a", "atproto-content-labelers": "did:plc:labeler", "set-cookie": "a=b", "x-inner": "secret" }
    })))

const fetch = (session: Session.Session | undefined, path: string, headers: Record<string, string> = {}) =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const authorization: Record<string, string> = session === undefined
      ? {}
      : { authorization: `Bearer ${(session as unknown as { accessJwt: string }).accessJwt}` }
    const response = yield* client.get(`https://pds1.test/xrpc/${path}`, { headers: { ...authorization, ...headers } })
    return { status: response.status, headers: response.headers, json: (yield* response.json) as Record<string, unknown> }
  })

describe("a method that the PDS does not have", () => {
  it("goes to the App View in the user's name, with the token for this method and nothing else of the user's", () => {
    const town = Town.make({ appView: echo })
    const { alice, seen } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const headers = { "accept-language": "de", "atproto-accept-labelers": "did:plc:labeler", cookie: "a=b", "x-private": "1" }
      return { alice, seen: yield* fetch(alice, "app.bsky.feed.getTimeline?limit=7", headers) }
    }))
    expect(seen.status).toBe(200)
    expect(seen.json).toMatchObject({ url: "/xrpc/app.bsky.feed.getTimeline?limit=7", did: alice.did })
    expect(seen.json["headers"]).toMatchObject({ "accept-language": "de", "atproto-accept-labelers": "did:plc:labeler" })
    expect(seen.json["headers"]).not.toHaveProperty("cookie")
    expect(seen.json["headers"]).not.toHaveProperty("x-private")
    expect(seen.headers).toMatchObject({ "atproto-repo-rev": "3jzfcijpj2z2a", "atproto-content-labelers": "did:plc:labeler" })
    expect(seen.headers).not.toHaveProperty("x-inner")
    expect(town.defects()).toEqual([])
  })

  it("goes where atproto-proxy says, if that DID has such a service [PROXY-3]", () => {
    const [named, absent, malformed] = Town.make({ appView: echo }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const to = (target: string) => fetch(alice, "test.orrery.ask?x=1", { "atproto-proxy": target })
      return [yield* to("did:web:appview.test#orrery_test"), yield* to("did:web:appview.test#other"), yield* to("did:web:appview.test")] as const
    }))
    expect(named.json).toMatchObject({ url: "/xrpc/test.orrery.ask?x=1" })
    expect(absent).toMatchObject({ status: 400, json: { error: "InvalidRequest" } })
    expect(malformed).toMatchObject({ status: 400, json: { error: "InvalidRequest" } })
  })

  it("is forwarded to direct messages for a full session and a privileged app password, and for no other", () => {
    const seen = Town.make({ appView: echo }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const withApp = (privileged: boolean) =>
        Effect.gen(function*() {
          const { password } = yield* alice.procedure("com.atproto.server.createAppPassword", { input: { name: `phone ${privileged}`, privileged } })
          return yield* Session.signIn("https://pds1.test", { handle: alice.handle, email: "", password })
        })
      const sessions = [alice, yield* withApp(true), yield* withApp(false)]
      const ask = (nsid: string) =>
        Effect.forEach(sessions, (session) => Effect.map(fetch(session, nsid, { "atproto-proxy": "did:web:appview.test#orrery_test" }), ({ json, status }) =>
          status === 200 ? json["url"] : [status, json["error"]]))
      return { messages: yield* ask("chat.bsky.convo.listConvos"), else: yield* ask("com.example.anything.at.all.listIt") }
    }))
    const messages = "/xrpc/chat.bsky.convo.listConvos"
    const anything = "/xrpc/com.example.anything.at.all.listIt"
    expect(seen).toEqual({ messages: [messages, messages, [400, "InvalidToken"]], else: [anything, anything, anything] })
  })

  it("is not forwarded for nobody, nor for inactive accounts; what the PDS has itself never is", () => {
    const seen = Town.make({ appView: echo }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const target = { "atproto-proxy": "did:web:appview.test#orrery_test" }
      const nobody = yield* fetch(undefined, "app.bsky.feed.getTimeline")
      const own = yield* fetch(alice, "com.atproto.server.listAppPasswords", target)
      expect(own.json).toEqual({ passwords: [] })
      const unknown = yield* fetch(alice, "test.orrery.ask")
      yield* alice.procedure("com.atproto.server.deactivateAccount", { input: {} })
      return [nobody, unknown, yield* fetch(alice, "app.bsky.feed.getTimeline")].map(({ json, status }) => [status, json["error"]])
    }))
    expect(seen).toEqual([
      [401, "AuthenticationRequired"],
      [501, "MethodNotImplemented"],
      [401, "AccountDeactivated"]
    ])
  })

  it("answers UpstreamFailure and UpstreamTimeout for a service that fails, hides, or sleeps", () => {
    const broken = makeUpstream(() => Effect.succeed(HttpServerResponse.jsonUnsafe({ error: "Stack", message: "at secret.ts:1" }, { status: 500 })))
    const asleep = makeUpstream(() => Effect.never)
    const ask = Effect.flatMap(Town.signUp("alice"), (alice) => fetch(alice, "app.bsky.feed.getTimeline"))
    expect(Town.make({ appView: broken }).run(ask)).toMatchObject({ status: 502, json: { error: "UpstreamFailure", message: "The service failed" } })
    expect(Town.make({ appView: asleep }).run(ask)).toMatchObject({ status: 504, json: { error: "UpstreamTimeout" } })
    const away = Town.make({ appView: echo })
    away.world.crash("appview.test")
    expect(away.run(ask)).toMatchObject({ status: 502, json: { error: "UpstreamFailure" } })
  })

  it("says no more of what fails where it asks in nobody's name", () => {
    const serving = (answer: Effect.Effect<HttpServerResponse.HttpServerResponse>) => HttpRouter.add("GET", "/xrpc/*", answer)
    const foreign = "com.atproto.repo.getRecord?repo=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa&collection=app.bsky.feed.post&rkey=self"
    const ask = (answer: Effect.Effect<HttpServerResponse.HttpServerResponse>) => Town.make({ appView: serving(answer) }).run(fetch(undefined, foreign))
    const secret = { error: "Stack", message: "at secret.ts:1" }
    expect(ask(Effect.succeed(HttpServerResponse.jsonUnsafe(secret, { status: 500 })))).toMatchObject({ status: 502, json: { error: "UpstreamFailure", message: "The service failed" } })
    expect(ask(Effect.succeed(HttpServerResponse.jsonUnsafe({ error: "RecordNotFound", message: "none" }, { status: 400 })))).toMatchObject({ status: 400, json: { error: "RecordNotFound" } })
    expect(ask(Effect.never)).toMatchObject({ status: 504, json: { error: "UpstreamTimeout" } })
    const away = Town.make({ appView: echo })
    away.world.crash("appview.test")
    expect(away.run(fetch(undefined, foreign))).toMatchObject({ status: 502, json: { error: "UpstreamFailure" } })
  })
})
