/**
 * Planted bugs of streams and relays, and the oracles that notice. What else
 * they violate follows from the same bug.
 */
import { describe, it } from "vitest"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"
const relay = "relay.test"
const views = ["VIEW-3", "VIEW-5", "MOD-5", "HANDLE-1"]

describe("STREAM-1 notices a host", () => {
  it("that gives two events one seq", () => {
    let previous = 0
    let count = 0
    Town.expectCaught({
      interpose: Town.frames(pds, (_event, { bytes }) => {
        const seq = RepoEvent.seqOf(bytes)!
        const said = ++count === 40 ? previous : seq
        previous = seq
        return RepoEvent.withSeq(bytes, said)
      })
    }, "STREAM-1", ["STREAM-2", "REPO-7", "MST-1", "REPO-3", "SYNC-2", "SYNC-14", "RELAY-3", "RELAY-10", ...views])
  })

  it("that begins to count anew after a crash", () => {
    let crashed = Infinity
    let highest = 0
    let back = 0
    let last = 0
    Town.expectCaught({
      town: { faults: [{ kind: "crash", target: relay, at: "60s", for: "5s" }] },
      interpose: (host, message) => {
        if (host !== relay || message.kind !== "frame") return message.bytes
        const seq = RepoEvent.seqOf(message.bytes)!
        // The first dial after the crash comes from a consumer whose last seq is known: it is told that one again.
        if (message.to === "feeds.test") {
          if (message.connection !== last && last !== 0 && seq < crashed) {
            crashed = seq
            // A start is an epoch, so the next number is far above: back to where the first
            // life was, and a little more.
            back = crashed - Math.min(crashed, highest + 1) + 3
          }
          last = message.connection
        }
        if (seq >= crashed) return RepoEvent.withSeq(message.bytes, seq - back)
        highest = Math.max(highest, seq)
        return message.bytes
      }
    }, "STREAM-1", ["STREAM-2", "RELAY-3", ...views])
  })

  it("that sends what is no frame", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(relay, Town.anyCommit, (_event, frame) => frame.subarray(0, frame.length - 9))
    }, "STREAM-1", ["RELAY-3", "STREAM-2", ...views])
  })
})

describe("STREAM-2 notices a relay", () => {
  it("that keeps an event from one of its consumers", () => {
    let count = 0
    Town.expectCaught({
      interpose: (host, message) =>
        host === relay && message.kind === "frame" && message.to === "feeds.test" && ++count === 40 ? "drop" : message.bytes
    }, "STREAM-2")
  })

  it("that falls silent towards one of its consumers", () => {
    let count = 0
    Town.expectCaught({
      interpose: (host, message) =>
        host === relay && message.kind === "frame" && message.to === "feeds.test" && ++count >= 40 ? "drop" : message.bytes
    }, "STREAM-2")
  })

  it("that keeps an event from a consumer which came back together with it", () => {
    const seen = new Set<number>()
    let count = 0
    Town.expectCaught({
      town: { faults: ["feeds.test", relay].map((target) => ({ kind: "crash", target, at: "60s", for: "5s" })) },
      interpose: (host, message) => {
        if (host !== relay || message.kind !== "frame" || message.to !== "feeds.test") return message.bytes
        seen.add(message.connection)
        return seen.size > 1 && ++count === 20 ? "drop" : message.bytes
      }
    }, "STREAM-2")
  })

  it("that tells a consumer with a cursor what lies before it", () => {
    let first: Uint8Array | undefined
    const seen = new Set<number>()
    Town.expectCaught({
      town: { faults: [{ kind: "crash", target: "feeds.test", at: "60s", for: "5s" }] },
      interpose: (host, message) => {
        if (host !== relay || message.kind !== "frame" || message.to !== "feeds.test") return message.bytes
        first ??= message.bytes
        if (seen.has(message.connection)) return message.bytes
        seen.add(message.connection)
        return seen.size > 1 ? [first, message.bytes] : message.bytes
      }
    }, "STREAM-2", ["STREAM-1"])
  })
})

describe("RELAY-3 notices a relay", () => {
  it("that drops a commit", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(relay, Town.touches("app.bsky.feed.post", "create"), () => "drop", 12)
    }, "RELAY-3", views)
  })

  it("that drops the last commit of an account", () => {
    let last: string | undefined
    Town.run({
      interpose: Town.frames(relay, (event, { bytes }) => {
        if (event._tag === "Commit") last = event.rev
        return bytes
      })
    })
    Town.expectCaught({ interpose: Town.oneCommit(relay, (event) => event.rev === last, () => "drop", 1) }, "RELAY-3", views)
  })

  it("that swaps two commits of an account", () => {
    let held: { readonly did: string; readonly frame: Uint8Array; readonly seq: number } | undefined
    let count = 0
    Town.expectCaught({
      interpose: Town.frames(relay, (event, { bytes }) => {
        if (event._tag !== "Commit") return bytes
        if (held === undefined && ++count === 30) {
          held = { did: event.repo, frame: bytes, seq: event.seq }
          return "drop"
        }
        if (held?.did !== event.repo || held.seq < 0) return bytes
        const { frame, seq } = held
        held = { ...held, seq: -1 }
        return [RepoEvent.withSeq(bytes, seq), RepoEvent.withSeq(frame, event.seq)]
      })
    }, "RELAY-3", ["STREAM-1", "STREAM-2", ...views])
  })

  it("that leaves an operation out of a commit", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(relay, Town.touches("app.bsky.feed.like"), (event) => ({ ...event, ops: [] }), 5)
    }, "RELAY-3", views)
  })

  it("that passes on what no home said", () => {
    const forger = new Town.Forger()
    Town.expectCaught({
      layerOf: forger.layerOf,
      interpose: Town.oneCommit(relay, (event) => event.prevData !== undefined, (event) => forger.recommit(event, () => ({ data: event.prevData! })))
    }, "RELAY-3", views)
  })
})

describe("RELAY-10 notices in its lists by collection a relay", () => {
  const relays = (right: string, wrong: string) => ({ layerOf: Town.withStatement("relay", right, wrong) })

  it("that names nobody who posted only after having liked something", () => {
    Town.expectCaught(relays(
      "INSERT OR IGNORE INTO relay_collection (collection, did) VALUES (?, ?)",
      "INSERT OR IGNORE INTO relay_collection (collection, did) SELECT * FROM (SELECT ? AS c, ? AS d) WHERE c <> 'app.bsky.feed.post' OR NOT EXISTS (SELECT 1 FROM relay_collection r WHERE r.did = d AND r.collection = 'app.bsky.feed.like')"
    ), "RELAY-10")
  })

  it("that begins a page with the last account of the one before", () => {
    Town.expectCaught(relays("WHERE c.collection = ? AND c.did > ? ORDER BY", "WHERE c.collection = ? AND c.did >= ? ORDER BY"), "RELAY-10")
  })

  it("that goes on naming accounts which are not active", () => {
    Town.expectCaught({
      ...relays("SELECT c.did, a.upstream, a.local FROM relay_collection c", "SELECT c.did, NULL AS upstream, a.local FROM relay_collection c"),
      town: { timeline: [{ what: "accounts", at: "30s", share: "100%", within: "60s", forGood: "100%" }] }
    }, "RELAY-10")
  })
})

describe("RELAY-10 notices a relay", () => {
  type Repos = { readonly repos: ReadonlyArray<{ readonly did: string; readonly rev: string }> }

  it("that lists an account at an older rev", () => {
    Town.expectCaught({
      interpose: Town.answers(relay, "com.atproto.sync.listRepos", ({ repos, ...rest }: Repos) => ({
        ...rest,
        repos: repos.map((repo, i) => i === 0 ? { ...repo, rev: "3m22222222222" } : repo)
      }))
    }, "RELAY-10")
  })

  it("that leaves an account out", () => {
    Town.expectCaught({
      interpose: Town.answers(relay, "com.atproto.sync.listRepos", ({ repos, ...rest }: Repos) => ({ ...rest, repos: repos.slice(1) }))
    }, "RELAY-10")
  })

  it("that lists an account which nobody announced", () => {
    Town.expectCaught({
      interpose: Town.answers(relay, "com.atproto.sync.listRepos", ({ repos, ...rest }: Repos) => ({
        ...rest,
        repos: [...repos, { ...repos[0], did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" }]
      }))
    }, "RELAY-10")
  })
})
