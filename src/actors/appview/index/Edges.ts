/**
 * Likes, reposts, follows, blocks and quotes: who did what to what.
 *
 * Several records of one author about one subject count as one. The one with
 * the least URI stands for all and is `counted`; the others are parked, and the
 * next is promoted when it goes. So the outcome is a function of the set of
 * records, whatever their order. Quotes are posts, and each counts. MOD-5
 */
import * as Effect from "effect/Effect"
import * as Prepared from "../../sqlite/Prepared.ts"
import { type Caches, seenBy } from "../Caches.ts"
import { EdgeKind, Media, TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import { pair } from "../view/State.ts"
import type { Horizons } from "./Horizons.ts"
import type { Notices, Reason } from "./Notices.ts"
import { type Tallies, tallyOf } from "./Tallies.ts"

export interface Edge {
  readonly uri: string
  readonly kind: EdgeKind
  readonly author: string
  /** A DID for follows and blocks, the URI of a record for the others. */
  readonly subject: string
  readonly sortAtMillis: number
}

const reasonOf = (kind: EdgeKind): Reason | undefined => {
  switch (kind) {
    case EdgeKind.like:
      return "like"
    case EdgeKind.repost:
      return "repost"
    case EdgeKind.follow:
      return "follow"
    default:
      return undefined
  }
}

export const make = Effect.fnUntraced(function*(caches: Caches, tallies: Tallies, notices: Notices, horizons: Horizons) {
  const insert = yield* Prepared.prepare(
    "INSERT INTO edge (uri, kind, author, subject, counted, sort_at) VALUES (?, ?, ?, ?, ?, ?)"
  )
  const setCounted = yield* Prepared.prepare("UPDATE edge SET counted = ? WHERE author = ? AND kind = ? AND subject = ? AND uri = ?")
  const counted = yield* Prepared.prepare(
    "SELECT uri FROM edge WHERE author = ? AND kind = ? AND subject = ? AND counted = 1"
  )
  const parked = yield* Prepared.prepare(
    "SELECT uri, sort_at FROM edge WHERE author = ? AND kind = ? AND subject = ? ORDER BY uri LIMIT 1"
  )
  const remove = yield* Prepared.prepare(
    "DELETE FROM edge WHERE author = ? AND kind = ? AND subject = ? AND uri = ? RETURNING counted"
  )
  const insertItem = yield* Prepared.prepare(
    "INSERT INTO feed_item (uri, post, author, sort_at, root, parent, media) VALUES (?, ?, ?, ?, NULL, NULL, ?)"
  )
  const removeItem = yield* Prepared.prepare("DELETE FROM feed_item WHERE uri = ?")

  /** What only the counted record does: it tells the one concerned, and a repost stands in feeds. */
  const show = function*({ author, kind, sortAtMillis, subject, uri }: Edge) {
    const reason = reasonOf(kind)
    if (reason === undefined) return
    const recipient = kind === EdgeKind.follow ? subject : Uri.did(subject)
    if (recipient !== undefined) {
      yield* notices.add({ uri, recipient, author, reason, subject: kind === EdgeKind.follow ? undefined : subject, sortAtMillis })
    }
    if (kind !== EdgeKind.repost) return
    yield* horizons.item(author, sortAtMillis)
    yield* insertItem.now.run(uri, subject, author, sortAtMillis, Media.none)
  }

  const hide = function*(kind: EdgeKind, uri: string) {
    if (reasonOf(kind) === undefined) return
    yield* notices.remove(uri)
    if (kind === EdgeKind.repost) yield* removeItem.now.run(uri)
  }

  const count = function*(row: Pick<Edge, "kind" | "author" | "subject">, n: 1 | -1, active: boolean) {
    const tally = tallyOf(row.kind)
    if (tally !== undefined && active) yield* tallies.add(row.subject, tally, n)
    if (row.kind === EdgeKind.follow) yield* tallies.add(row.author, TallyKind.follows, n)
  }

  /** What memory says about the two may no longer be so. */
  const forget = (kind: EdgeKind, author: string, subject: string): void => {
    if (kind === EdgeKind.like || kind === EdgeKind.repost) return caches.acts.drop(seenBy(author, subject))
    if (kind === EdgeKind.quote) return
    caches.relations.drop(seenBy(author, subject))
    caches.relations.drop(seenBy(subject, author))
    if (kind === EdgeKind.block) caches.blocks.drop(pair(author, subject))
  }

  return {
    put: function*(edge: Edge, active: boolean) {
      const { author, kind, sortAtMillis, subject, uri } = edge
      forget(kind, author, subject)
      if (kind === EdgeKind.follow) horizons.follow(author)
      const known = kind === EdgeKind.quote
        ? undefined
        : yield* counted.now.get<{ readonly uri: string }>(author, kind, subject)
      const stands = known === undefined || uri < known.uri
      if (stands && known !== undefined) {
        yield* setCounted.now.run(0, author, kind, subject, known.uri)
        yield* hide(kind, known.uri)
      }
      yield* insert.now.run(uri, kind, author, subject, stands ? 1 : 0, sortAtMillis)
      if (stands) yield* show(edge)
      if (known === undefined) yield* count(edge, 1, active)
    },
    /** As the record tells it that made the edge. */
    remove: function*(edge: Omit<Edge, "sortAtMillis">, active: boolean) {
      const { author, kind, subject, uri } = edge
      const row = yield* remove.now.get<{ readonly counted: number }>(author, kind, subject, uri)
      if (row === undefined || row.counted === 0) return
      forget(kind, author, subject)
      yield* hide(kind, uri)
      const next = kind === EdgeKind.quote
        ? undefined
        : yield* parked.now.get<{ readonly uri: string; readonly sort_at: number }>(author, kind, subject)
      if (next === undefined) {
        yield* count(edge, -1, active)
      } else {
        yield* setCounted.now.run(1, author, kind, subject, next.uri)
        yield* show({ uri: next.uri, kind, author, subject, sortAtMillis: next.sort_at })
      }
    }
  }
})

export type Edges = Effect.Success<ReturnType<typeof make>>
