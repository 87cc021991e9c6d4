/** MOD-1: a block works both ways, and third parties do not see what crosses it. */
import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

const town = () => {
  const town = new Town()
  town.join("alice", "bob", "carol")
  return town
}

describe("a block", () => {
  it("hides both from each other wherever they could meet, and unblocking restores it", () => {
    const net = town()
    net.follow("alice", "bob")
    net.follow("bob", "alice")
    const one = net.post("alice", "by alice")
    const two = net.post("bob", "by bob")
    net.like("bob", one)
    net.settle()
    const sight = () => ["alice", "bob"].map((name) => [
      [...net.timeline(name)].sort(),
      net.ask("app.bsky.feed.getPosts", { uris: [one, two] }, name).posts.length,
      net.fetch("app.bsky.feed.getPostThread", { uri: name === "alice" ? two : one }, name).body.thread.$type.split("#")[1],
      net.fetch("app.bsky.feed.getAuthorFeed", { actor: net.did(name === "alice" ? "bob" : "alice") }, name).body.error,
      net.ask("app.bsky.feed.getLikes", { uri: one }, name).likes.length
    ])
    const before = sight()
    expect(before).toEqual([
      [["by alice", "by bob"], 2, "threadViewPost", undefined, 1],
      [["by alice", "by bob"], 2, "threadViewPost", undefined, 1]
    ])
    const block = net.block("alice", "bob")
    net.settle()
    expect(sight()).toEqual([
      [["by alice"], 1, "blockedPost", "BlockedActor", 0],
      [["by bob"], 1, "blockedPost", "BlockedByActor", 1]
    ])
    expect(net.profile("bob", "alice").viewer).toEqual({ muted: false, blockedBy: false, blocking: block })
    expect(net.profile("alice", "bob").viewer).toEqual({ muted: false, blockedBy: true })
    expect(net.ask("app.bsky.graph.getBlocks", {}, "alice").blocks).toMatchObject([{ did: net.did("bob") }])
    // To others both are as before.
    expect(net.ask("app.bsky.feed.getPosts", { uris: [one, two] }, "carol").posts).toHaveLength(2)
    net.remove(block)
    net.settle()
    expect(sight()).toEqual(before)
    expect(net.defects).toEqual([])
  })

  it("cuts replies and quotes between the two, for everybody", () => {
    const net = town()
    const root = net.post("carol", "root")
    const one = net.reply("alice", root, "one")
    const two = net.reply("bob", one, "two", root)
    const quote = net.quote("bob", one, "look")
    net.settle()
    net.block("bob", "alice")
    net.settle()
    const { thread } = net.ask("app.bsky.feed.getPostThread", { uri: root })
    expect(thread.replies).toHaveLength(1)
    expect(thread.replies[0].replies).toEqual([])
    expect(net.ask("app.bsky.feed.getPostThread", { uri: two }, "carol").thread.parent.$type).toBe("app.bsky.feed.defs#blockedPost")
    expect(net.postView(quote, "carol").embed.record).toMatchObject({ $type: "app.bsky.embed.record#viewBlocked", uri: one, author: { did: net.did("alice") } })
    expect(net.ask("app.bsky.feed.getQuotes", { uri: one }, "carol").posts).toEqual([])
  })

  it("keeps reposts and replies of third parties from bringing the two together", () => {
    const net = town()
    net.follow("alice", "carol")
    const one = net.post("bob", "by bob")
    net.repost("carol", one)
    net.reply("carol", one, "answer")
    net.settle()
    expect([...net.timeline("alice")].sort()).toEqual(["answer", "carol: by bob"])
    net.block("alice", "bob")
    net.settle()
    expect(net.timeline("alice")).toEqual([])
  })

  it("takes follows between the two out of views, and silences notifications", () => {
    const net = town()
    net.follow("bob", "alice")
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.settle()
    expect(net.ask("app.bsky.notification.listNotifications", {}, "alice").notifications).toHaveLength(2)
    net.block("bob", "alice")
    net.settle()
    expect(net.ask("app.bsky.notification.listNotifications", {}, "alice").notifications).toEqual([])
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 0 })
    expect(net.ask("app.bsky.graph.getFollowers", { actor: net.did("alice") }, "carol").followers).toEqual([])
    expect(net.profile("bob", "alice").viewer).toEqual({ muted: false, blockedBy: true })
  })
})
