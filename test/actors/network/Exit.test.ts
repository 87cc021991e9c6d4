/** Every operator can be done without: what is lost with one is had at another. Paper §3.2, §5; MIG-6 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Custody from "../../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../../src/actors/client/keys/Keyring.ts"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import * as Backup from "../../../src/actors/client/migration/Backup.ts"
import * as Migrate from "../../../src/actors/client/migration/Migrate.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { mailed } from "../keymanager/Town.ts"
import * as Town from "./Town.ts"

const minute = Effect.sleep("1 minute")

/** Two companies of a PDS, a relay and an App View each, and a directory of four operators. */
const twoCompanies = () => Town.make({ pds: 2, relays: 2, appViews: 2, operators: 4 })

const settled = (town: Town.Town) =>
  Effect.gen(function*() {
    const alice = yield* Town.join("alice", "pds1.test")
    const bob = yield* Town.join("bob", "pds2.test")
    const origins = yield* Build.originsOf(town.directory)
    const identity = yield* OwnIdentity.make(origins, town.directory.consortium)
    const ring = yield* Keyring.generate(["k256"])
    yield* Custody.claim(alice, identity, ring, mailed("pds1.test", "alice@mail.test"))
    yield* Records.follow(bob, alice.did)
    yield* Records.follow(alice, bob.did)
    const post = yield* Records.post(alice, "Hello")
    yield* minute
    yield* Records.like(bob, post)
    yield* Records.post(bob, "Hello, too", { root: post, parent: post })
    yield* (yield* Backup.make).keep(alice)
    yield* minute
    return { alice, bob, origins, ring }
  })

/** alice's account and posts, as bob sees them by this App View. */
const seenBy = Effect.fnUntraced(function*(bob: Session, alice: Session, appView: string) {
  const by = { "atproto-proxy": `did:web:${appView}#bsky_appview` }
  const { followersCount, followsCount, handle } = yield* bob.query("app.bsky.actor.getProfile", { actor: alice.did }, by)
  const { feed } = yield* bob.query("app.bsky.feed.getAuthorFeed", { actor: alice.did, limit: 50, filter: "posts_with_replies", includePins: false }, by)
  const { feed: timeline } = yield* bob.query("app.bsky.feed.getTimeline", { limit: 50 }, by)
  const textOf = (record: unknown) => (record as { readonly text: string }).text
  return {
    handle, followersCount, followsCount,
    posts: feed.map(({ post }) => [textOf(post.record), post.likeCount, post.replyCount]),
    timeline: timeline.map(({ post }) => textOf(post.record))
  }
})

/** alice, from her backup, to the other PDS; how long that took. */
const salvage = (town: Town.Town, { alice, origins, ring }: { readonly alice: Session; readonly origins: ReadonlyArray<string>; readonly ring: Keyring.Keyring }) =>
  Effect.gen(function*() {
    const from = yield* Clock.currentTimeMillis
    const { email, password } = alice.credentials
    const plan = { did: alice.did, from: alice.origin, to: "https://pds2.test", way: "salvage", handle: alice.handle, email, password } as const
    const { session, state } = yield* Migrate.run(plan, { directory: origins, consortium: town.directory.consortium, readMail: () => Effect.die("no letter is needed"), ring })
    const tookMillis = (yield* Clock.currentTimeMillis) - from
    alice.become(session!)
    return { step: state.step, tookMillis }
  })

describe("a network of several operators", () => {
  it("goes on without any one of its relays, App Views and keepers of the directory, and that one catches up", { timeout: 120_000 }, () => {
    const town = twoCompanies()
    const { alice, bob } = town.run(settled(town))
    const told: Array<string> = ["Hello, too", "Hello"]
    for (const gone of ["relay1.test", "relay2.test", "appview1.test", "appview2.test", "plc1.test", "plc3.test"]) {
      town.world.crash(gone)
      const text = `Without ${gone}`
      const seen = town.run(Effect.gen(function*() {
        yield* Records.post(alice, text)
        yield* minute
        return yield* seenBy(bob, alice, gone.endsWith("1.test") ? "appview2.test" : "appview1.test")
      }))
      told.unshift(text)
      expect([gone, seen.timeline]).toEqual([gone, told])
      town.world.start(gone)
      town.settle(120_000)
    }
    const views = town.run(Effect.forEach(["appview1.test", "appview2.test"], (appView) => seenBy(bob, alice, appView)))
    expect(views[0]!.timeline).toEqual(told)
    expect(views[1]).toEqual(views[0])
    expect(town.defects()).toEqual([])
  })

  it("loses a whole company at once, PDS, relay, App View and keeper of the directory, and nothing of who was there", { timeout: 120_000 }, () => {
    const town = twoCompanies()
    const home = town.run(settled(town))
    const { alice, bob } = home
    const before = town.run(seenBy(bob, alice, "appview1.test"))
    for (const host of ["pds1.test", "relay1.test", "appview1.test", "plc1.test"]) town.world.crash(host)
    const seen = town.run(Effect.gen(function*() {
      const moved = yield* salvage(town, home)
      yield* minute
      const after = yield* seenBy(bob, alice, "appview2.test")
      yield* Records.post(alice, "Here I am")
      yield* minute
      const { notifications } = yield* alice.query("app.bsky.notification.listNotifications", { limit: 50 })
      return { moved, after, later: (yield* seenBy(bob, alice, "appview2.test")).timeline, notified: notifications.map(({ reason }) => reason).sort() }
    }))
    expect(before).toEqual({
      handle: "alice.people.test", followersCount: 1, followsCount: 1, posts: [["Hello", 1, 1]], timeline: ["Hello, too", "Hello"]
    })
    expect(seen.moved.step).toBe("arrived")
    expect(seen.moved.tookMillis).toBeLessThan(10_000)
    expect(seen.after).toEqual(before)
    expect(seen.later).toEqual(["Here I am", "Hello, too", "Hello"])
    expect(seen.notified).toEqual(["follow", "like", "reply"])
    expect(town.defects()).toEqual([])
  })
})
