/** VIEW-3, MOD-2: the posts and reposts of followed, unmuted, active people, newest first, each once. */
import { StatementSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import * as Blob from "../../../src/protocol/data/Blob.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { Town } from "./Town.ts"

const town = () => {
  const town = new Town()
  town.join("alice", "bob", "carol", "dan")
  town.follow("alice", "bob")
  town.follow("alice", "carol")
  return town
}

const say = (net: Town, name: string, text: string) => {
  const uri = net.post(name, text)
  net.settle(10)
  return uri
}

/** How often a timeline was searched: once for each window of time. */
let searches = 0
const all = StatementSync.prototype.all
Object.defineProperty(StatementSync.prototype, "all", {
  value(this: StatementSync, ...parameters: ReadonlyArray<never>) {
    if (this.sourceSQL.includes("f.author IN (SELECT subject FROM edge")) searches++
    return Reflect.apply(all, this, parameters) as unknown
  }
})

describe("a timeline that does not fill its page", () => {
  const look = (net: Town, name: string) => {
    const before = searches
    return [net.timeline(name), searches - before]
  }
  const longAgo = { createdAt: "1970-01-02T00:00:00.000Z" }

  it("is searched for what its people posted, whatever a stranger dates back", () => {
    const net = town()
    say(net, "bob", "one")
    net.settle()
    expect(look(net, "alice")).toEqual([["one"], 1])
    for (const text of ["of 1970", "of 1970 again"]) {
      net.post("dan", text, longAgo)
      net.settle()
      net.timeline("alice")
      expect(look(net, "alice")).toEqual([["one"], 1])
      expect(look(net, "alice")).toEqual([["one"], 1])
    }
    // Nobody who does not follow dan looks further for the third one, not even once.
    net.post("dan", "of 1970, the third", longAgo)
    net.settle()
    expect(look(net, "alice")).toEqual([["one"], 1])
  })

  it("shows what one of them dates back, and is short again when that is gone", () => {
    const net = town()
    say(net, "bob", "one")
    net.settle()
    net.post("dan", "a stranger's", longAgo)
    net.settle()
    for (const _ of [1, 2]) net.timeline("alice")
    const old = net.post("carol", "carol's of 1970", longAgo)
    net.settle()
    expect(look(net, "alice")).toEqual([["one", "carol's of 1970"], 3])
    net.remove(old)
    net.settle()
    net.timeline("alice")
    expect(look(net, "alice")).toEqual([["one"], 1])
    net.follow("alice", "dan")
    net.settle()
    expect(look(net, "alice")).toEqual([["one", "a stranger's"], 3])
    const own = net.post("alice", "alice's of 1970", longAgo)
    net.settle()
    expect(net.timeline("alice")).toContain("alice's of 1970")
    net.remove(own)
  })

  it("is what a naive sort makes of it, whatever is dated back, followed, left and deleted", () => {
    const day = 86_400_000
    const names = ["alice", "bob", "carol", "dan"]
    for (const seed of [1, 2, 3]) {
      let state = seed
      const draw = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
      const net = town()
      const follows = new Map([["bob", ""], ["carol", ""]])
      const posts: Array<{ readonly uri: string; readonly author: string; readonly text: string; readonly at: number }> = []
      net.settle()
      for (let i = 0; i < 60; i++) {
        const name = names[draw(4)]!
        const act = draw(10)
        if (act < 5) {
          const at = Math.max(i, net.nowMillis - [0.001, 0.5, 2, 15, 20, 30_000][draw(6)]! * day)
          posts.push({ uri: net.post(name, `${i}`, { createdAt: new Date(at).toISOString() }), author: name, text: `${i}`, at })
        } else if (act < 6 && name !== "alice") {
          if (!follows.has(name)) follows.set(name, net.follow("alice", name))
        } else if (act < 7 && follows.get(name)) {
          net.remove(follows.get(name)!)
          follows.delete(name)
        } else if (act < 8 && posts.length > 0) {
          net.remove(posts.splice(draw(posts.length), 1)[0]!.uri)
        }
        net.settle(100)
        const expected = posts.filter(({ author }) => author === "alice" || follows.has(author)).sort((a, b) => b.at - a.at).map(({ text }) => text)
        expect([seed, i, net.timeline("alice", { limit: 100 })]).toEqual([seed, i, expected])
      }
    }
  })
})

describe("a timeline", () => {
  it("holds one's own posts and those of the people one follows, newest first", () => {
    const net = town()
    say(net, "bob", "one")
    say(net, "dan", "unseen")
    say(net, "alice", "two")
    const three = say(net, "carol", "three")
    net.repost("bob", three)
    net.settle()
    expect(net.timeline("alice")).toEqual(["bob: three", "three", "two", "one"])
    expect(net.timeline("dan")).toEqual(["unseen"])
    expect(net.fetch("app.bsky.feed.getTimeline").status).toBe(401)
    expect(net.defects).toEqual([])
  })

  it("changes with follows and deletions", () => {
    const net = town()
    const one = say(net, "bob", "one")
    say(net, "dan", "two")
    const follow = net.follow("alice", "dan")
    net.settle()
    expect(net.timeline("alice")).toEqual(["two", "one"])
    net.remove(one)
    net.remove(follow)
    net.settle()
    expect(net.timeline("alice")).toEqual([])
  })

  it("is the same page by page, though posts come in between", () => {
    const net = town()
    for (let i = 0; i < 12; i++) say(net, i % 2 === 0 ? "bob" : "carol", `post ${i}`)
    net.settle()
    const whole = net.timeline("alice", { limit: 100 })
    expect(whole).toHaveLength(12)
    const pages: Array<string> = []
    let cursor: string | undefined
    do {
      const page: any = net.ask("app.bsky.feed.getTimeline", { limit: 5, ...(cursor === undefined ? {} : { cursor }) }, "alice")
      pages.push(...net.lines(page.feed))
      cursor = page.cursor
      say(net, "bob", "meanwhile")
    } while (cursor !== undefined)
    expect(pages).toEqual(whole)
    expect(net.fetch("app.bsky.feed.getTimeline", { cursor: "nonsense" }, "alice").status).toBe(400)
  })

  it("shows posts of one moment all, in a stable order", () => {
    const net = town()
    for (let i = 0; i < 7; i++) net.post("bob", `post ${i}`, { createdAt: "2026-01-05T18:00:00.000Z" })
    net.settle()
    const pages: Array<string> = []
    let cursor: string | undefined
    do {
      const page: any = net.ask("app.bsky.feed.getTimeline", { limit: 3, ...(cursor === undefined ? {} : { cursor }) }, "alice")
      pages.push(...net.lines(page.feed))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(pages.sort()).toEqual(["post 0", "post 1", "post 2", "post 3", "post 4", "post 5", "post 6"])
  })

  it("goes back as far as there is anything, however long the silence between", () => {
    const net = town()
    const [day, newest] = [86_400_000, Date.UTC(2026, 0, 5, 12)]
    const ages = [0, 0.5, 1, 2, 16, 17, 1_000].map((days) => days * day)
    for (const age of ages) net.post("bob", `${age / day} days`, { createdAt: new Date(newest - age).toISOString() })
    net.settle()
    const all = ages.map((age) => `${age / day} days`)
    expect(net.timeline("alice", { limit: 100 })).toEqual(all)
    for (const limit of [1, 2, 3]) {
      const pages: Array<string> = []
      let cursor: string | undefined
      do {
        const page: any = net.ask("app.bsky.feed.getTimeline", { limit, ...(cursor === undefined ? {} : { cursor }) }, "alice")
        pages.push(...net.lines(page.feed))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(pages).toEqual(all)
    }
    net.world.crash("appview.test")
    net.world.start("appview.test")
    net.settle()
    expect(net.timeline("alice", { limit: 100 })).toEqual(all)
  })

  it("sorts a post that claims to be from the future by when it came, and an old one by its claim", () => {
    const net = town()
    net.post("bob", "from the future", { createdAt: "2031-01-01T00:00:00Z" })
    net.settle(100)
    net.post("bob", "from long ago", { createdAt: "2023-01-01T00:00:00Z" })
    net.settle(10)
    say(net, "bob", "now")
    net.settle()
    expect(net.timeline("alice")).toEqual(["now", "from the future", "from long ago"])
  })

  it("leaves out whom one mutes, for the muter alone", () => {
    const net = town()
    const one = say(net, "bob", "one")
    net.repost("carol", one)
    net.settle(10)
    say(net, "carol", "two")
    net.follow("dan", "bob")
    net.settle()
    const before = net.fetch("app.bsky.feed.getTimeline", {}, "dan").body
    expect(net.tell("app.bsky.graph.muteActor", { actor: net.did("bob") }, "alice").status).toBe(200)
    expect(net.timeline("alice")).toEqual(["two"])
    expect(net.fetch("app.bsky.feed.getTimeline", {}, "dan").body).toEqual(before)
    expect(net.ask("app.bsky.graph.getMutes", {}, "alice").mutes).toMatchObject([{ did: net.did("bob"), viewer: { muted: true } }])
    expect(net.ask("app.bsky.graph.getMutes", {}, "bob").mutes).toEqual([])
    net.tell("app.bsky.graph.unmuteActor", { actor: "bob.pds.test" }, "alice")
    expect(net.timeline("alice")).toEqual(["two", "carol: one", "one"])
  })

  it("can mute someone's reposts only, or quotes only", () => {
    const net = town()
    const one = say(net, "dan", "one")
    net.repost("bob", one)
    net.quote("bob", one, "a quote")
    net.settle(10)
    say(net, "bob", "own")
    net.settle()
    net.tell("app.bsky.graph.muteActor", { actor: net.did("bob"), onlyReposts: true }, "alice")
    expect(net.timeline("alice")).toEqual(["own", "a quote"])
    net.tell("app.bsky.graph.muteActor", { actor: net.did("bob"), onlyQuoteposts: true }, "alice")
    expect(net.timeline("alice")).toEqual(["own", "bob: one"])
  })

  it("tells what a post answers to, and the latest rev of the asker that is indexed", () => {
    const net = town()
    const one = say(net, "dan", "one")
    const two = net.reply("bob", one, "two")
    net.settle(10)
    net.reply("carol", two, "three", one)
    net.settle()
    const { body, headers } = net.fetch("app.bsky.feed.getTimeline", {}, "alice")
    expect(headers["atproto-repo-rev"]).toBe(net.person("alice").repo.head.rev)
    expect(body.feed[0]).toMatchObject({
      post: { record: { text: "three" } },
      reply: { root: { record: { text: "one" } }, parent: { record: { text: "two" } }, grandparentAuthor: { did: net.did("dan") } }
    })
  })
})

describe("an author's feed", () => {
  it("can leave out replies, or show media and threads only", () => {
    const net = town()
    const other = say(net, "dan", "other")
    const one = say(net, "bob", "one")
    net.reply("bob", one, "thread")
    net.settle(10)
    net.reply("bob", other, "answer")
    net.settle(10)
    const image = Blob.blobRef(Cid.ofRaw(new Uint8Array([1])), "image/png", 1)
    net.post("bob", "picture", { embed: { $type: "app.bsky.embed.images", images: [{ image, alt: "a dot" }] } })
    net.settle(10)
    net.repost("bob", other)
    net.settle()
    const feed = (filter?: string) =>
      net.lines(net.ask("app.bsky.feed.getAuthorFeed", { actor: net.did("bob"), ...(filter === undefined ? {} : { filter }) }).feed)
    expect(feed()).toEqual(["bob: other", "picture", "answer", "thread", "one"])
    expect(feed("posts_no_replies")).toEqual(["bob: other", "picture", "one"])
    expect(feed("posts_and_author_threads")).toEqual(["bob: other", "picture", "thread", "one"])
    expect(feed("posts_with_media")).toEqual(["picture"])
  })

  it("begins with the pinned post, if asked", () => {
    const net = town()
    const one = say(net, "bob", "pinned")
    say(net, "bob", "two")
    net.create("bob", "app.bsky.actor.profile", { pinnedPost: net.ref(one) }, "self")
    net.settle()
    const { feed } = net.ask("app.bsky.feed.getAuthorFeed", { actor: net.did("bob"), includePins: true })
    expect(feed.map((item: any) => [item.post.record.text, item.reason?.$type])).toEqual([
      ["pinned", "app.bsky.feed.defs#reasonPin"],
      ["two", undefined]
    ])
  })

  it("of likes is for the one who gave them", () => {
    const net = town()
    const one = say(net, "bob", "one")
    net.like("alice", one)
    net.settle()
    expect(net.lines(net.ask("app.bsky.feed.getActorLikes", { actor: net.did("alice") }, "alice").feed)).toEqual(["one"])
    expect(net.fetch("app.bsky.feed.getActorLikes", { actor: net.did("alice") }, "bob").status).toBe(400)
  })
})
