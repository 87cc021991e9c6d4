/** What is in a repository, whose act puts it there, and what stays of it. Paper §3, §3.1 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { readCar } from "@atproto/repo"
import * as Records from "../../../src/actors/client/Records.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Town from "./Town.ts"

const headOf = (of: Session) => Client.query("com.atproto.sync.getLatestCommit", { origin: of.origin, params: { did: of.did } })

const exportOf = (of: Session) => Client.query("com.atproto.sync.getRepo", { origin: of.origin, params: { did: of.did } })

const refused = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag, onSuccess: () => "served" })

const pause = Effect.sleep("10 seconds")

const aliceAndBob = Effect.gen(function*() {
  const alice = yield* Town.join("alice", "pds1.test")
  const bob = yield* Town.join("bob", "pds2.test")
  yield* pause
  return { alice, bob }
})

/** The frames of a stream that came since, as bytes: whether any of them holds a text is all that is asked. */
const said = (town: Town.Town, from: number): string =>
  town.observations.slice(from).flatMap((o) => o._tag === "FrameSent" ? [Buffer.from(o.bytes).toString("latin1")] : []).join("\n")

describe("a repository", () => {
  it("is changed by its owner's acts alone: what others do about it is in their own", () => {
    const town = Town.make({ pds: 2, feedGenerators: 1 })
    const seen = town.run(Effect.gen(function*() {
      const { alice, bob } = yield* aliceAndBob
      const post = yield* Records.post(alice, "Hello")
      const before = { alice: yield* headOf(alice), bob: yield* headOf(bob) }
      yield* Records.follow(bob, alice.did)
      yield* Records.like(bob, post)
      yield* Records.repost(bob, post)
      yield* Records.post(bob, "Hello", { root: post, parent: post })
      yield* pause
      const { followersCount } = yield* bob.query("app.bsky.actor.getProfile", { actor: alice.did })
      const { posts } = yield* bob.query("app.bsky.feed.getPosts", { uris: [post.uri as never] })
      yield* Records.block(bob, alice.did)
      yield* pause
      return { before, after: { alice: yield* headOf(alice), bob: yield* headOf(bob) }, followersCount, post: posts[0] }
    }))
    expect(seen.after.alice).toEqual(seen.before.alice)
    expect(seen.after.bob.rev > seen.before.bob.rev).toBe(true)
    expect(seen.followersCount).toBe(1)
    expect(seen.post).toMatchObject({ likeCount: 1, repostCount: 1, replyCount: 1 })
  })

  it("holds nothing of what is private: mutes, what was read, preferences; no stream tells it, and no other sees it", () => {
    const town = Town.make({ pds: 2, feedGenerators: 1 })
    const seen = town.run(Effect.gen(function*() {
      const { alice, bob } = yield* aliceAndBob
      yield* Records.follow(bob, alice.did)
      yield* pause
      const profile = bob.query("app.bsky.actor.getProfile", { actor: alice.did })
      const before = { head: yield* headOf(alice), profile: yield* profile }
      const unreadBefore = (yield* alice.query("app.bsky.notification.getUnreadCount", {})).count
      const from = town.observations.length
      yield* alice.procedure("app.bsky.graph.muteActor", { input: { actor: bob.did } })
      yield* alice.procedure("app.bsky.notification.updateSeen", { input: { seenAt: "2026-01-06T00:00:00.000Z" as never } })
      yield* alice.procedure("app.bsky.actor.putPreferences", {
        input: { preferences: [{ $type: "app.bsky.actor.defs#interestsPref", tags: ["clockwork"] }] }
      })
      yield* pause
      return {
        from,
        before,
        after: { head: yield* headOf(alice), profile: yield* profile },
        unreadBefore,
        mutes: (yield* alice.query("app.bsky.graph.getMutes", { limit: 50 })).mutes.map(({ did }) => did),
        unread: (yield* alice.query("app.bsky.notification.getUnreadCount", {})).count,
        preferences: (yield* alice.query("app.bsky.actor.getPreferences", {})).preferences,
        bobsMutes: (yield* bob.query("app.bsky.graph.getMutes", { limit: 50 })).mutes,
        bobsPreferences: (yield* bob.query("app.bsky.actor.getPreferences", {})).preferences,
        bob: bob.did
      }
    }))
    // All of it is kept …
    expect(seen.mutes).toEqual([seen.bob])
    expect([seen.unreadBefore, seen.unread]).toEqual([1, 0])
    expect(seen.preferences).toEqual([{ $type: "app.bsky.actor.defs#interestsPref", tags: ["clockwork"] }])
    // … where nobody else looks.
    expect(seen.after).toEqual(seen.before)
    expect([seen.bobsMutes, seen.bobsPreferences]).toEqual([[], []])
    expect(said(town, seen.from)).not.toMatch(/#commit|clockwork/)
  })

  it("has no trace of a record that was deleted, nor has who follows it; that it is gone can be proven", async () => {
    const town = Town.make({ pds: 2, feedGenerators: 1 })
    const seen = town.run(Effect.gen(function*() {
      const { alice, bob } = yield* aliceAndBob
      yield* Records.follow(bob, alice.did)
      const kept = yield* Records.post(alice, "This stays #here")
      const gone = yield* Records.post(alice, "This goes #here")
      const rkey = gone.uri.split("/").at(-1)!
      const where = { did: alice.did, collection: "app.bsky.feed.post" as never, rkey: rkey as never }
      yield* Records.like(bob, gone)
      yield* pause
      const timeline = Effect.map(bob.query("app.bsky.feed.getTimeline", { limit: 50 }), ({ feed }) => feed.map(({ post }) => post.uri))
      const before = yield* timeline
      yield* Records.remove(alice, gone.uri)
      yield* pause
      const atAppView = { repo: alice.did, collection: where.collection, rkey: where.rkey }
      return {
        kept,
        gone,
        before,
        after: yield* timeline,
        posts: (yield* bob.query("app.bsky.feed.getPosts", { uris: [gone.uri as never, kept.uri as never] })).posts.map(({ uri }) => uri),
        feed: (yield* Client.query("app.bsky.feed.getFeedSkeleton", {
          origin: "https://feeds.test", params: { feed: "at://did:web:feeds.test/app.bsky.feed.generator/hot", limit: 50 }
        })).feed.map(({ post }) => post),
        atAppView: yield* refused(Client.query("com.atproto.repo.getRecord", { origin: "https://appview.test", params: atAppView })),
        atPds: yield* refused(Client.query("com.atproto.repo.getRecord", { origin: alice.origin, params: atAppView })),
        block: yield* refused(Client.query("com.atproto.sync.getBlocks", { origin: alice.origin, params: { did: alice.did, cids: [gone.cid as never] } })),
        car: yield* exportOf(alice),
        proof: yield* Client.query("com.atproto.sync.getRecord", { origin: alice.origin, params: where })
      }
    }))
    expect(seen.before).toEqual([seen.gone.uri, seen.kept.uri])
    expect([seen.after, seen.posts, seen.feed]).toEqual([[seen.kept.uri], [seen.kept.uri], [seen.kept.uri]])
    expect([seen.atAppView, seen.atPds, seen.block]).toEqual(["RecordNotFound", "RecordNotFound", "BlockNotFound"])
    const { blocks } = await readCar(seen.car)
    const cids = blocks.entries().map(({ cid }) => cid.toString())
    expect(cids).toContain(seen.kept.cid)
    expect(cids).not.toContain(seen.gone.cid)
    expect(Buffer.from(seen.car).toString("latin1")).not.toContain(seen.gone.uri.split("/").at(-1))
    const proof = await readCar(seen.proof)
    expect(proof.blocks.entries().map(({ cid }) => cid.toString())).not.toContain(seen.gone.cid)
  })
})

describe("a strong reference", () => {
  it("names the version that was meant, though the record is another now", () => {
    const town = Town.make({ pds: 2, feedGenerators: 1 })
    const seen = town.run(Effect.gen(function*() {
      const { alice, bob } = yield* aliceAndBob
      const first = yield* Records.post(alice, "I like cats")
      const like = yield* Records.like(bob, first)
      yield* pause
      const rkey = first.uri.split("/").at(-1)!
      const record = { $type: "app.bsky.feed.post", text: "I like dogs", createdAt: "2026-01-05T18:00:00.000Z" } as DataObject
      const second = yield* alice.procedure("com.atproto.repo.putRecord", {
        input: { repo: alice.did, collection: "app.bsky.feed.post" as never, rkey: rkey as never, record }
      })
      yield* pause
      const liked = yield* Client.query("com.atproto.repo.getRecord", {
        origin: bob.origin, params: { repo: bob.did, collection: "app.bsky.feed.like" as never, rkey: like.uri.split("/").at(-1)! as never }
      })
      const version = (cid: string) =>
        refused(Client.query("com.atproto.repo.getRecord", {
          origin: alice.origin, params: { repo: alice.did, collection: "app.bsky.feed.post" as never, rkey: rkey as never, cid: cid as never }
        }))
      const { posts } = yield* bob.query("app.bsky.feed.getPosts", { uris: [first.uri as never] })
      return {
        first,
        second,
        subject: (liked.value as { readonly subject: unknown }).subject,
        shown: posts[0]!,
        served: [yield* version(first.cid), yield* version(second.cid)]
      }
    }))
    expect(seen.second.cid).not.toBe(seen.first.cid)
    expect(seen.subject).toEqual(seen.first)
    expect(seen.shown).toMatchObject({ cid: seen.second.cid, record: { text: "I like dogs" } })
    // The old version is told apart from the new one, and not passed off as it.
    expect(seen.served).toEqual(["RecordNotFound", "served"])
  })
})
