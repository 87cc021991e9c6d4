/** The index equals the repositories, whatever the stream does. [sync] */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import type { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import { Town } from "./Town.ts"

const getRepo = "/xrpc/com.atproto.sync.getRepo"

/** Every record of the index, by URI. */
const indexed = (net: Town): Readonly<Record<string, string>> =>
  Object.fromEntries(net.world.run("appview.test", Effect.flatMap(SqlClient, (sql) =>
    Effect.map(sql<{ readonly uri: string; readonly cid: string }>`SELECT uri, cid FROM record ORDER BY uri`, (rows) =>
      rows.map(({ cid, uri }) => [uri, cid])))))

/** Every record of every repository. */
const kept = (net: Town): Readonly<Record<string, string>> =>
  Object.fromEntries([...net.people.values()].filter((person) => person.active).flatMap(({ did, repo }) =>
    [...repo.entries()].map(([path, cid]: readonly [string, Cid]) => [`at://${did}/${path}`, cid.toString()])))

/** All that is made from records, without times. */
const derived = (net: Town): unknown =>
  net.world.run("appview.test", Effect.gen(function*() {
    const sql = yield* SqlClient
    return [
      yield* sql`SELECT uri, kind, author, subject, counted FROM edge ORDER BY uri, kind`,
      yield* sql`SELECT uri, post, author, root, parent, media FROM feed_item ORDER BY uri`,
      yield* sql`SELECT subject, kind, n FROM tally WHERE n <> 0 ORDER BY subject, kind`,
      yield* sql`SELECT uri, recipient, author, reason, subject FROM notification ORDER BY uri, recipient`,
      yield* sql`SELECT did, handle, active, rev, data, sync_state, name FROM actor ORDER BY did`
    ]
  }))

const busy = (net: Town): void => {
  const one = net.post("alice", "one")
  net.like("bob", one)
  net.follow("bob", "alice")
  const two = net.reply("bob", one, "two")
  net.remove(net.like("alice", two))
  net.quote("alice", two, "three")
  net.repost("bob", one)
  net.create("alice", "app.bsky.actor.profile", { displayName: "Alice" }, "self")
}

const town = (options = {}) => {
  const net = new Town(options)
  net.join("alice", "bob")
  net.settle()
  return net
}

describe("following the stream", () => {
  it("holds just what the repositories hold, and asks nobody for more [SYNC-4]", () => {
    const net = town()
    busy(net)
    net.settle()
    expect(indexed(net)).toEqual(kept(net))
    expect(net.asked.get(getRepo)).toBeUndefined()
    expect(net.defects).toEqual([])
  })

  it("resumes after a crash where it was, and equals one that never crashed", () => {
    const [net, other] = [town(), town()]
    for (const one of [net, other]) {
      busy(one)
      one.settle()
      if (one === net) one.world.crash("appview.test")
      one.post("alice", "meanwhile")
      if (one === net) one.world.start("appview.test")
      one.settle(5_000)
    }
    expect(derived(net)).toEqual(derived(other))
    expect(net.asked.get(getRepo)).toBeUndefined()
  })

  it("takes events that come again as nothing new [SYNC-7]", () => {
    const net = town()
    busy(net)
    net.settle()
    const before = derived(net)
    for (const { bytes } of net.log.slice()) {
      const seq = net.emit(() => ({ _tag: "Info", name: "x" }))
      net.log[seq - 1] = { seq, bytes: RepoEvent.withSeq(bytes, seq) }
    }
    net.settle(5_000)
    expect(derived(net)).toEqual(before)
    expect(net.asked.get(getRepo)).toBeUndefined()
  })

  it("keeps a record that no schema accepts out of sight, and the repository in step", () => {
    const net = town()
    const bad = net.create("alice", "app.bsky.feed.post", { text: 7 })
    const foreign = net.create("alice", "com.example.thing", { x: 1 }, "self")
    net.post("alice", "good")
    net.settle()
    expect(indexed(net)).toEqual(kept(net))
    expect(net.postView(bad)).toBeUndefined()
    expect(net.profile("alice").postsCount).toBe(1)
    expect(net.ask("com.atproto.repo.getRecord", { repo: net.did("alice"), collection: "com.example.thing", rkey: "self" }).uri).toBe(foreign)
    net.remove(bad)
    net.settle()
    expect(indexed(net)).toEqual(kept(net))
  })
})

describe("a repository of which something was missed", () => {
  it("is fetched whole, once, and is in step again [SYNC-5]", () => {
    const net = town()
    const gone = net.post("alice", "gone soon")
    net.settle()
    net.remove(gone)
    net.lost.add(net.log.length)
    net.post("alice", "unheard")
    net.lost.add(net.log.length)
    net.post("alice", "heard")
    net.post("alice", "heard too")
    net.settle(5_000)
    expect(indexed(net)).toEqual(kept(net))
    expect(net.profile("alice").postsCount).toBe(3)
    expect(net.asked.get(getRepo)).toBe(1)
    net.post("alice", "and on")
    net.settle()
    expect(indexed(net)).toEqual(kept(net))
    expect(net.asked.get(getRepo)).toBe(1)
  })

  it("goes on with what was said while it was fetched [SYNC-15]", () => {
    const net = town()
    net.post("alice", "lost")
    net.lost.add(net.log.length)
    net.post("alice", "gap")
    for (let i = 0; i < 40; i++) {
      net.post("alice", `post ${i}`)
      net.settle(1)
    }
    net.settle(5_000)
    expect(indexed(net)).toEqual(kept(net))
    expect(net.asked.get(getRepo)).toBeLessThanOrEqual(2)
  })

  it("is fetched again after a crash in the middle [SYNC-6]", () => {
    const net = town()
    net.post("alice", "lost")
    net.lost.add(net.log.length)
    net.world.setLink("pds.test", "appview.test", { latency: { kind: "constant", millis: 400 } })
    net.post("alice", "gap")
    net.settle(600)
    net.world.crash("appview.test")
    net.settle(100)
    net.world.start("appview.test")
    net.settle(10_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("is tried again while nobody answers", () => {
    const net = town()
    net.post("alice", "lost")
    net.lost.add(net.log.length)
    net.post("alice", "gap")
    net.settle(30)
    net.world.partition("appview.test", "pds.test", true)
    net.settle(20_000)
    net.world.partition("appview.test", "pds.test", false)
    net.settle(120_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("is not fetched for a #sync that says what is known, and once for one that differs [SYNC-8]", () => {
    const net = town()
    net.post("alice", "one")
    net.settle()
    net.sync("alice")
    net.sync("alice")
    net.settle()
    expect(net.asked.get(getRepo)).toBeUndefined()
    net.post("alice", "two")
    net.lost.add(net.log.length)
    for (let i = 0; i < 5; i++) net.sync("alice")
    net.settle(5_000)
    expect(indexed(net)).toEqual(kept(net))
    expect(net.asked.get(getRepo)).toBe(1)
  })
})

describe("a repository that cannot be had", () => {
  it("is asked for later and later, and comes in at once when the account says more, though tries were given up", () => {
    const net = town()
    net.unavailable = true
    net.post("alice", "lost")
    net.lost.add(net.log.length)
    net.post("alice", "gap")
    net.settle(3 * 3_600_000)
    const tries = net.asked.get(getRepo)!
    expect(tries).toBeGreaterThan(10)
    expect(tries).toBeLessThan(30)
    net.unavailable = false
    net.post("alice", "one more")
    net.settle(5_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("comes in when it can be had, though the account says no more", () => {
    const net = town()
    net.unavailable = true
    net.post("alice", "lost")
    net.lost.add(net.log.length)
    net.post("alice", "gap")
    net.settle(80 * 60_000)
    net.unavailable = false
    net.settle(80 * 60_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("is fetched when the directory is back, if by then nobody could say whether the account's key is another", () => {
    const net = town()
    net.post("alice", "one")
    net.settle()
    net.world.partition("appview.test", "plc.test", true)
    net.rotateKey("alice")
    net.post("alice", "two")
    net.settle(20_000)
    expect(net.profile("alice").postsCount).toBe(1)
    net.world.partition("appview.test", "plc.test", false)
    net.settle(120_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("is fetched when the account can be resolved again, if it could not be verified meanwhile", () => {
    const net = new Town()
    net.world.partition("appview.test", "plc.test", true)
    net.join("alice")
    net.post("alice", "one")
    net.settle(20_000)
    expect(net.ask("app.bsky.actor.getProfile", { actor: net.did("alice") }).postsCount).toBe(0)
    net.world.partition("appview.test", "plc.test", false)
    net.settle(120_000)
    expect(indexed(net)).toEqual(kept(net))
    expect(net.profile("alice")).toMatchObject({ handle: "alice.pds.test", postsCount: 1 })
  })

  it("is one of those compared when the stream says that events are lost", () => {
    const net = town()
    net.settle()
    net.world.crash("appview.test")
    net.post("alice", "unheard")
    net.lost.add(net.log.length)
    net.emit(() => ({ _tag: "Info", name: "OutdatedCursor" }))
    net.world.start("appview.test")
    net.settle(10_000)
    expect(indexed(net)).toEqual(kept(net))
    expect(net.asked.get("/xrpc/com.atproto.sync.listRepos")).toBe(2)
    expect(net.asked.get(getRepo)).toBe(1)
  })
})

describe("what is not sound", () => {
  it("is a commit from the future: it advances nothing, and locks nobody out [SYNC-9]", () => {
    const net = town()
    const [before, now] = [derived(net), net.nowMillis]
    net.skewMillis = 3_600_000
    net.post("alice", "from tomorrow")
    net.skewMillis = 0
    net.settle()
    expect(derived(net)).toEqual(before)
    net.settle(3_600_000)
    net.sync("alice")
    net.settle(5_000)
    expect(net.nowMillis).toBeGreaterThan(now + 3_600_000)
    expect(indexed(net)).toEqual(kept(net))
  })

  it("is a commit by another key: it changes nothing [SIG-5]", () => {
    const net = town()
    net.post("alice", "one")
    net.settle()
    const before = derived(net)
    const alice = net.person("alice")
    const { key } = alice
    alice.key = net.person("bob").key
    net.post("alice", "forged")
    // The directory never heard of it.
    alice.key = key
    net.settle()
    expect(derived(net)).toEqual(before)
    expect(net.defects).toEqual([])
  })

  it("is taken on the relay's word where commits are not verified again", () => {
    const net = town({ verifyCommits: false })
    const { key } = net.person("alice")
    net.person("alice").key = net.person("bob").key
    net.post("alice", "unverified")
    net.person("alice").key = key
    net.settle()
    expect(net.profile("alice").postsCount).toBe(1)
  })

  it("is not a commit by a new key, once the document says so [SYNC-11]", () => {
    const net = town()
    net.post("alice", "one")
    net.settle()
    net.rotateKey("alice")
    net.post("alice", "two")
    net.settle()
    expect(net.profile("alice").postsCount).toBe(2)
    expect(net.asked.get(getRepo)).toBeUndefined()
  })
})

describe("a late App View", () => {
  it("equals one that followed all along [VIEW-1]", () => {
    const [early, late] = [town(), town({ appView: false })]
    for (const net of [early, late]) {
      net.join("carol")
      busy(net)
      net.follow("carol", "alice")
      net.settle()
      net.account("carol", false, "takendown")
      net.settle()
    }
    // The stream's window has passed by all of it.
    for (const { seq } of late.log) late.lost.add(seq)
    late.world.start("appview.test")
    late.settle(10_000)
    early.settle(10_000)
    late.account("carol", true)
    early.account("carol", true)
    late.sync("carol")
    early.sync("carol")
    late.settle(10_000)
    early.settle(10_000)
    expect(indexed(late)).toEqual(kept(late))
    expect(derived(late)).toEqual(derived(early))
    expect(late.asked.get(getRepo)).toBe(3)
  })
})

describe("handles", () => {
  it("follow the document, and show as invalid while they do not resolve back", () => {
    const net = town()
    expect(net.profile("alice").handle).toBe("alice.pds.test")
    net.person("alice").handle = "wonder.pds.test"
    net.identity("alice")
    net.settle()
    expect(net.profile("alice").handle).toBe("wonder.pds.test")
    expect(net.fetch("app.bsky.actor.getProfile", { actor: "wonder.pds.test" }).status).toBe(200)
    net.person("alice").handle = "elsewhere.nowhere.test"
    net.identity("alice")
    net.settle()
    expect(net.profile("alice").handle).toBe("handle.invalid")
  })

  it("belong to one at a time: who took one over has it", () => {
    const net = town()
    net.person("alice").handle = "free.pds.test"
    net.identity("alice")
    net.settle()
    net.person("alice").handle = "other.pds.test"
    net.person("bob").handle = "free.pds.test"
    net.identity("bob")
    net.settle()
    expect(net.profile("bob").handle).toBe("free.pds.test")
    net.settle(60_000)
    expect(net.profile("alice").handle).toBe("other.pds.test")
  })

  it("are tried again when they could not be reached", () => {
    const net = new Town()
    net.world.partition("appview.test", "pds.test", true)
    net.join("alice")
    net.world.partition("appview.test", "pds.test", false)
    net.person("alice").handle = "late.pds.test"
    net.settle(120_000)
    expect(net.profile("alice").handle).toBe("late.pds.test")
  })
})
