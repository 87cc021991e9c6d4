/** Labels are shown to whom they are wanted by, and lift nothing but themselves. [label] */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as LabelEvent from "../../../src/protocol/frames/LabelEvent.ts"
import * as Label from "../../../src/protocol/label/Label.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import { Town } from "./Town.ts"

const town = () => {
  const net = new Town({ labelers: ["mod.test", "other.test"] })
  net.join("alice", "bob")
  const post = net.post("alice", "hello")
  net.settle()
  return { net, post }
}

const values = (net: Town, uri: string, headers: Readonly<Record<string, string>> = {}) => {
  const { body } = net.fetch("app.bsky.feed.getPosts", { uris: [uri] }, undefined, headers)
  return body.posts[0]?.labels.map((label: any) => `${label.src.slice(8)} ${label.val}`)
}

describe("labels", () => {
  it("are shown on posts and people until they are retracted [LABEL-2]", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "spam" })
    net.label("mod.test", { uri: net.did("alice"), val: "rude" })
    net.settle()
    expect(values(net, post)).toEqual(["mod.test spam"])
    expect(net.postView(post).author.labels.map((label: any) => label.val)).toEqual(["rude"])
    net.label("mod.test", { uri: post, val: "spam", neg: true })
    net.settle()
    expect(values(net, post)).toEqual([])
    expect(net.defects).toEqual([])
  })

  it("are shown until they expire, though they were read before", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "spam" })
    net.settle()
    const expMillis = Date.UTC(2026, 0, 5, 18) + net.world.now + 60_000
    net.world.run("appview.test", Effect.flatMap(SqlClient, (sql) =>
      sql`UPDATE label SET exp = ${new Date(expMillis).toISOString()}, exp_millis = ${expMillis}`))
    expect(values(net, post)).toEqual(["mod.test spam"])
    net.world.runUntil(net.world.now + 60_000)
    expect(values(net, post)).toEqual([])
  })

  it("of one labeler are not lifted by another [LABEL-7]", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "spam" })
    net.label("other.test", { uri: post, val: "spam", neg: true })
    net.settle()
    expect(values(net, post)).toEqual(["mod.test spam"])
  })

  it("are those of the labelers that one asks for [LABEL-6]", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "spam" })
    net.label("other.test", { uri: post, val: "boring" })
    net.settle()
    expect(values(net, post)).toEqual(["mod.test spam", "other.test boring"])
    expect(values(net, post, { "atproto-accept-labelers": "did:web:other.test" })).toEqual(["other.test boring"])
    expect(values(net, post, { "atproto-accept-labelers": "" })).toEqual([])
    expect(net.fetch("app.bsky.feed.getPosts", { uris: [post] }, undefined, { "atproto-accept-labelers": "did:web:other.test" }).headers["atproto-content-labelers"])
      .toBe("did:web:other.test")
    expect(net.fetch("app.bsky.feed.getPosts", { uris: [post] }, undefined, { "atproto-accept-labelers": "nonsense" }).status).toBe(400)
  })

  it.each<readonly [what: string, forge: (label: Label.Label, net: Town) => Label.Label]>([
    ["another's key signed", (label, net) => Label.sign(label, (bytes) => new KeyRing(1).sign(net.person("alice").key, bytes))],
    ["were changed on the way", (label) => ({ ...label, uri: label.uri.replace(/[^/]+$/, "self") })],
    ["have a signature of something else", (label) => ({ ...label, sig: label.sig.map((byte) => byte ^ 1) })]
  ])("that %s never show, and harm none that come after [LABEL-3]", (_, forge) => {
    const { net, post } = town()
    const forging: Interpose = (host, message) => {
      if (message.kind !== "frame" || host !== "mod.test" || message.to !== "appview.test") return message.bytes
      const event = Result.getOrThrow(Result.flatMap(Frame.decode(message.bytes), LabelEvent.fromFrame))
      return event._tag === "Labels" ? LabelEvent.encode({ ...event, labels: event.labels.map((label) => forge(label, net)) }) : message.bytes
    }
    net.world.interpose(forging)
    net.label("mod.test", { uri: post, val: "forged" })
    net.settle()
    net.world.interpose(undefined)
    net.label("mod.test", { uri: post, val: "sound" })
    net.settle()
    expect(values(net, post)).toEqual(["mod.test sound"])
    expect(net.ask("com.atproto.label.queryLabels", { uriPatterns: ["*"] }).labels).toHaveLength(1)
    expect(net.defects).toEqual([])
  })

  it("with a CID concern that version only", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "old", cid: "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm" })
    net.label("mod.test", { uri: post, val: "new", cid: net.ref(post).cid })
    net.settle()
    expect(values(net, post)).toEqual(["mod.test new"])
  })

  it("that are said while nobody can tell the labeler's key are shown once it can be told, over a crash too [LABEL-2]", () => {
    const net = new Town({ labelers: ["mod.test", "other.test"] })
    net.join("alice")
    const post = net.post("alice", "hello")
    net.documentsAway = true
    net.settle()
    net.label("mod.test", { uri: post, val: "spam" })
    net.label("mod.test", { uri: post, val: "rude" })
    net.label("mod.test", { uri: post, val: "rude", neg: true })
    net.settle(60_000)
    expect(values(net, post)).toEqual([])
    net.world.crash("appview.test")
    net.world.start("appview.test")
    net.settle(60_000)
    expect(values(net, post)).toEqual([])
    net.documentsAway = false
    net.settle(60_000)
    expect(values(net, post)).toEqual(["mod.test spam"])
    expect(net.defects).toEqual([])
  })

  it("take content down where the labeler may redact, and reversal restores it [MOD-6]", () => {
    const { net, post } = town()
    net.follow("bob", "alice")
    net.settle()
    const before = net.timeline("bob")
    net.label("mod.test", { uri: net.did("alice"), val: "!takedown" })
    net.settle()
    expect(net.postView(post)).toBeUndefined()
    expect(net.timeline("bob")).toEqual([])
    expect(values(net, post, { "atproto-accept-labelers": "did:web:mod.test" })).toEqual([])
    net.label("mod.test", { uri: net.did("alice"), val: "!takedown", neg: true })
    net.settle()
    expect(net.timeline("bob")).toEqual(before)
  })

  it("can be asked for as they were signed", () => {
    const { net, post } = town()
    net.label("mod.test", { uri: post, val: "spam" })
    net.label("mod.test", { uri: net.did("alice"), val: "rude" })
    net.settle()
    const { labels } = net.ask("com.atproto.label.queryLabels", { uriPatterns: ["at://*"], sources: ["did:web:mod.test"] })
    expect(labels).toMatchObject([{ ver: 1, src: "did:web:mod.test", uri: post, val: "spam", sig: { $bytes: expect.any(String) } }])
    expect(net.ask("com.atproto.label.queryLabels", { uriPatterns: ["*"] }).labels).toHaveLength(2)
    expect(net.fetch("com.atproto.label.queryLabels", { uriPatterns: ["at://*x*"] }).status).toBe(400)
  })

  it("that authors put on their own posts come with them", () => {
    const { net } = town()
    const post = net.post("alice", "careful", { labels: { $type: "com.atproto.label.defs#selfLabels", values: [{ val: "graphic-media" }] } })
    net.settle()
    expect(values(net, post)).toEqual([`${net.did("alice").slice(8)} graphic-media`])
  })
})
