/** VIEW-4: threads are whole, from wherever one looks at them. */
import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

const town = () => {
  const town = new Town()
  town.join("alice", "bob", "carol", "dan")
  return town
}

/** A thread as nested texts; stubs by what they are. */
const tree = (thread: any): unknown =>
  thread.post === undefined
    ? thread.$type.split("#")[1]
    : [thread.post.record.text, ...(thread.replies ?? []).map(tree)]

const above = (thread: any): ReadonlyArray<unknown> =>
  thread.parent === undefined ? [] : thread.parent.post === undefined ? [thread.parent.$type.split("#")[1]] : [thread.parent.post.record.text, ...above(thread.parent)]

const ask = (net: Town, uri: string, params = {}, as?: string) => net.ask("app.bsky.feed.getPostThread", { uri, ...params }, as).thread

describe("a thread", () => {
  it("holds all replies below and the chain above", () => {
    const net = town()
    const root = net.post("alice", "root")
    const one = net.reply("bob", root, "one")
    net.settle(10)
    const two = net.reply("carol", root, "two")
    net.settle(10)
    const three = net.reply("alice", one, "three", root)
    const four = net.reply("dan", three, "four", root)
    net.settle()
    expect(tree(ask(net, root))).toEqual(["root", ["one", ["three", ["four"]]], ["two"]])
    expect(tree(ask(net, three))).toEqual(["three", ["four"]])
    expect(above(ask(net, four))).toEqual(["three", "one", "root"])
    expect(above(ask(net, two))).toEqual(["root"])
    expect(tree(ask(net, `at://alice.pds.test/${root.split("/").slice(3).join("/")}`))).toEqual(tree(ask(net, root)))
    expect(net.defects).toEqual([])
  })

  it("ends at the depth and height asked for", () => {
    const net = town()
    const uris = [net.post("alice", "0")]
    for (let i = 1; i < 8; i++) uris.push(net.reply(i % 2 === 0 ? "alice" : "bob", uris[i - 1]!, String(i), uris[0]))
    net.settle()
    expect(tree(ask(net, uris[0]!, { depth: 2 }))).toEqual(["0", ["1", ["2"]]])
    expect(tree(ask(net, uris[0]!, { depth: 0 }))).toEqual(["0"])
    expect(above(ask(net, uris[7]!, { parentHeight: 3 }))).toEqual(["6", "5", "4"])
    expect(tree(ask(net, uris[0]!))).toEqual(["0", ["1", ["2", ["3", ["4", ["5", ["6"]]]]]]])
  })

  it("shows a stub where a post was deleted above, and nothing below it", () => {
    const net = town()
    const root = net.post("alice", "root")
    const one = net.reply("bob", root, "one")
    const two = net.reply("carol", one, "two", root)
    net.settle()
    net.remove(one)
    net.settle()
    expect(above(ask(net, two))).toEqual(["notFoundPost"])
    expect(tree(ask(net, root))).toEqual(["root"])
    expect(net.fetch("app.bsky.feed.getPostThread", { uri: one })).toMatchObject({ status: 400, body: { error: "NotFound" } })
  })

  it("leaves out a reply that names another root than its parent does", () => {
    const net = town()
    const root = net.post("alice", "root")
    const other = net.post("dan", "other")
    const one = net.reply("bob", root, "one")
    net.reply("carol", one, "strayed", other)
    net.settle()
    expect(tree(ask(net, root))).toEqual(["root", ["one"]])
  })

  it("is whole when replies come before what they answer to", () => {
    const net = town()
    const rkey = "3mbv2i3vtv22a"
    const root = `at://${net.did("alice")}/app.bsky.feed.post/${rkey}`
    const one = net.reply("bob", root, "one")
    const two = net.reply("carol", one, "two", root)
    net.settle()
    expect(above(ask(net, two))).toEqual(["one", "notFoundPost"])
    net.create("alice", "app.bsky.feed.post", { text: "root", createdAt: "2026-01-05T18:00:00Z" }, rkey)
    net.settle()
    expect(tree(ask(net, root))).toEqual(["root", ["one", ["two"]]])
    const told = net.ask("app.bsky.notification.listNotifications", {}, "alice").notifications
    expect(told.map((one: any) => [one.reason, one.record.text, one.reasonSubject]).sort()).toEqual([["reply", "one", root], ["reply", "two", root]])
  })
})
