/** What it matters on which PDS somebody lives: nothing to others, and little to the PDS. Paper §3.2 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Records from "../../../src/actors/client/Records.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Town from "./Town.ts"

/** Depends on when a message arrived, or on chance. */
const passing = new Set(["indexedAt", "createdAt", "cid", "seenAt", "rev", "cursor"])

/** A view without what no two runs share: accounts and records are called by the order in which they were made. */
const plain = (view: unknown, names: ReadonlyMap<string, string>): unknown =>
  JSON.parse(
    [...names].reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      JSON.stringify(view, (key, value: unknown) => passing.has(key) ? undefined : value)
    )
  )

const meeting = Effect.fnUntraced(function*(alice: Session, bob: Session) {
  const follow = yield* Records.follow(bob, alice.did)
  const followBack = yield* Records.follow(alice, bob.did)
  const post = yield* Records.post(alice, "Hello")
  yield* Effect.sleep("10 seconds")
  const reply = yield* Records.post(bob, `@${alice.handle} Hello, too`, { root: post, parent: post })
  const like = yield* Records.like(bob, post)
  const repost = yield* Records.repost(bob, post)
  yield* Effect.sleep("10 seconds")
  const answer = yield* Records.post(alice, "Good to see you", { root: post, parent: reply })
  yield* Effect.sleep("10 seconds")
  return { follow, followBack, post, reply, like, repost, answer }
})

const looks = (who: Session, whom: Session, uri: string) =>
  Effect.all({
    profile: who.query("app.bsky.actor.getProfile", { actor: whom.handle as never }),
    timeline: who.query("app.bsky.feed.getTimeline", { limit: 50 }),
    feed: who.query("app.bsky.feed.getAuthorFeed", { actor: whom.did, limit: 50, filter: "posts_with_replies", includePins: false }),
    thread: who.query("app.bsky.feed.getPostThread", { uri: uri as never, depth: 6, parentHeight: 80 }),
    likes: who.query("app.bsky.feed.getLikes", { uri: uri as never, limit: 50 }),
    followers: who.query("app.bsky.graph.getFollowers", { actor: whom.did, limit: 50 }),
    notifications: who.query("app.bsky.notification.listNotifications", { limit: 50 })
  })

/** alice at the first of two PDSes, and bob at `bobs`: what each sees of the other. */
const seenWith = (bobs: string) => {
  const town = Town.make({ pds: 2 })
  const seen = town.run(Effect.gen(function*() {
    const alice = yield* Town.join("alice", "pds1.test")
    const bob = yield* Town.join("bob", bobs)
    yield* Effect.sleep("10 seconds")
    const records = yield* meeting(alice, bob)
    const names = new Map([
      ...Object.entries(records).map(([name, { uri }]) => [uri, `the ${name}`] as const),
      [alice.did, "did of alice"] as const,
      [bob.did, "did of bob"] as const
    ])
    const views = [yield* looks(alice, bob, records.post.uri), yield* looks(bob, alice, records.post.uri)]
    return { views, plain: views.map((view) => plain(view, names)) }
  }))
  expect(town.defects()).toEqual([])
  return seen
}

/** What a PDS had to do from now on: requests that it got, and frames that it sent. */
const workOf = (town: Town.Town, host: string) => {
  const from = town.observations.length
  return () =>
    town.observations.slice(from).filter((o) =>
      (o._tag === "HttpRequestSent" && o.to === host) || (o._tag === "FrameSent" && o.from === host)).length
}

/** What the PDS of somebody with so many followers elsewhere does when she posts, and all of them read, like and answer. */
const workFor = (followers: number): number => {
  const town = Town.make({ pds: 2 })
  const { alice, others } = town.run(Effect.gen(function*() {
    const alice = yield* Town.join("alice", "pds1.test")
    const others = yield* Effect.forEach(Array.from({ length: followers }, (_, i) => `reader${i}`), (name) => Town.join(name, "pds2.test"))
    yield* Effect.forEach(others, (reader) => Records.follow(reader, alice.did))
    return { alice, others }
  }))
  town.settle()
  const work = workOf(town, "pds1.test")
  const seen = town.run(Effect.gen(function*() {
    const post = yield* Records.post(alice, "Hello, all of you")
    yield* Effect.sleep("10 seconds")
    return yield* Effect.forEach(others, Effect.fnUntraced(function*(reader) {
      const { feed } = yield* reader.query("app.bsky.feed.getTimeline", { limit: 50 })
      yield* Records.like(reader, post)
      yield* Records.post(reader, "Hello", { root: post, parent: post })
      return feed.map(({ post: { uri } }) => uri === post.uri)
    }))
  }))
  town.settle()
  expect(seen).toEqual(others.map(() => [true]))
  const { followersCount } = town.run(alice.query("app.bsky.actor.getProfile", { actor: alice.did }))
  expect(followersCount).toBe(followers)
  return work()
}

describe("where somebody is at home", () => {
  it("makes no difference to what two people see of each other, and is told by no view", { timeout: 60_000 }, () => {
    const together = seenWith("pds1.test")
    const apart = seenWith("pds2.test")
    expect(apart.plain).toEqual(together.plain)
    // They did meet.
    const text = JSON.stringify(apart.plain)
    for (const said of ["Hello, too", "Good to see you", "the like", "the repost", "bob.people.test", "did of alice"]) expect(text).toContain(said)
    expect(JSON.stringify([together.views, apart.views])).not.toMatch(/pds\d/)
  })

  it("is no busier for how many follow, read, like and answer from elsewhere", { timeout: 60_000 }, () => {
    const [few, many] = [workFor(2), workFor(12)]
    expect(few).toBeGreaterThan(0)
    expect(many).toBe(few)
  })
})
