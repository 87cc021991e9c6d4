/** FEED-1, FEED-2: a feed is its generator's order minus what may not be shown; a bad generator hurts itself only. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

/** A generator that says what it is told to. */
const scripted = (answer: () => Effect.Effect<HttpServerResponse.HttpServerResponse>) =>
  Layer.mergeAll(
    HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
      "@context": ["https://www.w3.org/ns/did/v1"],
      id: "did:web:odd.test",
      service: [{ id: "#bsky_fg", type: "BskyFeedGenerator", serviceEndpoint: "https://odd.test" }]
    })),
    HttpRouter.add("GET", "/xrpc/app.bsky.feed.getFeedSkeleton", Effect.suspend(answer))
  )

const skeleton = "app.bsky.feed.getFeedSkeleton"
const createdAt = "2026-01-05T18:00:00.000Z"

const town = (answer: (net: Town) => Effect.Effect<HttpServerResponse.HttpServerResponse> = () => Effect.succeed(HttpServerResponse.empty({ status: 500 }))) => {
  const net: Town = new Town({ others: { "odd.test": scripted(() => answer(net)) as Layer.Layer<never> } })
  net.join("alice", "bob", "carol")
  net.settle()
  return net
}

describe("a feed", () => {
  it("is counted in its creator's profile, beside lists, starter packs and whether they label", () => {
    const net = town()
    net.feed("alice", "feeds.test", "hot")
    for (let n = 0; n < 4; n++) {
      const list = net.create("alice", "app.bsky.graph.list", { name: `list ${n}`, purpose: "app.bsky.graph.defs#curatelist", createdAt })
      if (n < 2) net.create("alice", "app.bsky.graph.starterpack", { name: `pack ${n}`, list, createdAt })
    }
    net.create("alice", "app.bsky.labeler.service", { policies: { labelValues: ["spam"] }, createdAt }, "self")
    net.settle()
    expect(net.profile("alice").associated).toEqual({ lists: 4, feedgens: 1, starterPacks: 2, labeler: true })
    expect(net.profile("bob").associated).toEqual({ lists: 0, feedgens: 0, starterPacks: 0, labeler: false })
    expect(net.defects).toEqual([])
  })

  it("is hydrated in its generator's order", () => {
    const net = town()
    const feed = net.feed("alice", "feeds.test", "hot")
    const [one, two] = [net.post("alice", "one"), net.post("bob", "two")]
    net.post("carol", "three")
    net.like("alice", two)
    net.like("bob", two)
    net.like("bob", one)
    net.settle()
    expect(net.lines(net.ask("app.bsky.feed.getFeed", { feed }).feed)).toEqual(["two", "one", "three"])
    expect(net.lines(net.ask("app.bsky.feed.getFeed", { feed, limit: 1 }).feed)).toEqual(["two"])
    expect(net.ask("app.bsky.feed.getFeedGenerator", { feed })).toMatchObject({
      view: { uri: feed, did: "did:web:feeds.test", creator: { handle: "alice.pds.test" }, displayName: "hot", likeCount: 0 },
      isOnline: true,
      isValid: true
    })
    expect(net.ask("app.bsky.feed.getActorFeeds", { actor: "alice.pds.test" }).feeds).toHaveLength(1)
    expect(net.profile("alice").associated).toEqual({ lists: 0, feedgens: 1, starterPacks: 0, labeler: false })
    expect(net.defects).toEqual([])
  })

  it("leaves out whom the asker blocks or mutes, by a token for either service", () => {
    const net = town()
    const feed = net.feed("alice", "feeds.test", "hot")
    net.post("bob", "by bob")
    net.post("carol", "by carol")
    net.block("alice", "bob")
    net.settle()
    expect(net.lines(net.ask("app.bsky.feed.getFeed", { feed }, "alice").feed)).toEqual(["by carol"])
    const forService = net.token("alice", skeleton, { aud: "did:web:feeds.test" })
    const { body, status } = net.fetch("app.bsky.feed.getFeed", { feed }, undefined, { authorization: `Bearer ${forService}` })
    expect([status, net.lines(body.feed)]).toEqual([200, ["by carol"]])
    const forOther = net.token("alice", skeleton, { aud: "did:web:odd.test" })
    expect(net.fetch("app.bsky.feed.getFeed", { feed }, undefined, { authorization: `Bearer ${forOther}` }).status).toBe(401)
  })

  it("that nobody declared is unknown, and so is one that its service does not serve", () => {
    const net = town()
    const feed = net.feed("alice", "feeds.test", "nothing")
    net.settle()
    for (const uri of [feed, `at://${net.did("bob")}/app.bsky.feed.generator/hot`]) {
      expect(net.fetch("app.bsky.feed.getFeed", { feed: uri })).toMatchObject({ status: 400, body: { error: "UnknownFeed" } })
    }
  })

  it.each([
    ["a dead", () => Effect.succeed(HttpServerResponse.empty({ status: 500 }))],
    ["a slow", () => Effect.as(Effect.sleep("60 seconds"), HttpServerResponse.empty())],
    ["a babbling", () => Effect.succeed(HttpServerResponse.text("hello"))]
  ])("of %s generator fails alone, in time", (_, answer) => {
    const net = town(answer)
    const odd = net.feed("alice", "odd.test", "odd")
    const hot = net.feed("alice", "feeds.test", "hot")
    net.post("bob", "one")
    net.settle()
    const start = net.world.now
    expect(net.fetch("app.bsky.feed.getFeed", { feed: odd })).toMatchObject({ status: 502, body: { error: "UpstreamFailure" } })
    expect(net.world.now - start).toBeLessThan(11_000)
    expect(net.lines(net.ask("app.bsky.feed.getFeed", { feed: hot }).feed)).toEqual(["one"])
    expect(net.defects).toEqual([])
  })

  it("of a lying generator shows nothing false", () => {
    const net: Town = town(() => Effect.succeed(HttpServerResponse.jsonUnsafe({
      feed: [
        { post: one },
        { post: "at://did:plc:nobodyaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3mbv2i3vtv22a" },
        { post: two, reason: { $type: "app.bsky.feed.defs#skeletonReasonRepost", repost } },
        { post: one, reason: { $type: "app.bsky.feed.defs#skeletonReasonRepost", repost }, feedContext: "a lie" },
        { post: like }
      ],
      cursor: "next"
    })))
    const one = net.post("alice", "one")
    const two = net.post("bob", "two")
    const repost = net.repost("carol", two)
    const like = net.like("carol", two)
    const feed = net.feed("alice", "odd.test", "odd")
    net.settle()
    const answer = net.ask("app.bsky.feed.getFeed", { feed })
    expect(net.lines(answer.feed)).toEqual(["one", "carol: two", "one"])
    expect(answer.feed[2].feedContext).toBe("a lie")
    expect(answer.cursor).toBe("next")
  })
})
