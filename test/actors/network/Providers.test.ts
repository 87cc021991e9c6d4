/** Two providers in one network, each by its own rules: what one refuses, the other takes. Paper §4.3 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { expect, it } from "vitest"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "./Town.ts"

const strict = "pds1.test"
const generous = "pds2.test"

const rules = {
  host: strict,
  options: {
    inviteRequired: true,
    blobUploadLimitBytes: 100,
    importLimitBytes: 1_000,
    rateLimits: { write: [{ points: 12, perMillis: 3_600_000 }] },
    termsOfService: "https://pds1.test/terms"
  }
}

const errorOf = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onFailure: (error) => "error" in error ? String(error.error) : error._tag, onSuccess: () => "ok" })

const credentials = (name: string, pds: string) => ({ handle: `${name}.${pds}`, email: `${name}@mail.test`, password: `${name}'s password` })

/** How many of so many posts a provider takes from one person at once. */
const taken = (session: Session.Session, count: number) =>
  Effect.map(
    Effect.forEach(Array.from({ length: count }), () =>
      errorOf(session.procedureOnce("com.atproto.repo.createRecord", {
        input: { repo: session.did, collection: "app.bsky.feed.post", record: { $type: "app.bsky.feed.post", text: "Hello", createdAt: "2026-01-05T18:00:00.000Z" } as never }
      }))),
    (answers) => [answers.filter((answer) => answer === "ok").length, ...new Set(answers)]
  )

const invite = Effect.flatMap(HttpClient, (client) =>
  HttpClientRequest.post(`https://${strict}/xrpc/com.atproto.server.createInviteCode`).pipe(
    HttpClientRequest.setHeader("authorization", BasicAuth.format({ username: "admin", password: "admin" })),
    HttpClientRequest.bodyUint8Array(new TextEncoder().encode(`{"useCount":1}`), "application/json"),
    client.execute,
    Effect.flatMap((response) => response.json),
    Effect.map((json) => (json as unknown as { readonly code: string }).code)
  ))

it("each provider has limits and terms of its own, and says which; people of both meet all the same", () => {
  const town = Town.make({ pds: 2, hosts: [rules] })
  const seen = town.run(Effect.gen(function*() {
    const described = yield* Effect.forEach([strict, generous], (pds) => Client.query("com.atproto.server.describeServer", { origin: `https://${pds}`, params: {} }))
    const uninvited = yield* errorOf(Session.signUp(`https://${strict}`, credentials("alice", strict)))
    const { email, handle, password } = credentials("alice", strict)
    yield* Client.procedure("com.atproto.server.createAccount", { origin: `https://${strict}`, input: { email, handle, password, inviteCode: yield* invite } })
    const alice = yield* Session.signIn(`https://${strict}`, credentials("alice", strict))
    const bob = yield* Session.signUp(`https://${generous}`, credentials("bob", generous))
    const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...new Uint8Array(200))
    const uploads = yield* Effect.forEach([alice, bob], (session) =>
      errorOf(session.procedureOnce("com.atproto.repo.uploadBlob", { input: picture, contentType: "image/png" })))
    const post = yield* Records.post(bob, "Hello")
    yield* Records.like(alice, post)
    const writes = yield* Effect.forEach([alice, bob], (session) => taken(session, 6))
    yield* Effect.sleep("10 seconds")
    const { posts } = yield* bob.query("app.bsky.feed.getPosts", { uris: [post.uri as never] })
    return { described, uninvited, uploads, writes, likes: posts[0]!.likeCount }
  }))
  expect(seen.described[0]).toMatchObject({ inviteCodeRequired: true, blobUploadLimit: 100, links: { termsOfService: "https://pds1.test/terms" } })
  expect(seen.described[1]).toMatchObject({ inviteCodeRequired: false, blobUploadLimit: 5 * 1024 * 1024 })
  expect(seen.uninvited).toBe("InvalidInviteCode")
  expect(seen.uploads).toEqual(["PayloadTooLarge", "ok"])
  // The like took three of twelve points.
  expect(seen.writes).toEqual([[3, "ok", "RateLimitExceeded"], [6, "ok"]])
  expect(seen.likes).toBe(1)
  expect(town.defects()).toEqual([])
})
