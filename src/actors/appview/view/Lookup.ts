/**
 * The set queries behind `Hydrate`, each with its cache: what memory knows is
 * taken from there, the rest is asked for in one statement.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import type { Label } from "../../../protocol/lexicon/generated/com/atproto/label/defs.ts"
import type { Cache } from "../../sqlite/Cache.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { type Caches, seenBy } from "../Caches.ts"
import { EdgeKind, type TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Labels from "./Labels.ts"
import { type Actor, type Acts, type Asker, type Indexed, iso, pair, type Relation, type Tally } from "./State.ts"

interface RecordRow {
  readonly uri: string
  readonly cid: string
  readonly json: string
  readonly indexed_at: number
}

interface ActorRow {
  readonly did: string
  readonly handle: string | null
  readonly indexed_at: number
  readonly cid: string | null
  readonly json: string | null
  readonly profile_at: number | null
}

interface RelationRow {
  /** Of the edge; below zero for a mute, whose two flags are its lowest bits above −10. */
  readonly kind: number
  readonly did: string
  readonly uri: string
  readonly outward: number
}

export interface LabelRow {
  readonly src: string
  readonly uri: string
  readonly cid: string
  readonly val: string
  readonly cts: string
  readonly exp: string | null
  readonly exp_millis: number | null
}

const indexed = <A>(row: RecordRow): Indexed<A> => ({
  uri: row.uri,
  cid: row.cid,
  author: Uri.author(row.uri),
  record: JSON.parse(row.json) as A,
  indexedAt: iso(row.indexed_at)
})

const labelOf = ({ cid, cts, exp, src, uri, val }: LabelRow): Label =>
  ({ ver: 1, src, uri, val, cts, ...(cid === "" ? {} : { cid }), ...(exp === null ? {} : { exp }) })

/** What nearly everything has, once for all. */
const noLabels: ReadonlyArray<LabelRow> = []

/** A set as the parameter of `json_each`. */
const list = (values: Iterable<unknown>): string => JSON.stringify([...values])

const itself = (id: string): string => id

/** `load` fills in what it finds of the missing; `empty` stands for what it does not. */
const through = Effect.fnUntraced(function*<A>(
  cache: Cache<A>,
  wanted: Iterable<string>,
  load: (missing: ReadonlyArray<string>, into: Map<string, A>) => Effect.Effect<void, SqlError>,
  empty?: () => A,
  keyOf: (id: string) => string = itself
) {
  const found = new Map<string, A>()
  const missing: Array<string> = []
  for (const id of wanted) {
    const known = cache.get(keyOf(id))
    if (known === undefined) missing.push(id)
    else found.set(id, known)
  }
  if (missing.length === 0) return found
  const { generation } = cache
  if (empty !== undefined) for (const id of missing) found.set(id, empty())
  yield* load(missing, found)
  for (const id of missing) {
    const value = found.get(id)
    if (value !== undefined) cache.offer(keyOf(id), value, generation)
  }
  return found
})

export const make = Effect.fnUntraced(function*(caches: Caches) {
  const records = yield* Prepared.prepare(
    `SELECT r.uri, r.cid, r.json, r.indexed_at FROM json_each(?) j JOIN record r ON r.uri = j.value WHERE r.json IS NOT NULL`
  )
  const actors = yield* Prepared.prepare(
    `SELECT a.did, a.handle, a.indexed_at, r.cid, r.json, r.indexed_at AS profile_at
     FROM json_each(?) j JOIN actor a ON a.did = j.value
     LEFT JOIN record r ON r.uri = 'at://' || a.did || '/app.bsky.actor.profile/self'
     WHERE a.active = 1`
  )
  const tallies = yield* Prepared.prepare(
    "SELECT t.subject, t.kind, t.n FROM json_each(?) j JOIN tally t ON t.subject = j.value"
  )
  // Follows and blocks by the asker, and of the asker; mutes as a kind of their own. CROSS JOIN keeps the order:
  // a look for each of the few people shown, never through all who follow the asker.
  const relations = yield* Prepared.prepare(
    `WITH d (did) AS MATERIALIZED (SELECT value FROM json_each(?))
     SELECT e.kind, d.did, e.uri, 1 AS outward FROM d
     CROSS JOIN edge e ON e.author = ? AND e.kind IN (${EdgeKind.follow}, ${EdgeKind.block}) AND e.subject = d.did AND e.counted = 1
     UNION ALL
     SELECT e.kind, d.did, e.uri, 0 FROM d
     CROSS JOIN edge e ON e.author = d.did AND e.kind IN (${EdgeKind.follow}, ${EdgeKind.block}) AND e.subject = ? AND e.counted = 1
     UNION ALL
     SELECT m.only_reposts + 2 * m.only_quotes - 10, d.did, '', 1 FROM d CROSS JOIN mute m ON m.owner = ? AND m.subject = d.did`
  )
  const acts = yield* Prepared.prepare(
    `SELECT e.kind, e.subject, e.uri FROM json_each(?) j
     CROSS JOIN edge e ON e.author = ? AND e.kind IN (${EdgeKind.like}, ${EdgeKind.repost}) AND e.subject = j.value AND e.counted = 1`
  )
  const mutedThreads = yield* Prepared.prepare("SELECT root FROM thread_mute WHERE owner = ?")
  const blocks = yield* Prepared.prepare(
    `SELECT e.author, e.subject FROM json_each(?) j
     JOIN edge e ON e.author = j.value ->> 0 AND e.kind = ${EdgeKind.block} AND e.subject = j.value ->> 1 AND e.counted = 1`
  )
  const labels = yield* Prepared.prepare(
    `SELECT l.src, l.uri, l.cid, l.val, l.cts, l.exp, l.exp_millis FROM json_each(?) j JOIN label l ON l.uri = j.value
     WHERE l.neg = 0 ORDER BY l.id`
  )

  return {
    posts: (uris: Iterable<string>) =>
      through<Indexed<Post>>(caches.posts, uris, Effect.fnUntraced(function*(missing, into) {
        for (const row of yield* records.all<RecordRow>(list(missing))) into.set(row.uri, indexed(row))
      })),

    records: Effect.fnUntraced(function*(uris: ReadonlySet<string>) {
      const found = new Map<string, Indexed<unknown>>()
      if (uris.size > 0) for (const row of yield* records.all<RecordRow>(list(uris))) found.set(row.uri, indexed(row))
      return found
    }),

    actors: (dids: Iterable<string>) =>
      through<Actor>(caches.actors, dids, Effect.fnUntraced(function*(missing, into) {
        for (const row of yield* actors.all<ActorRow>(list(missing))) {
          const { cid, did, indexed_at, json, profile_at } = row
          const profile = cid === null || json === null || profile_at === null
            ? undefined
            : indexed<Profile>({ uri: Labels.profileUri(did), cid, json, indexed_at: profile_at })
          into.set(did, { did, handle: row.handle ?? "handle.invalid", indexedAt: iso(indexed_at), profile })
        }
      })),

    tallies: (subjects: Iterable<string>) =>
      through<Tally>(caches.tallies, subjects, Effect.fnUntraced(function*(missing, into) {
        const rows = yield* tallies.all<{ readonly subject: string; readonly kind: TallyKind; readonly n: number }>(list(missing))
        for (const { kind, n, subject } of rows) into.get(subject)![kind] = n
      }), () => ({})),

    relations: (asker: string, dids: Iterable<string>) =>
      through<Relation>(caches.relations, dids, Effect.fnUntraced(function*(missing, into) {
        for (const { did, kind, outward, uri } of yield* relations.all<RelationRow>(list(missing), asker, asker, asker)) {
          const relation = into.get(did)!
          if (kind < 0) relation.mute = { onlyReposts: ((kind + 10) & 1) !== 0, onlyQuotes: ((kind + 10) & 2) !== 0 }
          else if (kind === EdgeKind.follow) relation[outward === 1 ? "following" : "followedBy"] = uri
          else relation[outward === 1 ? "blocking" : "blockedBy"] = uri
        }
      }), () => ({}), (did) => seenBy(asker, did)),

    acts: (asker: string, subjects: Iterable<string>) =>
      through<Acts>(caches.acts, subjects, Effect.fnUntraced(function*(missing, into) {
        const rows = yield* acts.all<{ readonly kind: EdgeKind; readonly subject: string; readonly uri: string }>(list(missing), asker)
        for (const { kind, subject, uri } of rows) into.get(subject)![kind === EdgeKind.like ? "like" : "repost"] = uri
      }), () => ({}), (subject) => seenBy(asker, subject)),

    mutedThreads: Effect.fnUntraced(function*(asker: string) {
      const known = caches.mutedThreads.get(asker)
      if (known !== undefined) return known
      const { generation } = caches.mutedThreads
      const roots = new Set((yield* mutedThreads.all<{ readonly root: string }>(asker)).map(({ root }) => root))
      caches.mutedThreads.offer(asker, roots, generation)
      return roots
    }),

    /** Of pairs as `pair` writes them, those with a block between them. */
    blocks: Effect.fnUntraced(function*(pairs: ReadonlySet<string>) {
      const found = yield* through<boolean>(caches.blocks, pairs, Effect.fnUntraced(function*(missing, into) {
        const ways = missing.flatMap((both) => {
          const [a, b] = both.split(" ")
          return [[a, b], [b, a]]
        })
        const rows = yield* blocks.all<{ readonly author: string; readonly subject: string }>(list(ways))
        for (const { author, subject } of rows) into.set(pair(author, subject), true)
      }), () => false)
      const apart = new Set<string>()
      for (const [both, stands] of found) if (stands) apart.add(both)
      return apart
    }),

    /** The labels in force, by the labelers that the asker accepts. LABEL-2, LABEL-4 */
    labels: Effect.fnUntraced(function*(asker: Asker, subjects: Iterable<string>) {
      const found = new Map<string, Array<Label>>()
      if (asker.labelers.length === 0) return found
      const accepted = new Set<string>(asker.labelers.map(({ did }) => did))
      const nowMillis = yield* Clock.currentTimeMillis
      const said = yield* through<ReadonlyArray<LabelRow>>(caches.labels, new Set(subjects), Effect.fnUntraced(function*(missing, into) {
        for (const row of yield* labels.all<LabelRow>(list(missing))) into.set(row.uri, [...into.get(row.uri)!, row])
      }), () => noLabels)
      for (const [subject, rows] of said) {
        const inForce = rows.filter(({ exp_millis, src }) => accepted.has(src) && (exp_millis === null || exp_millis > nowMillis))
        if (inForce.length > 0) found.set(subject, inForce.map(labelOf))
      }
      return found
    })
  }
})

export type Lookup = Effect.Success<ReturnType<typeof make>>
