import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { Caches } from "../../../src/actors/appview/Caches.ts"
import * as Index from "../../../src/actors/appview/index/Index.ts"
import * as Tables from "../../../src/actors/appview/Tables.ts"
import * as Uri from "../../../src/actors/appview/Uri.ts"
import * as Sqlite from "../../../src/actors/sqlite/Sqlite.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"

const [alice, bob] = ["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"]
const createdAt = "2026-01-05T18:00:00.000Z"
const post = { uri: Uri.of(alice, "app.bsky.feed.post/3mbaaaaaaaa2a"), cid: Cid.ofCbor(Cbor.encode({})).toString() }

const like = { $type: "app.bsky.feed.like", subject: post, createdAt }
const follow = { $type: "app.bsky.graph.follow", subject: alice, createdAt }
const quote = { $type: "app.bsky.feed.post", text: "look", embed: { $type: "app.bsky.embed.record", record: post }, createdAt }

/** The layout before edges lay under their authors. */
const olderDisk = [
  `CREATE TABLE edge (
    uri TEXT NOT NULL,
    kind INTEGER NOT NULL,
    author TEXT NOT NULL,
    subject TEXT NOT NULL,
    counted INTEGER NOT NULL,
    sort_at INTEGER NOT NULL,
    PRIMARY KEY (uri, kind)
  ) WITHOUT ROWID`,
  "CREATE INDEX edge_author ON edge (author, kind, subject, counted, uri)"
]

interface Seen {
  /** Path, and whether it counts. */
  readonly edges: ReadonlyArray<string>
  /** Kind and number. */
  readonly tallies: ReadonlyArray<readonly [number, number]>
}

/** What is stored after each of bob's acts. */
const acts = Effect.fnUntraced(function*(tables: ReadonlyArray<string>) {
  const sql = yield* SqlClient
  for (const table of tables) yield* sql.unsafe(table)
  yield* Tables.create
  const index = yield* Index.make(new Caches())
  const account = { did: bob, active: true }
  const seen: Array<Seen> = []
  const act = Effect.fnUntraced(function*(path: string, record?: DataObject) {
    const uri = Uri.of(bob, path)
    if (record === undefined) yield* index.remove(account, uri)
    else {
      const bytes = Cbor.encode(record)
      yield* index.create(account, uri, Cid.ofCbor(bytes), bytes, 1_000)
    }
    seen.push({
      edges: (yield* sql<{ uri: string; counted: number }>`SELECT uri, counted FROM edge ORDER BY uri`).map(({ counted, uri }) => `${Uri.path(uri)} ${counted}`),
      tallies: (yield* sql<{ subject: string; kind: number; n: number }>`SELECT subject, kind, n FROM tally ORDER BY subject, kind`).map(({ kind, n }) => [kind, n])
    })
  })
  yield* act("app.bsky.feed.like/3mbaaaaaaab2a", like)
  yield* act("app.bsky.feed.like/3mbaaaaaaac2a", like)
  yield* act("app.bsky.graph.follow/3mbaaaaaaad2a", follow)
  yield* act("app.bsky.feed.post/3mbaaaaaaae2a", quote)
  yield* act("app.bsky.feed.like/3mbaaaaaaab2a")
  yield* act("app.bsky.feed.post/3mbaaaaaaae2a")
  yield* act("app.bsky.feed.like/3mbaaaaaaac2a")
  yield* act("app.bsky.graph.follow/3mbaaaaaaad2a")
  return seen
})

const plans = Effect.gen(function*() {
  const sql = yield* SqlClient
  const rows = yield* sql.unsafe<{ detail: string }>(
    "EXPLAIN QUERY PLAN DELETE FROM edge WHERE author = 'a' AND kind = 1 AND subject = 'b' AND uri = 'c'"
  )
  return rows.map(({ detail }) => detail)
})

const over = (tables: ReadonlyArray<string>) =>
  Effect.runSync(Effect.provideServiceEffect(
    Effect.all({ seen: acts(tables), plans }),
    SqlClient,
    Sqlite.make(Sqlite.openMemory())
  ))

describe("what one does to another", () => {
  it("counts once however often it is said, and goes with the last record that says so [MOD-5]", () => {
    const { seen } = over([])
    const one = "app.bsky.feed.like/3mbaaaaaaab2a"
    const two = "app.bsky.feed.like/3mbaaaaaaac2a"
    expect(seen.map(({ edges }) => edges)).toEqual([
      [`${one} 1`],
      [`${one} 1`, `${two} 0`],
      [`${one} 1`, `${two} 0`, "app.bsky.graph.follow/3mbaaaaaaad2a 1"],
      [`${one} 1`, `${two} 0`, "app.bsky.feed.post/3mbaaaaaaae2a 1", "app.bsky.graph.follow/3mbaaaaaaad2a 1"],
      [`${two} 1`, "app.bsky.feed.post/3mbaaaaaaae2a 1", "app.bsky.graph.follow/3mbaaaaaaad2a 1"],
      [`${two} 1`, "app.bsky.graph.follow/3mbaaaaaaad2a 1"],
      ["app.bsky.graph.follow/3mbaaaaaaad2a 1"],
      []
    ])
    expect(seen.at(-1)?.tallies.every(([, n]) => n === 0)).toBe(true)
  })

  it("is the same on an older disk, and looked up there as well", () => {
    const [now, older] = [over([]), over(olderDisk)]
    expect(older.seen).toEqual(now.seen)
    for (const plan of [...now.plans, ...older.plans]) expect(plan).toMatch(/^SEARCH/)
  })
})
