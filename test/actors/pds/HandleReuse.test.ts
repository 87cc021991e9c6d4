/**
 * The handle of a deleted account, taken by somebody else. The specification
 * foresees it ("if the handle is reused", [at-uri]), and the reference PDS
 * deletes the row that held the name: so it is free from then on. Who has it
 * now is shown under it, and nothing of who had it. ACCT-5
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const handle = "alice.pds1.test"
const hourMillis = 3_600_000
/** A resolver may remember a name for a minute. */
const remembered = "90 seconds"

const town = (seed: number) => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "reuse", description: "A name and who had it.", duration: "1h", topology: { pds: 2 }, population: { accounts: 0 }
  })
  const world = World.make(Build.network(scenario), { seed, layerOf })
  const defects: Array<Observation> = []
  world.observe((o) => o._tag === "Defect" && defects.push(o))
  world.startAll()
  world.runUntil(2_000)
  return { defects, world, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect, 4 * hourMillis) }
}

const withHandle = (password: string, email: string) => Session.signUp(origin, { handle, email, password })

const deleteAccount = Effect.fnUntraced(function*(session: Session.Session, password: string) {
  yield* session.procedure("com.atproto.server.requestAccountDelete", {})
  const [letter] = yield* Town.mail("alice@mail.test")
  yield* session.procedureOnce("com.atproto.server.deleteAccount", { input: { did: session.did, password, token: letter!.token! } })
})

const refused = <A>(effect: Effect.Effect<A, Client.CallError, HttpClient>) =>
  Effect.match(effect, { onFailure: (failure) => failure._tag === "XrpcError" ? failure.error : failure._tag, onSuccess: () => "answered" })

/** All that tells of the name and of two DIDs, asked by bob. */
const seenBy = Effect.fnUntraced(function*(bob: Session.Session, former: Session.Session, formerPost: string) {
  const client = yield* HttpClient
  const resolver = yield* Resolver.make({ plc: "plc.test" })
  const wellKnown = yield* client.get(`https://${handle}/.well-known/atproto-did`)
  const { profiles } = yield* bob.query("app.bsky.actor.getProfiles", { actors: [former.did, handle] })
  const { repos } = yield* Client.query("com.atproto.sync.listRepos", { origin: "https://relay.test", params: { limit: 100 } })
  const { follows } = yield* bob.query("app.bsky.graph.getFollows", { actor: bob.did })
  const { posts } = yield* bob.query("app.bsky.feed.getPosts", { uris: [formerPost] })
  const rkey = formerPost.split("/").pop()!
  return {
    wellKnown: wellKnown.status === 200 ? (yield* wellKnown.text).trim() : wellKnown.status,
    resolved: yield* Effect.match(
      Client.query("com.atproto.identity.resolveHandle", { origin: "https://pds2.test", params: { handle } }),
      { onFailure: () => "nobody", onSuccess: ({ did }) => did as string }
    ),
    verdicts: [yield* resolver.verifiedHandle(former.did), yield* Effect.orElseSucceed(resolver.handle(handle as never), () => "nobody")],
    profiles: profiles.map(({ did, handle, postsCount }) => [did, handle, postsCount]),
    isFormerShown: (yield* refused(bob.query("app.bsky.actor.getProfile", { actor: former.did }))) === "answered",
    feed: yield* Effect.match(bob.query("app.bsky.feed.getAuthorFeed", { actor: handle, limit: 50 }), {
      onFailure: () => "nobody's" as const,
      onSuccess: ({ feed }) => feed.map(({ post }) => (post.record as { readonly text: string }).text)
    }),
    formerPost: posts.length,
    underTheName: yield* refused(Client.query("com.atproto.repo.getRecord", { origin, params: { repo: handle, collection: "app.bsky.feed.post", rkey } })),
    thread: yield* refused(bob.query("app.bsky.feed.getPostThread", { uri: `at://${handle}/app.bsky.feed.post/${rkey}` })),
    follows: follows.map(({ did }) => did as string),
    relay: repos.filter(({ active, did }) => active && did === former.did).length
  }
})

describe("the handle of a deleted account [ACCT-5]", () => {
  it.each([
    { seed: 1, pauseMillis: 0 },
    { seed: 2, pauseMillis: 90_000 },
    { seed: 3, pauseMillis: 2 * hourMillis }
  ])("is another's when asked for after $pauseMillis ms: content, followers, sessions and DID of the first do not come with it", ({ pauseMillis, seed }) => {
    const { defects, run, world } = town(seed)
    const { alice, bob, formerPost } = run(Effect.gen(function*() {
      const alice = yield* withHandle("alice's password", "alice@mail.test")
      const bob = yield* Town.signUp("bob", "pds2.test")
      const { uri } = yield* Records.post(alice, "of the first")
      yield* Records.follow(bob, alice.did)
      yield* Effect.sleep("10 seconds")
      expect(yield* seenBy(bob, alice, uri)).toMatchObject({ wellKnown: alice.did, isFormerShown: true, feed: ["of the first"], follows: [alice.did] })
      // As long as it is hers, nobody else gets it.
      expect(yield* refused(withHandle("dan's password", "dan@mail.test"))).toBe("HandleNotAvailable")
      return { alice, bob, formerPost: uri }
    }))
    const { dan } = run(Effect.gen(function*() {
      yield* deleteAccount(alice, "alice's password")
      yield* Effect.sleep(pauseMillis)
      if (pauseMillis > 0) {
        expect(yield* seenBy(bob, alice, formerPost)).toEqual({
          wellKnown: 404,
          resolved: "nobody",
          verdicts: [undefined, "nobody"],
          profiles: [],
          isFormerShown: false,
          feed: "nobody's",
          formerPost: 0,
          underTheName: "RecordNotFound",
          thread: "NotFound",
          follows: [],
          relay: 0
        })
      }
      // The address is free again too.
      return { dan: yield* withHandle("dan's password", "alice@mail.test") }
    }))
    expect(dan.did).not.toBe(alice.did)
    const expected = {
      wellKnown: dan.did,
      resolved: dan.did,
      verdicts: [undefined, dan.did],
      profiles: [[dan.did, handle, 1]],
      isFormerShown: false,
      feed: ["of the second"],
      formerPost: 0,
      underTheName: "RecordNotFound",
      thread: "NotFound",
      follows: [],
      relay: 0
    }
    const seen = run(Effect.gen(function*() {
      yield* Records.post(dan, "of the second")
      yield* Effect.sleep(remembered)
      return yield* seenBy(bob, alice, formerPost)
    }))
    expect(seen).toEqual(expected)
    // Neither the first's session nor her password opens anything of the second's.
    expect(run(refused(Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: handle, password: "alice's password" } })))).toBe("AuthenticationRequired")
    expect(run(refused(alice.procedureOnce("com.atproto.repo.createRecord", {
      input: { repo: handle, collection: "app.bsky.feed.post", record: Town.post("by the first") }
    })))).not.toBe("answered")
    for (const host of ["pds1.test", "relay.test", "appview.test"]) {
      world.crash(host)
      world.start(host)
    }
    world.runUntil(world.now + 60_000)
    expect(run(seenBy(bob, alice, formerPost))).toEqual(expected)
    world.runUntil(world.now + 24 * hourMillis)
    expect(run(seenBy(bob, alice, formerPost))).toEqual(expected)
    expect(defects).toEqual([])
  })
})
