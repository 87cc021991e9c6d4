/**
 * Planted bugs of a PDS in its repositories, and the oracles that notice. What
 * else they violate follows from the same bug.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as SqlClient from "effect/sql/SqlClient"
import { describe, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import type { KeyPair } from "../../../src/protocol/keys/Keys.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"
/** A relay refuses the bad commit: it is missing there, and from views until somebody looks again. */
const refused = ["RELAY-3", "RELAY-10", "VIEW-3", "VIEW-5", "MOD-5", "SYNC-14"]

/** A second name for the same length, so that the bytes stay a map. */
const misspell = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
  const changed = Buffer.from(bytes)
  changed.write(to, changed.lastIndexOf(from), "latin1")
  return new Uint8Array(changed)
}

const withoutBlock = (event: RepoEvent.CommitEvent, cid: Cid): Uint8Array => {
  const { blocks, roots } = Result.getOrThrow(Car.read(event.blocks))
  blocks.delete(cid)
  return Car.write(roots, blocks.entries())
}

describe("DATA-6 notices a PDS", () => {
  it("that sends a block whose bytes are not those of its CID", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.post", "create"), (event) => ({
        ...event,
        blocks: misspell(event.blocks, "createdAt", "createdBy")
      }))
    }, "DATA-6", refused)
  })

  it("that leaves the record out of its commit", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.post", "create"), (event) => ({
        ...event,
        blocks: withoutBlock(event, event.ops[0]!.cid!)
      }))
    }, "DATA-6", refused)
  })

  it("that names another root in its CAR", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.anyCommit, (event) => ({
        ...event,
        blocks: Car.write([event.ops[0]?.cid ?? event.prevData!], Result.getOrThrow(Car.read(event.blocks)).blocks.entries())
      }))
    }, "DATA-6", refused)
  })
})

describe("MST-1 notices a PDS", () => {
  it("that signs the root of the tree as it was before the write", () => {
    const forger = new Town.Forger()
    Town.expectCaught({
      layerOf: forger.layerOf,
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.like", "create"), (event) =>
        forger.recommit(event, () => ({ data: event.prevData! })), 5)
    }, "MST-1", ["REPO-7", "SYNC-2", ...refused])
  })

  it("that hangs a record into its tree and does not say so", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.like", "create"), (event) => ({ ...event, ops: [] }), 5)
    }, "MST-1", ["REPO-3", "REPO-7", ...refused])
  })
})

/** The PDS loses power once, and has nothing but its disk. */
const poweredOff = { faults: [{ kind: "crash", target: pds, at: "70s", for: "3s" }] }

describe("MST-1 notices a PDS with a bad disk", () => {
  it("that loses some likes there, and goes on with what is left", () => {
    Town.expectCaught({
      town: poweredOff,
      layerOf: Town.withTrigger("AFTER INSERT ON record WHEN NEW.collection = 'app.bsky.feed.like' AND NEW.rowid % 5 = 0 BEGIN DELETE FROM record WHERE rowid = NEW.rowid; END")
    }, "MST-1", ["REPO-3", "REPO-7", "SYNC-2", "MOD-1", ...refused])
  })
})

describe("REPO-1 notices a PDS", () => {
  it("that gives a commit the rev of the one before", () => {
    const forger = new Town.Forger()
    Town.expectCaught({
      layerOf: forger.layerOf,
      interpose: Town.oneCommit(pds, (event) => event.since !== null, (event) => forger.recommit(event, () => ({ rev: event.since! })))
    }, "REPO-1", ["ID-3", "REPO-7", "SYNC-2", ...refused])
  })
})

describe("REPO-2 notices a PDS", () => {
  it("that signs one commit with a key that no document names", () => {
    let stranger: KeyPair | undefined
    let commits = 0
    Town.expectCaught({
      layerOf: Town.signing("pds", (keys) => {
        stranger ??= keys.fromSecret("k256", new Uint8Array(32).fill(7))
        return { ...keys, sign: (key, message) => keys.sign(Town.isCommit(message) && ++commits === 30 ? stranger! : key, message) }
      })
    }, "REPO-2", refused)
  })

  it("that signs with the high one of two equivalent s", () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const flipped = (signature: Uint8Array): Uint8Array => {
      const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`)
      return new Uint8Array(Buffer.concat([signature.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, "0"), "hex")]))
    }
    let commits = 0
    Town.expectCaught({
      layerOf: Town.signing("pds", (keys) => ({
        ...keys,
        sign: (key, message) => Town.isCommit(message) && ++commits === 30 ? flipped(keys.sign(key, message)) : keys.sign(key, message)
      }))
    }, "REPO-2", refused)
  })

  it("that commits for one account in the name of another", () => {
    const forger = new Town.Forger()
    let other: RepoEvent.CommitEvent["repo"] | undefined
    Town.expectCaught({
      layerOf: forger.layerOf,
      interpose: Town.oneCommit(pds, (event) => event.repo !== (other ??= event.repo), (event) => forger.recommit(event, () => ({ did: other! })))
    }, "REPO-2", ["REPO-7", "SYNC-2", ...refused])
  })
})

describe("REPO-3 notices a PDS", () => {
  it("that says a commit follows a tree which was never there", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.anyCommit, (event) => ({ ...event, prevData: event.commit }))
    }, "REPO-3", ["SYNC-2", ...refused])
  })

  it("that deletes a record and names another as the one deleted", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.post", "delete"), (event) => ({
        ...event,
        ops: event.ops.map((op) => ({ ...op, prev: event.commit }))
      }), 3)
    }, "REPO-3", refused)
  })

  it("that announces an update as if the record were new", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.actor.profile", "update"), (event) => ({
        ...event,
        ops: event.ops.map(({ cid, path }) => ({ cid, path, action: "create" as const }))
      }), 1)
    }, "REPO-3", refused)
  })
})

describe("REPO-7 notices a PDS", () => {
  it("that acknowledges a write and rolls it back", () => {
    let writes = 0
    const rolledBack = Symbol("rolled back")
    const forgetful = Layer.effect(SqlClient.SqlClient)(Effect.map(SqlClient.SqlClient, (sql) =>
      new Proxy(sql, {
        get: (target, name, receiver) =>
          name !== "withTransaction"
            ? Reflect.get(target, name, receiver)
            : <A, E, R>(work: Effect.Effect<A, E, R>) =>
              Effect.suspend(() => {
                if (++writes !== 60) return sql.withTransaction(work)
                let done: A
                return sql.withTransaction(Effect.flatMap(work, (value) => {
                  done = value
                  return Effect.fail(rolledBack)
                })).pipe(
                  Effect.catchIf((error: unknown): error is typeof rolledBack => error === rolledBack, () => Effect.sync(() => done))
                )
              })
      })))
    Town.expectCaught({
      layerOf: (spec) => spec.kind === "pds" ? Layer.provide(layerOf(spec), forgetful) : layerOf(spec)
    }, "REPO-7", ["SYNC-2", "MST-1", "REPO-3", ...refused])
  })

  it("that says a commit twice", () => {
    let shift = 0
    let commits = 0
    Town.expectCaught({
      interpose: Town.frames(pds, (event, { bytes }) => {
        const seq = RepoEvent.seqOf(bytes)! + shift
        if (event._tag !== "Commit" || ++commits !== 20) return RepoEvent.withSeq(bytes, seq)
        shift++
        return [RepoEvent.withSeq(bytes, seq), RepoEvent.withSeq(bytes, seq + 1)]
      })
    }, "REPO-7", ["ID-3", "REPO-1", "REPO-3", "SYNC-2", "RELAY-3"])
  })

  it("that tells another path than the one written", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.like", "create"), (event) => ({
        ...event,
        ops: event.ops.map((op) => ({ ...op, path: RepoPath.make("app.bsky.feed.like/3l33333333333") }))
      }), 5)
    }, "REPO-7", ["MST-1", "REPO-3", ...refused])
  })
})

describe("SYNC-2 notices a PDS", () => {
  it("that does not know after a crash which commit was its last", () => {
    Town.expectCaught({
      town: poweredOff,
      layerOf: Town.withStatement("pds", "UPDATE account SET rev = ?, commit_cid = ?, data_cid = ?, commit_bytes = ? WHERE id = ?", "UPDATE account SET rev = ?, commit_cid = ?, data_cid = ?, commit_bytes = ? WHERE id = ? AND rev IS NULL")
    }, "SYNC-2", ["REPO-1", "REPO-3", "REPO-7", "MST-1", ...refused])
  })

  it("that loses an event", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.touches("app.bsky.feed.post", "create"), () => "drop")
    }, "SYNC-2", ["REPO-7", "MST-1", "REPO-3", ...refused])
  })

  it("that does not say what a commit follows", () => {
    Town.expectCaught({
      interpose: Town.oneCommit(pds, Town.anyCommit, (event) => ({ ...event, since: null }))
    }, "SYNC-2", ["RELAY-3"])
  })
})

describe("SYNC-14 notices a PDS", () => {
  it("that says nothing of the last post of an account", () => {
    let last: string | undefined
    Town.run({
      interpose: Town.frames(pds, (event, { bytes }) => {
        if (event._tag === "Commit" && event.ops.some(({ action, path }) => action === "create" && path.startsWith("app.bsky.feed.post/"))) last = event.rev
        return bytes
      })
    })
    Town.expectCaught({
      interpose: Town.oneCommit(pds, (event) => event.rev === last, () => "drop", 1)
    }, "SYNC-14", ["REPO-7", "SYNC-2", "MST-1", "REPO-3", "VIEW-3", "VIEW-5", "MOD-5"])
  })

  it("that lists an account at an older commit", () => {
    const first = new Map<string, unknown>()
    Town.expectCaught({
      interpose: Town.both(
        Town.frames(pds, (event, { bytes }) => {
          if (event._tag === "Commit" && !first.has(event.repo)) first.set(event.repo, event.commit.toString())
          return bytes
        }),
        Town.answers(pds, "com.atproto.sync.listRepos", ({ repos, ...rest }: { repos: ReadonlyArray<{ did: string }> }) => ({
          ...rest,
          repos: repos.map((repo, i) => i === 0 ? { ...repo, head: first.get(repo.did) } : repo)
        }))
      )
    }, "SYNC-14")
  })

  it("that exports a repository without one of its records", () => {
    let spared: Cid | undefined
    Town.expectCaught({
      interpose: (host, message) => {
        if (host !== pds || message.kind !== "response" || !message.path.startsWith("/xrpc/com.atproto.sync.getRepo?")) return message.bytes
        const { blocks, roots } = Result.getOrThrow(Car.read(message.bytes))
        spared ??= [...blocks.entries()].find(([, bytes]) => Buffer.from(bytes).includes("app.bsky.feed.post"))?.[0]
        if (spared !== undefined) blocks.delete(spared)
        return Car.write(roots, blocks.entries())
      }
    }, "SYNC-14")
  })

  it("that forgets what was deleted, when it is asked what changed since a rev", () => {
    Town.expectCaught({ layerOf: Town.withStatement("pds", "INSERT OR IGNORE INTO deletion (account, rev, collection, rkey) VALUES (?, ?, ?, ?)", "SELECT ?, ?, ?, ?") }, "SYNC-14")
  })

  it("that takes the records of the rev itself for what changed since, or leaves out those of the next", () => {
    const writtenSince = (condition: string) => ({ layerOf: Town.withStatement("pds", "SELECT collection, rkey FROM record WHERE account = ? AND rev > ?", `SELECT collection, rkey FROM record WHERE account = ? AND ${condition}`) })
    Town.expectCaught(writtenSince("rev >= ?"), "SYNC-14")
    Town.expectCaught(writtenSince("rev > ? AND collection <> 'app.bsky.feed.like'"), "SYNC-14")
  })

  it("that lists a collection without one of its records, or one as it was before", () => {
    interface Listing {
      readonly records: ReadonlyArray<{ readonly uri: string; readonly value: object }>
    }
    const listings = (change: (records: Listing["records"]) => Listing["records"]) =>
      Town.answers(pds, "com.atproto.repo.listRecords", ({ records, ...rest }: Listing) => ({ ...rest, records: change(records) }))
    Town.expectCaught({ interpose: listings((records) => records.slice(0, -1)) }, "SYNC-14")
    Town.expectCaught({ interpose: listings((records) => records.map((record, i) => i === 0 ? { ...record, value: { ...record.value, createdAt: "1999-12-31T23:59:59.000Z" } } : record)) }, "SYNC-14")
  })

  it("that skips every third record where it lists them", () => {
    const page = "SELECT collection, rkey, cid, bytes FROM record WHERE account = ? AND collection = ? AND rkey < ?"
    Town.expectCaught({ layerOf: Town.withStatement("pds", page, `${page} AND unicode(substr(rkey, 11, 1)) % 3 <> 0`) }, "SYNC-14")
  })

  it("that keeps an account which it never announced", () => {
    let hidden: string | undefined
    Town.expectCaught({
      interpose: Town.frames(pds, (event, { bytes }) => {
        const did = RepoEvent.didOf(event)
        hidden ??= did
        return did === hidden ? "drop" : bytes
      })
    }, "SYNC-14", ["REPO-7", "MOD-5"])
  })
})
