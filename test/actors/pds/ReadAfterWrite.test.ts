/** Alice sees what she wrote, while the App View is cut off from the relay. PROXY-2 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { beforeAll, describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { AppViewOptions } from "../../../src/actors/appview/Options.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import type { Network } from "../../../src/actors/Network.ts"
import { RelayOptions } from "../../../src/actors/relay/Options.ts"
import { ValidateOutput } from "../../../src/actors/xrpc/Server.ts"
import type { FeedViewPost, ThreadViewPost } from "../../../src/protocol/lexicon/generated/app/bsky/feed/defs.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as World from "../../../src/sim/World.ts"
import * as Town from "./Town.ts"

const network: Network = {
  actors: [
    { kind: "names", host: "names.test", options: { domains: [], txt: {} } },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: Town.pdsOptions({ relays: ["relay.test"] }) },
    { kind: "relay", host: "relay.test", options: Schema.decodeUnknownSync(RelayOptions)({ plc: "plc.test", crawl: ["pds1.test"] }) },
    { kind: "appview", host: "appview.test", options: Schema.decodeUnknownSync(AppViewOptions)({ plc: "plc.test", relay: "relay.test" }) }
  ]
}

interface Strong {
  readonly uri: string
  readonly cid: string
}

const text = (item: FeedViewPost) => (item.post.record as { readonly text?: unknown }).text
const texts = (feed: ReadonlyArray<FeedViewPost>) => feed.map(text)

describe("an account whose App View lags", () => {
  let world: World.World
  const defects: Array<Observation> = []
  let alice: Session.Session
  let bob: Session.Session
  let first: Strong
  let bobs: Strong
  let second: Strong
  let reply: Strong

  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect)
  const pass = (millis: number) => world.runUntil(world.now + millis)

  const write = (session: Session.Session, collection: string, rkey: string | undefined, record: object) =>
    run(session.procedureOnce("com.atproto.repo.putRecord", {
      input: { repo: session.did, collection, rkey: rkey ?? session.tids.next(world.now * 1000), record: { $type: collection, ...record } }
    }))

  const post = (session: Session.Session, words: string, more: object = {}): Strong => {
    const written = write(session, "app.bsky.feed.post", undefined, { text: words, createdAt: Datetime.fromMillis(world.now), ...more })
    pass(5)
    return written
  }

  const answering = (to: Strong, root = to) => ({ reply: { root: { uri: root.uri, cid: root.cid }, parent: { uri: to.uri, cid: to.cid } } })

  const thread = (session: Session.Session, uri: string, params: { readonly depth?: number; readonly parentHeight?: number } = {}) =>
    run(session.query("app.bsky.feed.getPostThread", { uri, ...params })).thread as ThreadViewPost

  const headersOf = (session: Session.Session, path: string) =>
    run(Effect.gen(function*() {
      const client = yield* HttpClient
      const { accessJwt } = session as unknown as { readonly accessJwt: string }
      return (yield* client.get(`https://pds1.test/xrpc/${path}`, { headers: { authorization: `Bearer ${accessJwt}` } })).headers
    }))

  beforeAll(() => {
    world = World.make(network, {
      seed: 1,
      layerOf: (spec) => Layer.provide(layerOf(spec), Layer.succeed(ValidateOutput)(true))
    })
    world.observe((observation) => {
      if (observation._tag === "Defect") defects.push(observation)
    })
    world.startAll()
    pass(1000)
    alice = run(Town.signUp("alice"))
    bob = run(Town.signUp("bob"))
    first = post(alice, "first")
    bobs = post(bob, "bob's")
    const createdAt = Datetime.fromMillis(world.now)
    write(bob, "app.bsky.graph.follow", undefined, { subject: alice.did, createdAt })
    write(alice, "app.bsky.graph.follow", undefined, { subject: bob.did, createdAt })
    pass(20_000)
    expect(texts(run(alice.query("app.bsky.feed.getTimeline", {})).feed)).toEqual(["bob's", "first"])

    world.partition("relay.test", "appview.test", true)
    second = post(alice, "second", {
      embed: {
        $type: "app.bsky.embed.external",
        external: { uri: "https://example.com", title: "Example", description: "of a card" }
      }
    })
    reply = post(alice, "to myself", answering(first))
    post(alice, "to bob", answering(bobs))
    post(alice, "see bob", { embed: { $type: "app.bsky.embed.record", record: { uri: bobs.uri, cid: bobs.cid } } })
    write(alice, "app.bsky.actor.profile", "self", { displayName: "Alice", description: "writes faster than others index" })
  })

  it("finds its new posts on its timeline, newest first, with what they answer to", () => {
    const { feed } = run(alice.query("app.bsky.feed.getTimeline", {}))
    expect(texts(feed)).toEqual(["see bob", "to bob", "to myself", "second", "bob's", "first"])
    expect(feed[1]!.reply).toMatchObject({ root: { uri: bobs.uri, author: { handle: "bob.pds1.test" } }, parent: { uri: bobs.uri } })
    expect(feed[3]!.post).toMatchObject({
      uri: second.uri,
      cid: second.cid,
      likeCount: 0,
      author: { did: alice.did, handle: "alice.pds1.test", displayName: "Alice" },
      embed: { $type: "app.bsky.embed.external#view", external: { title: "Example" } }
    })
    expect(feed[0]!.post.embed).toMatchObject({
      $type: "app.bsky.embed.record#view",
      record: { $type: "app.bsky.embed.record#viewRecord", uri: bobs.uri, author: { did: bob.did }, value: { text: "bob's" } }
    })
  })

  it("finds its author's feed as the filter says, with its present name on older posts", () => {
    const feed = (filter: string) => run(alice.query("app.bsky.feed.getAuthorFeed", { actor: "alice.pds1.test", filter })).feed
    expect(texts(feed("posts_with_replies"))).toEqual(["see bob", "to bob", "to myself", "second", "first"])
    expect(texts(feed("posts_no_replies"))).toEqual(["see bob", "second", "first"])
    expect(texts(feed("posts_and_author_threads"))).toEqual(["see bob", "to myself", "second", "first"])
    expect(texts(feed("posts_with_media"))).toEqual([])
    expect(feed("posts_no_replies").map(({ post }) => post.author.displayName)).toEqual(["Alice", "Alice", "Alice"])
    expect(texts(run(alice.query("app.bsky.feed.getAuthorFeed", { actor: bob.did })).feed)).toEqual(["bob's"])
  })

  it("gets each new post on one page only", () => {
    const page = run(alice.query("app.bsky.feed.getTimeline", { limit: 1 }))
    expect(texts(page.feed)).toEqual(["see bob", "to bob", "to myself", "second", "bob's"])
    const next = run(alice.query("app.bsky.feed.getTimeline", { limit: 1, cursor: page.cursor! }))
    expect(texts(next.feed)).toEqual(["first"])
  })

  it("finds its answers in threads, as deep as asked", () => {
    expect(thread(alice, first.uri).replies).toMatchObject([{ post: { uri: reply.uri } }])
    expect(thread(alice, bobs.uri).replies).toMatchObject([{ post: { record: { text: "to bob" } } }])
    expect(thread(alice, first.uri, { depth: 0 }).replies).toBeUndefined()
  })

  it("finds threads of posts that the App View does not know, with the chain above", () => {
    expect(thread(alice, second.uri)).toMatchObject({ post: { uri: second.uri }, replies: [] })
    const deeper = post(alice, "deeper", answering(reply, first))
    const found = thread(alice, deeper.uri.replace(alice.did, "alice.pds1.test"))
    expect(found).toMatchObject({ post: { uri: deeper.uri }, parent: { post: { uri: reply.uri }, parent: { post: { uri: first.uri } } } })
    expect(thread(alice, deeper.uri, { parentHeight: 1 }).parent).toMatchObject({ post: { uri: reply.uri } })
    expect((thread(alice, deeper.uri, { parentHeight: 1 }).parent as ThreadViewPost).parent).toBeUndefined()
    expect(thread(alice, reply.uri).replies).toMatchObject([{ post: { uri: deeper.uri } }])
    const missing = run(Effect.flip(alice.query("app.bsky.feed.getPostThread", { uri: `at://${alice.did}/app.bsky.feed.post/3jzfcijpj2z2a` })))
    expect(missing).toMatchObject({ error: "NotFound" })
  })

  it("finds its profile as it is now, and is told how far behind the App View is", () => {
    const now = { displayName: "Alice", description: "writes faster than others index" }
    expect(run(alice.query("app.bsky.actor.getProfile", { actor: alice.did }))).toMatchObject(now)
    expect(run(alice.query("app.bsky.actor.getProfiles", { actors: [bob.did, alice.did] })).profiles[1]).toMatchObject(now)
    const lagMillis = Number(headersOf(alice, `app.bsky.actor.getProfile?actor=${alice.did}`)["atproto-upstream-lag"])
    expect(lagMillis).toBeGreaterThan(0)
    expect(lagMillis).toBeLessThan(60_000)
  })

  it("shows nobody else what is not indexed", () => {
    expect(texts(run(bob.query("app.bsky.feed.getTimeline", {})).feed)).toEqual(["bob's", "first"])
    expect(run(bob.query("app.bsky.actor.getProfile", { actor: alice.did })).displayName).toBeUndefined()
    expect(headersOf(bob, "app.bsky.feed.getTimeline")["atproto-upstream-lag"]).toBeUndefined()
  })

  it("reads the App View's own answers, the same posts, once that has caught up", () => {
    const before = texts(run(alice.query("app.bsky.feed.getTimeline", {})).feed)
    world.partition("relay.test", "appview.test", false)
    pass(90_000)
    expect(headersOf(alice, "app.bsky.feed.getTimeline")["atproto-upstream-lag"]).toBeUndefined()
    expect(texts(run(alice.query("app.bsky.feed.getTimeline", {})).feed)).toEqual(before)
    expect(run(alice.query("app.bsky.actor.getProfile", { actor: alice.did })).displayName).toBe("Alice")
    expect(thread(bob, bobs.uri).replies).toHaveLength(1)
    expect(defects).toEqual([])
  })
})
