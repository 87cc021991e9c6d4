/** MOD-5, VIEW-5: counts are of live records by distinct active authors, and deletion undoes everything. */
import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

const town = () => {
  const town = new Town()
  town.join("alice", "bob", "carol")
  return town
}

const counts = (town: Town, uri: string) => {
  const { likeCount, quoteCount, replyCount, repostCount } = town.postView(uri)
  return [likeCount, repostCount, replyCount, quoteCount]
}

const graph = (town: Town, name: string) => {
  const { followersCount, followsCount, postsCount } = town.profile(name)
  return [followersCount, followsCount, postsCount]
}

describe("counts", () => {
  it("are of likes, reposts, replies and quotes", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.like("carol", post)
    net.repost("bob", post)
    net.reply("carol", post, "hi")
    net.quote("bob", post, "look")
    net.settle()
    expect(counts(net, post)).toEqual([2, 1, 1, 1])
    expect(graph(net, "carol")).toEqual([0, 0, 1])
    expect(net.defects).toEqual([])
  })

  it("take several likes of one person as one, until the last is gone", () => {
    const net = town()
    const post = net.post("alice", "hello")
    const likes = [net.like("bob", post), net.like("bob", post), net.like("bob", post)]
    net.settle()
    expect(counts(net, post)).toEqual([1, 0, 0, 0])
    expect(net.postView(post, "bob").viewer.like).toBe(likes[0])
    net.remove(likes[0]!)
    net.settle()
    expect(counts(net, post)).toEqual([1, 0, 0, 0])
    expect(net.postView(post, "bob").viewer.like).toBe(likes[1])
    net.remove(likes[2]!)
    net.remove(likes[1]!)
    net.settle()
    expect(counts(net, post)).toEqual([0, 0, 0, 0])
    expect(net.postView(post, "bob").viewer.like).toBeUndefined()
  })

  it("show a repost made twice once, and still once when the first is taken back", () => {
    const net = town()
    net.follow("carol", "bob")
    const post = net.post("alice", "hello")
    const first = net.repost("bob", post)
    net.repost("bob", post)
    net.settle()
    expect(net.timeline("carol")).toEqual(["bob: hello"])
    net.remove(first)
    net.settle()
    expect(net.timeline("carol")).toEqual(["bob: hello"])
    expect(counts(net, post)).toEqual([0, 1, 0, 0])
  })

  it("are of follows, both ways", () => {
    const net = town()
    const follow = net.follow("alice", "bob")
    net.follow("alice", "bob")
    net.follow("carol", "bob")
    net.settle()
    expect(graph(net, "bob")).toEqual([2, 0, 0])
    expect(graph(net, "alice")).toEqual([0, 1, 0])
    net.remove(follow)
    net.settle()
    expect(graph(net, "bob")).toEqual([2, 0, 0])
  })

  it("know a like that came before its post", () => {
    const net = town()
    const rkey = "3mbv2i3vtv22a"
    const uri = `at://${net.did("alice")}/app.bsky.feed.post/${rkey}`
    net.like("bob", uri)
    net.settle()
    net.create("alice", "app.bsky.feed.post", { text: "late", createdAt: "2026-01-05T18:00:00Z" }, rkey)
    net.settle()
    expect(counts(net, uri)).toEqual([1, 0, 0, 0])
  })

  it("are as before after create and delete of anything", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.settle()
    const before = [counts(net, post), ["alice", "bob", "carol"].map((name) => graph(net, name)), net.timeline("carol")]
    const made = [
      net.like("carol", post),
      net.repost("carol", post),
      net.reply("carol", post, "hi"),
      net.quote("carol", post, "look"),
      net.follow("carol", "alice"),
      net.post("carol", "mine", { facets: [{ index: { byteStart: 0, byteEnd: 4 }, features: [{ $type: "app.bsky.richtext.facet#mention", did: net.did("alice") }] }] })
    ]
    net.settle()
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 7 })
    for (const uri of made) net.remove(uri)
    net.settle()
    expect([counts(net, post), ["alice", "bob", "carol"].map((name) => graph(net, name)), net.timeline("carol")]).toEqual(before)
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 1 })
    expect(net.ask("app.bsky.feed.getPostThread", { uri: post }).thread.replies).toEqual([])
  })

  it("leave out who is deleted, of whom nothing is said but that nobody is found", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.settle()
    expect(counts(net, post)).toEqual([1, 0, 0, 0])
    net.account("bob", false, "deleted")
    net.settle()
    expect(counts(net, post)).toEqual([0, 0, 0, 0])
    expect(net.profile("bob")).toEqual({ error: "InvalidRequest", message: "Profile not found" })
    net.account("carol", false, "takendown")
    net.settle()
    expect(net.profile("carol")).toMatchObject({ error: "AccountTakedown" })
  })

  it("leave out who is not active, and count them again when they come back", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.repost("bob", post)
    const reply = net.reply("bob", post, "hi")
    net.quote("bob", post, "look")
    net.follow("bob", "alice")
    net.settle()
    expect(counts(net, post)).toEqual([1, 1, 1, 1])
    net.account("bob", false, "deactivated")
    net.settle()
    expect(counts(net, post)).toEqual([0, 0, 0, 0])
    expect(graph(net, "alice")).toEqual([0, 0, 1])
    expect(net.postView(reply)).toBeUndefined()
    expect(net.profile("bob")).toMatchObject({ error: "AccountDeactivated" })
    expect(net.ask("app.bsky.feed.getLikes", { uri: post }).likes).toEqual([])
    net.account("bob", true)
    net.sync("bob")
    net.settle()
    expect(counts(net, post)).toEqual([1, 1, 1, 1])
    expect(graph(net, "alice")).toEqual([1, 0, 1])
    expect(graph(net, "bob")).toEqual([0, 1, 2])
    expect(net.asked.get("/xrpc/com.atproto.sync.getRepo")).toBeUndefined()
  })

  it("forget a deleted account for good, whose DID may come back with another repository", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.post("bob", "mine")
    net.settle()
    net.account("bob", false, "deleted")
    net.settle()
    expect(counts(net, post)).toEqual([0, 0, 0, 0])
    net.account("bob", true)
    net.sync("bob")
    net.settle(5_000)
    expect(counts(net, post)).toEqual([1, 0, 0, 0])
    expect(graph(net, "bob")).toEqual([0, 0, 1])
    expect(net.asked.get("/xrpc/com.atproto.sync.getRepo")).toBe(1)
  })
})

describe("lists of who did what", () => {
  it("name each person once, newest first, page by page", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.settle(10)
    net.like("carol", post)
    net.like("carol", post)
    net.settle(10)
    net.like("alice", post)
    net.quote("bob", post, "look")
    net.repost("carol", post)
    net.settle()
    const pages: Array<Array<string>> = []
    let cursor: string | undefined
    do {
      const page: any = net.ask("app.bsky.feed.getLikes", { uri: post, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      pages.push(page.likes.map((like: any) => like.actor.handle))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(pages).toEqual([["alice.pds.test", "carol.pds.test"], ["bob.pds.test"]])
    expect(net.ask("app.bsky.feed.getRepostedBy", { uri: post }).repostedBy).toMatchObject([{ did: net.did("carol") }])
    expect(net.ask("app.bsky.feed.getQuotes", { uri: post }).posts).toMatchObject([
      { record: { text: "look" }, embed: { record: { $type: "app.bsky.embed.record#viewRecord", uri: post, value: { text: "hello" } } } }
    ])
  })

  it("name follows and followers", () => {
    const net = town()
    net.follow("alice", "bob")
    net.settle(10)
    net.follow("alice", "carol")
    net.follow("carol", "bob")
    net.settle()
    const dids = (list: ReadonlyArray<any>) => list.map((one) => one.handle.split(".")[0])
    const follows = net.ask("app.bsky.graph.getFollows", { actor: "alice.pds.test" }, "bob")
    expect(follows.subject.did).toBe(net.did("alice"))
    expect(dids(follows.follows)).toEqual(["carol", "bob"])
    expect(follows.follows[0].viewer.following).toBeUndefined()
    expect(follows.follows[0].viewer.followedBy).toContain(net.did("carol"))
    expect(dids(net.ask("app.bsky.graph.getFollowers", { actor: net.did("bob") }).followers).sort()).toEqual(["alice", "carol"])
    expect(net.ask("app.bsky.graph.getRelationships", { actor: net.did("alice"), others: [net.did("bob"), "nobody.test"] }).relationships)
      .toMatchObject([{ did: net.did("bob"), following: expect.stringContaining("app.bsky.graph.follow") }, { actor: "nobody.test", notFound: true }])
  })
})
