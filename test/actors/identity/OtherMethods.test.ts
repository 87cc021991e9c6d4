/** DIDs of methods that nobody here resolves: refused with a reason where somebody must be found, kept wherever they are data. [did]; ID-7, LEX-4, A21 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"

const strangers = ["did:key:zQ3shunBKsXixLxKtC5qeSG9E4J5RkGN57im31pcTzbNQnm5w", "did:ion:EiClkZMDxPKqC9c", "did:web:people.test:alice", "did:example:carol"]

const town = () => {
  const scenario = Schema.decodeUnknownSync(Scenario)({ name: "methods", description: "Other DID methods.", duration: "1h", population: { accounts: 0 } })
  const world = World.make(Build.network(scenario), { seed: 1, layerOf })
  const defects: Array<string> = []
  world.observe((o) => o._tag === "Defect" && defects.push(`${o.host}: ${o.message}`))
  world.startAll()
  world.runUntil(2_000)
  return { defects, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect) }
}

const credentials = { handle: "alice.pds1.test", email: "alice@mail.test", password: "alice's password" }

describe("a DID of another method", () => {
  it.each(strangers)("%s is not resolved, says why, and gets no account", (did) => {
    const { defects, run } = town()
    const seen = run(Effect.gen(function*() {
      const { did: resolve } = yield* Resolver.make({ plc: "plc.test" })
      const { reason } = yield* Effect.flip(resolve(did))
      const token = yield* OwnAccount.serviceToken(yield* (yield* Keys).generate(), { iss: did, aud: "did:web:pds1.test", lxm: "com.atproto.server.createAccount" })
      const client = yield* Client.make
      const refused = yield* Effect.flip(client.procedure("com.atproto.server.createAccount", {
        origin: "https://pds1.test", headers: Client.bearer(token), input: { did, ...credentials }
      }))
      return { reason, refused }
    }))
    expect(seen.reason).toBe("Unsupported")
    expect(seen.refused).toMatchObject({ _tag: "XrpcError", status: 401, error: "BadJwtIssuer" })
    expect(defects).toEqual([])
  })

  it("stays what it is in records, through PDS, relay and App View", () => {
    const { defects, run } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* Session.signUp("https://pds1.test", credentials)
      const follows = yield* Effect.forEach(strangers, (did) => Records.follow(alice, did))
      const text = "good morning, strangers"
      const facets = strangers.map((did, i) => ({
        index: { byteStart: i, byteEnd: i + 1 }, features: [{ $type: "app.bsky.richtext.facet#mention", did }]
      }))
      const record = { $type: "app.bsky.feed.post", text, facets, createdAt: "2026-01-05T18:00:00.000Z" } as unknown as DataObject
      const { uri } = yield* alice.procedure("com.atproto.repo.createRecord", { input: { repo: alice.did, collection: "app.bsky.feed.post", record } })
      yield* Effect.sleep("10 seconds")
      const client = yield* Client.make
      const stored = yield* Effect.forEach(follows, ({ uri }) =>
        alice.query("com.atproto.repo.getRecord", { repo: alice.did, collection: "app.bsky.graph.follow", rkey: uri.split("/").at(-1)! }))
      const { posts } = yield* client.query("app.bsky.feed.getPosts", { origin: "https://appview.test", params: { uris: [uri] } })
      const profile = yield* client.query("app.bsky.actor.getProfile", { origin: "https://appview.test", params: { actor: alice.did } })
      const unknown = yield* Effect.forEach(strangers, (actor) =>
        Effect.flip(client.query("app.bsky.actor.getProfile", { origin: "https://appview.test", params: { actor } })))
      return { stored, post: posts[0]!.record, facets, handle: profile.handle, unknown }
    }))
    expect(seen.stored.map(({ value }) => (value as { readonly subject: string }).subject)).toEqual(strangers)
    expect(seen.post).toMatchObject({ facets: seen.facets })
    expect(seen.handle).toBe("alice.pds1.test")
    expect(seen.unknown.map((error) => error._tag === "XrpcError" && error.status === 400)).toEqual(strangers.map(() => true))
    expect(defects).toEqual([])
  })
})
