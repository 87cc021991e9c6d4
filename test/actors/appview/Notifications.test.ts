import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

const town = () => {
  const town = new Town()
  town.join("alice", "bob", "carol")
  return town
}

const list = (net: Town, name: string, params = {}) =>
  net.ask("app.bsky.notification.listNotifications", params, name).notifications
    .map((one: any) => `${one.reason} ${one.author.handle.split(".")[0]}`)

describe("notifications", () => {
  it("tell of likes, reposts, follows, mentions, replies and quotes, newest first", () => {
    const net = town()
    const post = net.post("alice", "hello")
    for (const act of [
      () => net.like("bob", post),
      () => net.repost("bob", post),
      () => net.follow("carol", "alice"),
      () => net.reply("bob", post, "hi"),
      () => net.quote("carol", post, "look"),
      () => net.post("carol", "@alice", { facets: [{ index: { byteStart: 0, byteEnd: 6 }, features: [{ $type: "app.bsky.richtext.facet#mention", did: net.did("alice") }] }] })
    ]) {
      act()
      net.settle(10)
    }
    net.settle()
    expect(list(net, "alice")).toEqual(["mention carol", "quote carol", "reply bob", "follow carol", "repost bob", "like bob"])
    expect(list(net, "alice", { reasons: ["like", "follow"] })).toEqual(["follow carol", "like bob"])
    expect(list(net, "bob")).toEqual([])
    expect(net.defects).toEqual([])
  })

  it("never tell of one's own acts, nor twice of one record", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("alice", post)
    net.reply("alice", post, "me again")
    net.settle(10)
    net.post("bob", "@alice", {
      reply: { root: net.ref(post), parent: net.ref(post) },
      embed: { $type: "app.bsky.embed.record", record: net.ref(post) },
      facets: [{ index: { byteStart: 0, byteEnd: 6 }, features: [{ $type: "app.bsky.richtext.facet#mention", did: net.did("alice") }] }]
    })
    net.settle()
    expect(list(net, "alice")).toEqual(["mention bob"])
  })

  it("are taken back with the post that they are about, and do not climb past it [VIEW-5]", () => {
    const net = town()
    const post = net.post("alice", "hello")
    const other = net.post("alice", "another")
    net.settle(10)
    net.like("bob", post)
    net.repost("bob", post)
    net.quote("carol", post, "look")
    const reply = net.reply("bob", post, "hi")
    net.settle(10)
    net.reply("carol", reply, "hi both", post)
    net.like("carol", other)
    net.settle()
    expect(list(net, "alice")).toHaveLength(6)
    net.remove(post)
    net.settle()
    expect(list(net, "alice")).toEqual(["like carol"])
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 1 })
    expect(list(net, "bob")).toEqual(["reply carol"])
    net.remove(reply)
    net.settle()
    expect(list(net, "bob")).toEqual([])
  })

  it("climb from a reply to those above in the thread", () => {
    const net = town()
    const root = net.post("alice", "root")
    const one = net.reply("bob", root, "one")
    net.reply("carol", one, "two", root)
    net.settle()
    expect(list(net, "bob")).toEqual(["reply carol"])
    expect(list(net, "alice").sort()).toEqual(["reply bob", "reply carol"])
  })

  it("are read up to when they were seen", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.settle()
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 1 })
    net.tell("app.bsky.notification.updateSeen", { seenAt: new Date(net.nowMillis).toISOString() }, "alice")
    net.like("carol", post)
    net.settle()
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 1 })
    const { notifications } = net.ask("app.bsky.notification.listNotifications", {}, "alice")
    expect(notifications.map((one: any) => one.isRead)).toEqual([false, true])
  })

  it("leave out what is done in a thread that one mutes, until one mutes it no more; others hear of it", () => {
    const net = town()
    const root = net.post("alice", "root")
    const one = net.reply("bob", root, "one")
    const mine = net.reply("alice", one, "two", root)
    const other = net.post("alice", "another matter")
    const muted = (name: string | undefined, uri: string) => net.ask("app.bsky.feed.getPosts", { uris: [uri] }, name).posts[0].viewer?.threadMuted
    net.settle()
    expect(muted("alice", mine)).toBe(false)
    net.tell("app.bsky.graph.muteThread", { root }, "alice")
    net.like("carol", mine)
    net.like("carol", root)
    net.quote("bob", root, "look")
    net.reply("carol", one, "three", root)
    net.like("carol", other)
    net.post("bob", "@alice", {
      reply: { root: net.ref(root), parent: net.ref(one) },
      facets: [{ index: { byteStart: 0, byteEnd: 6 }, features: [{ $type: "app.bsky.richtext.facet#mention", did: net.did("alice") }] }]
    })
    net.settle()
    expect(list(net, "alice").sort()).toEqual(["like carol", "mention bob"])
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 2 })
    expect(list(net, "bob").sort()).toEqual(["reply alice", "reply carol"])
    expect([mine, root, other].map((uri) => muted("alice", uri))).toEqual([true, true, false])
    expect([muted("bob", root), muted(undefined, root)]).toEqual([false, undefined])
    net.tell("app.bsky.graph.unmuteThread", { root }, "alice")
    expect(list(net, "alice").length).toBe(7)
    expect(muted("alice", mine)).toBe(false)
  })

  it("leave out whom one mutes", () => {
    const net = town()
    const post = net.post("alice", "hello")
    net.like("bob", post)
    net.like("carol", post)
    net.settle()
    net.tell("app.bsky.graph.muteActor", { actor: net.did("bob") }, "alice")
    expect(list(net, "alice")).toEqual(["like carol"])
    expect(net.ask("app.bsky.notification.getUnreadCount", {}, "alice")).toEqual({ count: 1 })
  })
})
