/**
 * Fetches a response's `State` in set queries: a handful for a page of fifty
 * posts, never one for each. Two rounds of posts (what is asked for, then what
 * those refer to, and what the quotes among them quote), then all people,
 * counts, relations, blocks and labels at once.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import type { Label } from "../../../protocol/lexicon/generated/com/atproto/label/defs.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { EdgeKind, type TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Labels from "./Labels.ts"
import * as References from "./References.ts"
import { type Actor, type Asker, type Indexed, iso, pair, type Relation, type State, type Tally } from "./State.ts"

export interface Wanted {
  readonly posts?: Iterable<string>
  /** Whether what the posts answer to is shown too. */
  readonly replies?: boolean
  /** Other records: generators, labelers, reposts. */
  readonly records?: Iterable<string>
  readonly actors?: Iterable<string>
  /** Whether actors' own counts are shown. */
  readonly profiles?: boolean
  /** Further pairs of people whose blocks between each other matter. */
  readonly pairs?: Iterable<readonly [string, string]>
}

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

interface EdgeRow {
  readonly kind: EdgeKind
  readonly subject: string
  readonly uri: string
}

interface LabelRow {
  readonly src: string
  readonly uri: string
  readonly cid: string
  readonly val: string
  readonly cts: string
  readonly exp: string | null
}

const indexed = <A>(row: RecordRow): Indexed<A> => ({
  uri: row.uri,
  cid: row.cid,
  author: Uri.author(row.uri),
  record: JSON.parse(row.json) as A,
  indexedAt: iso(row.indexed_at)
})

/** A set as the parameter of `json_each`. */
const list = (values: Iterable<unknown>): string => JSON.stringify([...values])

export const make = Effect.fnUntraced(function*(origin: string) {
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
  const outward = yield* Prepared.prepare(
    `SELECT e.kind, e.subject, e.uri FROM json_each(?) j
     JOIN edge e ON e.author = ? AND e.kind IN (3, 4) AND e.subject = j.value AND e.counted = 1`
  )
  const inward = yield* Prepared.prepare(
    `SELECT e.kind, e.author AS subject, e.uri FROM json_each(?) j
     JOIN edge e ON e.author = j.value AND e.kind IN (3, 4) AND e.subject = ? AND e.counted = 1`
  )
  const mutes = yield* Prepared.prepare(
    `SELECT m.subject, m.only_reposts, m.only_quotes FROM json_each(?) j JOIN mute m ON m.owner = ? AND m.subject = j.value`
  )
  const acts = yield* Prepared.prepare(
    `SELECT e.kind, e.subject, e.uri FROM json_each(?) j
     JOIN edge e ON e.author = ? AND e.kind IN (1, 2) AND e.subject = j.value AND e.counted = 1`
  )
  const blocks = yield* Prepared.prepare(
    `SELECT e.author, e.subject FROM json_each(?) j
     JOIN edge e ON e.author = j.value ->> 0 AND e.kind = 4 AND e.subject = j.value ->> 1 AND e.counted = 1`
  )
  const labels = yield* Prepared.prepare(
    `SELECT l.src, l.uri, l.cid, l.val, l.cts, l.exp FROM json_each(?) j JOIN label l ON l.uri = j.value
     WHERE l.neg = 0 AND (l.exp_millis IS NULL OR l.exp_millis > ?) ORDER BY l.id`
  )

  const loadPosts = Effect.fnUntraced(function*(into: Map<string, Indexed<Post>>, uris: Iterable<string>) {
    const missing = new Set<string>()
    for (const uri of uris) if (!into.has(uri) && References.isPostUri(uri)) missing.add(uri)
    if (missing.size === 0) return []
    const loaded: Array<Indexed<Post>> = []
    for (const row of yield* records.all<RecordRow>(list(missing))) {
      const post = indexed<Post>(row)
      into.set(post.uri, post)
      loaded.push(post)
    }
    return loaded
  })

  const loadRelations = Effect.fnUntraced(function*(asker: string, dids: string) {
    const relations = new Map<string, Relation>()
    const relation = (did: string): Relation => {
      let found = relations.get(did)
      if (found === undefined) relations.set(did, found = {})
      return found
    }
    for (const { kind, subject, uri } of yield* outward.all<EdgeRow>(dids, asker)) {
      relation(subject)[kind === EdgeKind.follow ? "following" : "blocking"] = uri
    }
    for (const { kind, subject, uri } of yield* inward.all<EdgeRow>(dids, asker)) {
      relation(subject)[kind === EdgeKind.follow ? "followedBy" : "blockedBy"] = uri
    }
    const muted = yield* mutes.all<{ readonly subject: string; readonly only_reposts: number; readonly only_quotes: number }>(dids, asker)
    for (const { only_quotes, only_reposts, subject } of muted) {
      relation(subject).mute = { onlyReposts: only_reposts === 1, onlyQuotes: only_quotes === 1 }
    }
    return relations
  })

  const loadActors = Effect.fnUntraced(function*(dids: string) {
    const found = new Map<string, Actor>()
    for (const row of yield* actors.all<ActorRow>(dids)) {
      const { cid, did, indexed_at, json, profile_at } = row
      const profile = cid === null || json === null || profile_at === null
        ? undefined
        : indexed<Profile>({ uri: Labels.profileUri(did), cid, json, indexed_at: profile_at })
      found.set(did, { did, handle: row.handle ?? "handle.invalid", indexedAt: iso(indexed_at), profile })
    }
    return found
  })

  const loadLabels = Effect.fnUntraced(function*(asker: Asker, subjects: Iterable<string>) {
    const found = new Map<string, Array<Label>>()
    if (asker.labelers.length === 0) return found
    const wanted = new Set<string>(asker.labelers.map(({ did }) => did))
    const nowMillis = yield* Clock.currentTimeMillis
    for (const { cid, cts, exp, src, uri, val } of yield* labels.all<LabelRow>(list(subjects), nowMillis)) {
      if (!wanted.has(src)) continue
      const label: Label = { ver: 1, src, uri, val, cts, ...(cid === "" ? {} : { cid }), ...(exp === null ? {} : { exp }) }
      const known = found.get(uri)
      if (known === undefined) found.set(uri, [label])
      else known.push(label)
    }
    return found
  })

  return Effect.fnUntraced(function*(asker: Asker, wanted: Wanted) {
    const posts = new Map<string, Indexed<Post>>()
    let layer = yield* loadPosts(posts, wanted.posts ?? [])
    const others = new Set(wanted.records)
    for (let depth = 0; depth < 3 && layer.length > 0; depth++) {
      const referred: Array<string> = []
      for (const post of layer) {
        const quoted = References.embedded(post)
        if (quoted !== undefined) {
          if (References.isPostUri(quoted)) referred.push(quoted)
          else others.add(quoted)
        }
        const { reply } = post.record
        if (depth === 0 && wanted.replies === true && reply !== undefined) referred.push(reply.parent.uri, reply.root.uri)
      }
      layer = yield* loadPosts(posts, referred)
    }
    const found = new Map<string, Indexed<unknown>>()
    if (others.size > 0) for (const row of yield* records.all<RecordRow>(list(others))) found.set(row.uri, indexed(row))

    const people = new Set(wanted.actors)
    const between: Array<readonly [string, string]> = []
    for (const [a, b] of wanted.pairs ?? []) between.push([a, b], [b, a])
    for (const post of posts.values()) {
      people.add(post.author)
      for (const uri of [References.parent(post), References.root(post)]) {
        const did = uri === undefined ? undefined : Uri.did(uri)
        if (did !== undefined) people.add(did)
      }
      for (const both of References.pairs(post)) {
        const [a, b] = both.split(" ") as [string, string]
        between.push([a, b], [b, a])
      }
    }
    for (const { author } of found.values()) people.add(author)
    const dids = list(people)
    const counted = [...posts.keys(), ...found.keys(), ...(wanted.profiles === true ? people : [])]

    const actors = yield* loadActors(dids)
    const labels = yield* loadLabels(asker, [...posts.keys(), ...found.keys(), ...people, ...[...people].map(Labels.profileUri)])
    for (const [uri, list] of labels) {
      if (Labels.redacted(asker.labelers, list)) {
        actors.delete(uri)
        posts.delete(uri)
        found.delete(uri)
      }
    }
    for (const post of posts.values()) if (!actors.has(post.author)) posts.delete(post.uri)

    const tally = new Map<string, Tally>()
    const likes = new Map<string, string>()
    const reposts = new Map<string, string>()
    if (counted.length > 0) {
      const subjects = list(counted)
      for (const { kind, n, subject } of yield* tallies.all<{ readonly subject: string; readonly kind: TallyKind; readonly n: number }>(subjects)) {
        const known = tally.get(subject)
        if (known === undefined) tally.set(subject, { [kind]: n })
        else known[kind] = n
      }
      if (asker.did !== undefined) {
        for (const { kind, subject, uri } of yield* acts.all<EdgeRow>(subjects, asker.did)) {
          if (kind === EdgeKind.like) likes.set(subject, uri)
          else reposts.set(subject, uri)
        }
      }
    }
    const apart = new Set<string>()
    if (between.length > 0) {
      for (const { author, subject } of yield* blocks.all<{ readonly author: string; readonly subject: string }>(list(between))) {
        apart.add(pair(author, subject))
      }
    }
    const relations = asker.did === undefined ? new Map<string, Relation>() : yield* loadRelations(asker.did, dids)
    return { origin, asker, actors, posts, records: found, tallies: tally, relations, likes, reposts, blocks: apart, labels } satisfies State
  })
})

export type Hydrate = Effect.Success<ReturnType<typeof make>>
