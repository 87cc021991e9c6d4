/**
 * XRPC-1: whatever a client asks of whatever method, every error response is
 * JSON of the form `{error, message?}`, and its name is generic or declared by
 * that method's lexicon. XRPC-4 for the kit: none of it is a 5xx but 501.
 */
import * as fc from "fast-check"
import { globSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { expect, it } from "vitest"
import * as Xrpc from "../../../src/actors/xrpc/Server.ts"
import type { Methods } from "../../../src/protocol/lexicon/generated/Methods.ts"
import { declared } from "../../../src/protocol/xrpc/XrpcError.ts"
import { origin, raw, runAgainst } from "./serving.ts"

interface Known {
  readonly id: keyof Methods
  readonly type: "query" | "procedure"
  readonly errors: ReadonlyArray<string>
  readonly parameters: ReadonlyArray<readonly [name: string, right: string]>
}

const samples: Readonly<Record<string, string>> = {
  did: "did:web:alice.test", handle: "alice.test", "at-identifier": "alice.test", nsid: "app.bsky.feed.post", "record-key": "self", tid: "3kznmn7xqxl22",
  "at-uri": "at://alice.test", cid: "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq", uri: "https://alice.test", datetime: "2026-01-05T18:00:00Z"
}

const known: ReadonlyArray<Known> = globSync("lexicons/com/**/*.json").sort().flatMap((path) => {
  const { defs, id } = JSON.parse(readFileSync(path, "utf8"))
  const type = defs.main?.type
  if (type !== "query" && type !== "procedure") return []
  const errors = (defs.main.errors ?? []).map((error: { readonly name: string }) => error.name)
  const properties: Readonly<Record<string, { readonly type: string; readonly format?: string; readonly items?: { readonly format?: string } }>> =
    defs.main.parameters?.properties ?? {}
  const parameters = Object.entries(properties).map(([name, { format, items, type }]) =>
    [name, type === "integer" ? "5" : type === "boolean" ? "true" : samples[format ?? items?.format ?? ""] ?? "x"] as const)
  return [{ id, type, errors, parameters }]
})

const generic = [
  "InvalidRequest", "ExpiredToken", "InvalidToken", "AuthenticationRequired", "Forbidden", "XRPCNotSupported", "NotAcceptable", "PayloadTooLarge",
  "UnsupportedMediaType", "RateLimitExceeded", "InternalServerError", "MethodNotImplemented", "UpstreamFailure", "NotEnoughResources", "UpstreamTimeout"
]

/** Every other method is served, and refuses with the last name that it declares, if any. */
const routes = known.filter((_method, i) => i % 2 === 0).map(({ errors, id, type }) => {
  const name = errors.at(-1)
  const handler = () => name === undefined ? Effect.succeed(undefined) : Effect.fail(declared(name, "as declared"))
  return type === "query"
    ? Xrpc.query<"com.atproto.sync.getHead", never, never>(id as "com.atproto.sync.getHead", handler as never)
    : Xrpc.procedure<"com.atproto.sync.requestCrawl", never, never>(id as "com.atproto.sync.requestCrawl", handler as never)
})
const run = runAgainst(Layer.mergeAll(Xrpc.unknownMethods, ...routes))

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("alice.test", "did:web:alice.test", "at://alice.test", "5", "-1", "true", "", "app.bsky.feed.post", "self")
)
const call = fc.record({
  method: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, {
    weight: 1,
    arbitrary: fc.constantFrom("com.example.other", "x", "com.atproto", "a/b").map((id) => ({ id, type: "query" as const, errors: [], parameters: [] }))
  }),
  verb: fc.constantFrom("GET" as const, "POST" as const, "PUT" as const, "DELETE" as const),
  rightVerb: fc.boolean(),
  rightValues: fc.boolean(),
  values: fc.array(text, { maxLength: 6 }),
  body: fc.oneof(fc.json({ maxDepth: 3 }), text, fc.constant(`{"repo":"alice.test","hostname":"pds1.test"}`)),
  contentType: fc.constantFrom("application/json", "application/json; charset=utf-8", "text/plain", "application/vnd.ipld.car", "")
})

it("XRPC-1: every error response parses, by a name that is generic or the method's own", async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(call, async ({ body, contentType, method, rightValues, rightVerb, values, verb }) => {
      const search = new URLSearchParams(
        rightValues ? method.parameters.map((pair) => [...pair]) : values.map((value, i) => [method.parameters[i]?.[0] ?? `other${i}`, value])
      )
      const used = rightVerb ? (method.type === "query" ? "GET" : "POST") : verb
      const url = `${origin}/xrpc/${method.id}?${search.toString()}`
      const request = HttpClientRequest.make(used)(url)
      const sent = used === "GET" ? request : HttpClientRequest.bodyUint8Array(request, new TextEncoder().encode(body), contentType)
      const answer = await run(raw(sent))
      if (answer.status < 400) return
      const { error, message, ...more } = answer.body as { readonly error: string; readonly message?: unknown }
      seen.set(error, (seen.get(error) ?? 0) + 1)
      expect(answer.headers["content-type"]).toMatch(/^application\/json/)
      expect([...generic, ...method.errors]).toContain(error)
      expect(message === undefined || typeof message === "string").toBe(true)
      expect(more).toEqual({})
      if (answer.status >= 500) expect(answer.status).toBe(501)
    }),
    { numRuns: 400, seed: 21 }
  )
  // Refusals of the kit, of the catch-all and of handlers were all among them.
  const names = [...seen.keys()]
  for (const name of ["InvalidRequest", "MethodNotImplemented", "XRPCNotSupported"]) expect(seen.get(name) ?? 0).toBeGreaterThan(5)
  expect(names.filter((name) => !generic.includes(name)).length).toBeGreaterThan(5)
})
