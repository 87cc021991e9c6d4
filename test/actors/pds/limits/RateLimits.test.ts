/** How many calls are too many, for whom, and what they are told. XRPC-5; [ref pds] */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import { Counter } from "../../../../src/actors/pds/limits/Counter.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const minute = 60_000

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const signIn = (identifier: string, password: string) => Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } })

const get = (path: string, headers: Record<string, string> = {}) =>
  Effect.flatMap(HttpClient, (client) => client.execute(HttpClientRequest.setHeaders(HttpClientRequest.get(`${origin}${path}`), headers)))

const limitHeaders = (headers: Readonly<Record<string, string | undefined>>) =>
  ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy", "retry-after"].map((name) => headers[name])

describe("rate limits", () => {
  it("are off unless asked for", () => {
    const headers = Town.make().run(Effect.map(get("/xrpc/com.atproto.server.describeServer"), ({ headers }) => limitHeaders(headers)))
    expect(headers).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  it("are the reference's numbers by default, and every answer says where the caller stands", () => {
    const town = Town.make({ pds: { rateLimits: {} } })
    const [first, second] = town.run(Effect.gen(function*() {
      const one = yield* get("/xrpc/com.atproto.server.describeServer")
      yield* Effect.sleep("1 minute")
      return [one.headers, (yield* get("/xrpc/nonsense")).headers]
    }))
    const epochSeconds = Date.UTC(2026, 0, 5, 18) / 1000
    const [limit, remaining, reset, policy] = limitHeaders(first!)
    expect([limit, remaining, policy]).toEqual(["3000", "2999", "3000;w=300"])
    expect(Number(reset)).toBeGreaterThanOrEqual(epochSeconds + 300)
    expect(limitHeaders(second!).slice(0, 3)).toEqual(["3000", "2998", reset])
  })

  it("refuse with 429 until the window is over, and then begin anew", () => {
    const town = Town.make({ pds: { rateLimits: { global: [{ points: 3, perMillis: minute }] } } })
    const seen = town.run(Effect.gen(function*() {
      const asked: Array<number> = []
      for (let i = 0; i < 4; i++) asked.push((yield* get("/xrpc/com.atproto.server.describeServer")).status)
      const refused = yield* get("/xrpc/com.atproto.server.describeServer")
      const body = yield* refused.json
      yield* Effect.sleep("1 minute")
      return { asked, refused: limitHeaders(refused.headers), body, after: (yield* get("/xrpc/com.atproto.server.describeServer")).status }
    }))
    expect(seen.asked).toEqual([200, 200, 200, 429])
    expect(seen.body).toMatchObject({ error: "RateLimitExceeded" })
    expect(seen.refused[1]).toBe("0")
    expect(Number(seen.refused[4])).toBeGreaterThan(50)
    expect(seen.after).toBe(200)
  })

  it("count sign-ins by who is to be, so that guessing at alice locks out nobody else", () => {
    const town = Town.make({ pds: { rateLimits: { createSession: [{ points: 3, perMillis: 5 * minute }] } } })
    const seen = town.run(Effect.gen(function*() {
      yield* Town.signUp("alice")
      yield* Town.signUp("bob")
      const guesses = yield* Effect.forEach([1, 2, 3, 4], (n) => outcome(signIn("alice.pds1.test", `guess number ${n}`)))
      return { guesses, alice: yield* outcome(signIn("Alice.pds1.test", "alice's password")), bob: yield* outcome(signIn("bob.pds1.test", "bob's password")) }
    }))
    expect(seen).toEqual({
      guesses: ["AuthenticationRequired", "AuthenticationRequired", "AuthenticationRequired", "RateLimitExceeded"],
      alice: "RateLimitExceeded",
      bob: "ok"
    })
  })

  it("count writes in points, by account", () => {
    const town = Town.make({ pds: { rateLimits: { write: [{ points: 7, perMillis: 60 * minute }] } } })
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const { uri } = yield* Town.createPost(alice, "one")
      yield* Town.createPost(alice, "two")
      const third = yield* outcome(Town.createPost(alice, "three"))
      // What was refused was counted too: nothing is left for a delete.
      const remove = yield* outcome(alice.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: alice.did, collection: "app.bsky.feed.post", rkey: uri.split("/").pop()! as never } }))
      return { third, remove, bob: yield* outcome(Town.createPost(bob, "one")) }
    }))
    expect(seen).toEqual({ third: "RateLimitExceeded", remove: "RateLimitExceeded", bob: "ok" })
  })

  it("of one method count what would be done: strangers at an address use up nobody's uploads, nor do wrong calls [ref xrpc-server]", () => {
    const town = Town.make({ pds: { rateLimits: { uploadBlob: [{ points: 1, perMillis: minute }], createAccount: [{ points: 1, perMillis: minute }] } } })
    const seen = town.run(Effect.gen(function*() {
      const wrong = yield* Effect.forEach([1, 2], () => outcome(Client.procedure("com.atproto.server.createAccount", { origin, input: { handle: 5 as never } })))
      const alice = yield* Town.signUp("alice")
      const upload = (headers: Record<string, string>) =>
        Effect.flatMap(HttpClient, (client) =>
          Effect.map(client.execute(HttpClientRequest.bodyText(HttpClientRequest.post(`${origin}/xrpc/com.atproto.repo.uploadBlob`, { headers }), "hello", "text/plain")), ({ status }) => status))
      return {
        wrong,
        another: yield* outcome(Town.signUp("bob")),
        uploads: yield* Effect.forEach([{}, { authorization: "Bearer x" }, alice.authorization as Record<string, string>, alice.authorization as Record<string, string>], upload)
      }
    }))
    expect(seen).toEqual({ wrong: ["InvalidRequest", "InvalidRequest"], another: "RateLimitExceeded", uploads: [401, 400, 200, 429] })
  })

  it("count mails by account and purpose", () => {
    const town = Town.make({ pds: { rateLimits: {} } })
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const ask = outcome(alice.procedureOnce("com.atproto.server.requestEmailConfirmation", {}))
      const asked = yield* Effect.forEach([1, 2, 3, 4, 5, 6], () => ask)
      const other = yield* outcome(alice.procedureOnce("com.atproto.server.requestAccountDelete", {}))
      const operations = yield* Effect.forEach([1, 2, 3, 4, 5, 6], () => outcome(alice.procedureOnce("com.atproto.identity.requestPlcOperationSignature", {})))
      return { asked, other, operations }
    }))
    expect(seen.operations).toEqual(["ok", "ok", "ok", "ok", "ok", "RateLimitExceeded"])
    expect(seen.asked.slice(4)).toEqual(["ok", "RateLimitExceeded"])
    expect(seen.other).toBe("ok")
  })

  it("go by what the proxy before the server says of the caller, if there is one", () => {
    const town = Town.make({ pds: { rateLimits: { global: [{ points: 1, perMillis: minute }], addressHeader: "X-Forwarded-For", bypassKey: "let me in" } } })
    const seen = town.run(Effect.gen(function*() {
      const ask = (headers: Record<string, string>) => Effect.map(get("/xrpc/com.atproto.server.describeServer", headers), ({ status }) => status)
      return [
        yield* ask({ "x-forwarded-for": "192.0.2.1" }),
        yield* ask({ "x-forwarded-for": "192.0.2.2" }),
        // The caller may write what it likes before what the proxy adds.
        yield* ask({ "x-forwarded-for": "192.0.2.9, 192.0.2.1" }),
        yield* ask({ "x-forwarded-for": "192.0.2.1", "x-ratelimit-bypass": "let me in" })
      ]
    }))
    expect(seen).toEqual([200, 200, 429, 200])
  })

  it("stay small, however many ask", () => {
    const counter = new Counter()
    const window = { points: 2, perMillis: minute }
    for (let i = 0; i < 120_000; i++) counter.spend(`caller ${i}`, 1, window, i)
    const kept = (counter as unknown as { readonly spent: Map<string, unknown> }).spent.size
    expect(kept).toBeLessThanOrEqual(50_000)
    expect(counter.spend("caller 119999", 1, window, 120_000)).toMatchObject({ remaining: 0, exceeded: false })
    expect(counter.spend("caller 119999", 1, window, 120_000)).toMatchObject({ remaining: 0, exceeded: true })
  })
})
