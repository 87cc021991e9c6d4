/**
 * What live services may call on a stranger's word: identities that point
 * inside, lead there by DNS or redirect, or answer too much or too late.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Dns from "effect/net/Dns"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import { delay, http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { inspect } from "node:util"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import * as FetchDid from "../../src/actors/identity/FetchDid.ts"
import * as FetchHandle from "../../src/actors/identity/FetchHandle.ts"
import * as Handle from "../../src/protocol/syntax/Handle.ts"
import { isPublic } from "../../src/live/Address.ts"
import { Directory } from "../../src/live/Directory.ts"
import * as LiveHttpClient from "../../src/live/HttpClient.ts"
import type * as Outbound from "../../src/live/Outbound.ts"
import * as WebSocketConstructor from "../../src/live/WebSocketConstructor.ts"

/** Addresses of the names that these tests call. */
const zone: Readonly<Record<string, ReadonlyArray<string>>> = {
  "alice.example.com": ["93.184.216.34"],
  "bob.example.com": ["93.184.216.34", "2606:2800:220:1::1"],
  "inside.example.com": ["10.0.0.7"],
  "half.example.com": ["93.184.216.34", "169.254.169.254"],
  "six.example.com": ["::ffff:127.0.0.1"]
}

const lookup = (host: string) =>
  Promise.resolve((zone[host] ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 })))

/** Names are not asked of the real DNS: they have no TXT record here. */
const noDns = Layer.succeed(Dns.Dns)(Dns.make({
  lookup: (host) => Effect.fail(new Dns.DnsError({ reason: "NotFound", method: "lookup", hostname: host })),
  resolve: (name, type) => Effect.fail(new Dns.DnsError({ reason: "NotFound", method: "resolve", hostname: name, recordType: type }))
}))
const network = new Directory({ actors: [] }, 0)
/** msw stands in for the Internet behind Node's own fetch; what is permitted is decided before. */
const carrier = Effect.runSync(Effect.provide(HttpClient, Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.RequestInit)({ redirect: "manual" }))))
const client = LiveHttpClient.layer(network, { lookup, carrier })

const server = setupServer()
/** What got through to the wire. */
const called: Array<string> = []
beforeAll(() => {
  server.listen()
  server.events.on("request:start", ({ request }: { request: Request }) => void called.push(request.url))
})
afterEach(() => {
  server.resetHandlers()
  called.length = 0
})

const document = (host: string) => ({ "@context": ["https://www.w3.org/ns/did/v1"], id: `did:web:${host}` })

const resolveDid = (did: string) =>
  Effect.runPromise(Effect.gen(function*() {
    const fetch = yield* FetchDid.make("https://plc.example.com")
    return yield* Effect.match(fetch(did), { onFailure: ({ reason }) => reason as string, onSuccess: ({ did }) => did as string })
  }).pipe(Effect.provide(client)))

const resolveHandle = (handle: string) =>
  Effect.runPromise(Effect.gen(function*() {
    const fetch = yield* FetchHandle.make({ dnssec: false })
    return yield* Effect.match(fetch(Handle.make(handle)), { onFailure: ({ reason }) => reason as string, onSuccess: (did) => did as string })
  }).pipe(Effect.provide(Layer.mergeAll(client, noDns))))

describe("an address", () => {
  it.each(["93.184.216.34", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450:4001::200e", "64:ff9b::5db8:d822"])("%s is public", (address) => {
    expect(isPublic(address)).toBe(true)
  })

  it.each([
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::1", "2001:db8::1", "localhost", ""
  ])("%s is not", (address) => {
    expect(isPublic(address)).toBe(false)
  })
})

describe("an identity fetched by a live service", () => {
  it("comes from a public host, by https", async () => {
    server.use(
      http.get("https://alice.example.com/.well-known/did.json", () => HttpResponse.json(document("alice.example.com"))),
      http.get("https://bob.example.com/.well-known/atproto-did", () => HttpResponse.text(" did:web:bob.example.com\n"))
    )
    expect(await resolveDid("did:web:alice.example.com")).toBe("did:web:alice.example.com")
    expect(await resolveHandle("bob.example.com")).toBe("did:web:bob.example.com")
  })

  it.each(["inside.example.com", "half.example.com", "six.example.com"])("is not asked of %s, which leads to a private address, not even in part", async (host) => {
    server.use(http.all(`https://${host}/*`, () => HttpResponse.json(document(host))))
    expect(await resolveDid(`did:web:${host}`)).toBe("Unreachable")
    expect(await resolveHandle(host)).toBe("Unreachable")
    expect(called).toEqual([])
  })

  it.each(["did:web:127.0.0.1", "did:web:10.0.0.7%3A8080", "did:web:alice.example.com%3A8443", "did:web:alice.example.com:people:alice", "did:web:db.internal", "did:web:printer.local", "did:web:x.onion"])(
    "%s is no identity of atproto",
    async (did) => {
      expect(await resolveDid(did)).toBe("Unsupported")
      expect(called).toEqual([])
    }
  )

  it("is not followed where a redirect leads inside, to http, with a user, or on and on", async () => {
    const redirects = (to: string) => http.get("https://alice.example.com/.well-known/atproto-did", () => HttpResponse.redirect(to, 302))
    server.use(
      http.all("https://inside.example.com/*", () => HttpResponse.text("did:web:dan.example.com")),
      http.all("https://bob.example.com/*", () => HttpResponse.text("did:web:bob.example.com"))
    )
    const seen: Array<string> = []
    for (const to of [
      "https://inside.example.com/secret", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "http://bob.example.com/",
      "https://user:password@bob.example.com/", "https://alice.example.com/.well-known/atproto-did"
    ]) {
      server.use(redirects(to))
      seen.push(await resolveHandle("alice.example.com"))
    }
    expect(seen).toEqual(["Unreachable", "Unreachable", "Unreachable", "NotFound", "NotFound", "NotFound"])
    expect(called.filter((url) => !url.startsWith("https://alice.example.com/"))).toEqual([])
    // The loop ended after three redirects.
    expect(called.slice(-4)).toHaveLength(4)
    expect(called).toHaveLength(5 + 4)
    server.use(redirects("https://bob.example.com/anywhere"))
    expect(await resolveHandle("alice.example.com")).toBe("did:web:bob.example.com")
  })

  it("is no redirect, where it is a DID document", async () => {
    server.use(
      http.get("https://alice.example.com/.well-known/did.json", () => HttpResponse.redirect("https://bob.example.com/did.json", 301)),
      http.get("https://bob.example.com/did.json", () => HttpResponse.json(document("alice.example.com")))
    )
    expect(await resolveDid("did:web:alice.example.com")).toBe("Invalid")
    expect(called).toEqual(["https://alice.example.com/.well-known/did.json"])
  })

  it("is not read beyond its limit, whether it says its length or not", async () => {
    const large = { ...document("alice.example.com"), padding: "x".repeat(100_000) }
    let sent = 0
    const endless = () =>
      new HttpResponse(new ReadableStream({
        pull(controller) {
          sent += 16_384
          controller.enqueue(new Uint8Array(16_384).fill(0x20))
          if (sent > 64 * 1024 * 1024) controller.close()
        }
      }), { headers: { "content-type": "application/json" } })
    server.use(http.get("https://alice.example.com/.well-known/did.json", () => HttpResponse.json(large)))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Invalid")
    server.use(http.get("https://alice.example.com/.well-known/did.json", endless))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Invalid")
    expect(sent).toBeLessThan(4 * 1024 * 1024)
    server.use(http.get("https://alice.example.com/.well-known/atproto-did", () => HttpResponse.text(`did:web:bob.example.com${" ".repeat(10_000)}`)))
    expect(await resolveHandle("alice.example.com")).toBe("NotFound")
  })

  it("is not waited for beyond three seconds", async () => {
    server.use(http.get("https://alice.example.com/.well-known/did.json", async () => {
      await delay(5_000)
      return HttpResponse.json(document("alice.example.com"))
    }))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Unreachable")
  })

  it("is that of who was asked for, and JSON", async () => {
    server.use(http.get("https://alice.example.com/.well-known/did.json", () => HttpResponse.json(document("bob.example.com"))))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Invalid")
    server.use(http.get("https://alice.example.com/.well-known/did.json", () => HttpResponse.html("<h1>Hello</h1>")))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Invalid")
    server.use(http.get("https://alice.example.com/.well-known/did.json", () => new HttpResponse(null, { status: 503 })))
    expect(await resolveDid("did:web:alice.example.com")).toBe("Unreachable")
  })
})

describe("a socket", () => {
  // From here on the wire is the real one.
  beforeAll(() => server.close())

  it("goes to the addresses that were judged, whatever DNS says a moment later", async () => {
    const secret = createServer((_, response) => response.end("secret"))
    await once(secret.listen(0, "127.0.0.1"), "listening")
    const { port } = secret.address() as AddressInfo
    let asked = 0
    // Good when judged, inside when called.
    const turning = () => Promise.resolve([{ address: asked++ === 0 ? "93.184.216.34" : "127.0.0.1", family: 4 }])
    const answer = await Effect.runPromise(Effect.gen(function*() {
      return yield* Effect.match((yield* HttpClient).get(`https://alice.example.com:${port}/`), {
        onFailure: (error) => String((error.reason as { readonly cause?: unknown }).cause),
        onSuccess: () => "called"
      })
    }).pipe(Effect.provide(LiveHttpClient.layer(network, { lookup: turning }))))
    secret.close()
    expect(asked).toBeGreaterThan(1)
    expect(answer).toContain("it leads to 127.0.0.1")
  })

  it("of a stream is refused like any other", async () => {
    const scope = Scope.makeUnsafe()
    const dial = (url: string) =>
      Effect.gen(function*() {
        const socket = yield* Socket.makeWebSocket(url, { openTimeout: 2_000 })
        return yield* Effect.match(Effect.scoped(Effect.flatMap(Socket.readerBytes(socket), (pull) => pull)), {
          onFailure: (error) => inspect(error, { depth: 6 }),
          onSuccess: () => "open"
        })
      }).pipe(Effect.provide(WebSocketConstructor.layer(network, { lookup })), Effect.provideService(Scope.Scope, scope), Effect.runPromise)
    for (const url of ["wss://127.0.0.1/xrpc/x", "ws://alice.example.com/xrpc/x", "wss://inside.example.com/xrpc/x"]) {
      expect(await dial(url)).toContain("is not called")
    }
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  it("is a developer's own business where that is allowed", async () => {
    const mine = createServer((_, response) => response.end("mine"))
    await once(mine.listen(0, "127.0.0.1"), "listening")
    const { port } = mine.address() as AddressInfo
    const get = (options: Outbound.OutboundOptions) =>
      Effect.runPromise(Effect.gen(function*() {
        return yield* Effect.match(Effect.flatMap((yield* HttpClient).get(`http://127.0.0.1:${port}/`), (response) => response.text), {
          onFailure: () => "refused",
          onSuccess: (text) => text
        })
      }).pipe(Effect.provide(LiveHttpClient.layer(network, options))))
    expect([await get({}), await get({ allowPrivate: true })]).toEqual(["refused", "mine"])
    mine.close()
  })
})
