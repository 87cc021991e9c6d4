/** `app.bsky.feed.*`: timelines, authors' feeds, single posts. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Caches } from "../Caches.ts"
import { EdgeKind, Media } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Feeds from "../view/Feeds.ts"
import * as Posts from "../view/Posts.ts"
import type { Asker, State } from "../view/State.ts"
import { notFound } from "./Actor.ts"
import type { Method } from "./Method.ts"
import * as Page from "./Page.ts"

interface ItemRow {
  readonly uri: string
  readonly post: string
  readonly sort_at: number
}

const hourMillis = 3_600_000
const dayMillis = 24 * hourMillis
/** How far back a timeline is searched; further, from there on, only if the page is not full. */
const windowsMillis: ReadonlyArray<number> = [dayMillis, 16 * dayMillis, Number.POSITIVE_INFINITY]

const itemsBefore = `f.sort_at <= ? AND (f.sort_at < ? OR f.uri < ?) ORDER BY f.sort_at DESC, f.uri DESC LIMIT ?`

const position = ({ sort_at, uri }: ItemRow): Page.Position => ({ millis: sort_at, key: uri })

/** What beside `author = ?` an author's feed asks for. A repost is an item whose post is another record. */
const filters: Readonly<Record<string, string>> = {
  posts_with_replies: "1",
  posts_no_replies: "f.parent IS NULL",
  posts_with_media: `f.media <> ${Media.none} AND f.uri = f.post`,
  posts_with_video: `f.media = ${Media.video} AND f.uri = f.post`,
  posts_and_author_threads:
    `(f.parent IS NULL OR (f.parent LIKE 'at://' || f.author || '/%' AND f.root LIKE 'at://' || f.author || '/%'))`
}

export const wanted = (items: ReadonlyArray<Feeds.FeedItem>) => ({
  posts: items.map(({ post }) => post),
  records: items.flatMap(({ post, uri }) => uri === post ? [] : [uri]),
  replies: true
})

/** Blocked actors' feeds are refused, not shown empty. */
export const refuseBlocked = (state: State, did: string): Effect.Effect<void, XrpcError.XrpcError> => {
  const relation = state.relations.get(did)
  if (relation?.blocking !== undefined) return Effect.fail(XrpcError.declared("BlockedActor", "You have blocked this actor"))
  if (relation?.blockedBy !== undefined) return Effect.fail(XrpcError.declared("BlockedByActor", "This actor has blocked you"))
  return Effect.void
}

export const layer = Effect.fnUntraced(function*(method: Method, caches: Caches) {
  // The plan: one look into the index of each followed author, then the newest of what they gave.
  const timeline = yield* Prepared.prepare(
    `SELECT f.uri, f.post, f.sort_at FROM feed_item f
     WHERE f.author IN (SELECT subject FROM edge WHERE author = ? AND kind = ${EdgeKind.follow} AND counted = 1 UNION ALL SELECT ?)
     AND f.sort_at > ? AND ${itemsBefore}`
  )
  const byFilter = new Map<string, Prepared.Prepared>()
  for (const [name, condition] of Object.entries(filters)) {
    byFilter.set(name, yield* Prepared.prepare(
      `SELECT f.uri, f.post, f.sort_at FROM feed_item f WHERE f.author = ? AND ${condition} AND ${itemsBefore}`
    ))
  }
  const likes = yield* Prepared.prepare(
    `SELECT f.uri, f.subject AS post, f.sort_at FROM edge f
     WHERE f.author = ? AND f.kind = ${EdgeKind.like} AND f.counted = 1 AND ${itemsBefore}`
  )

  const timelineItems = Effect.fnUntraced(function*(did: string, { key, millis }: Page.Position, limit: number) {
    // Nothing is sorted after now, so the first page looks back from there.
    const newest = Math.min(millis, yield* Clock.currentTimeMillis)
    const { generation } = caches.horizons
    const horizonMillis = Math.max(caches.oldestItemMillis, caches.horizons.get(did) ?? Number.NEGATIVE_INFINITY)
    const rows: Array<ItemRow> = []
    let below: Page.Position = { key, millis }
    for (const [n, windowMillis] of windowsMillis.entries()) {
      const oldest = Math.max(-1, newest - windowMillis)
      rows.push(...yield* timeline.all<ItemRow>(did, did, oldest, below.millis, below.millis, below.key, limit - rows.length))
      if (rows.length >= limit) break
      if (oldest < horizonMillis) {
        // Searched to the end. What is of this hour may still be on its way here.
        if (n > 0) caches.offerHorizon(did, Math.min(rows.at(-1)?.sort_at ?? newest, newest - hourMillis), generation)
        break
      }
      below = { millis: oldest, key: Page.behindAll }
    }
    return rows
  })

  const feed = Effect.fnUntraced(function*(asker: Asker, rows: ReadonlyArray<ItemRow>, hide: boolean) {
    const state = yield* method.hydrate(asker, wanted(rows))
    return rows
      .map((item) => hide && Feeds.unwelcome(state, item) ? undefined : Feeds.view(state, item))
      .filter((view) => view !== undefined)
  })

  return Layer.mergeAll(
    method.personal("app.bsky.feed.getTimeline", Effect.fnUntraced(function*({ params }, asker) {
      const rows = yield* timelineItems(asker.did, yield* Page.parse(params.cursor), params.limit)
      return { feed: yield* feed(asker, rows, true), ...Page.next(rows, params.limit, position) }
    })),

    method.query("app.bsky.feed.getAuthorFeed", Effect.fnUntraced(function*({ params }, asker) {
      const did = yield* method.didOf(params.actor)
      if (did === undefined) return yield* notFound
      const statement = byFilter.get(params.filter) ?? byFilter.get("posts_with_replies")!
      const { key, millis } = yield* Page.parse(params.cursor)
      const rows = yield* statement.all<ItemRow>(did, millis, millis, key, params.limit)
      const state = yield* method.hydrate(asker, { ...wanted(rows), actors: [did] })
      const actor = state.actors.get(did)
      if (actor === undefined) return yield* notFound
      yield* refuseBlocked(state, did)
      const items = rows.map((item) => Feeds.view(state, item)).filter((view) => view !== undefined)
      const pin = actor.profile?.record.pinnedPost?.uri
      const pinned = params.includePins && params.cursor === undefined && pin !== undefined && Uri.did(pin) === did
        ? yield* feed(asker, [{ uri: pin, post: pin, sort_at: 0 }], false)
        : []
      return {
        feed: [
          ...pinned.map((item) => ({ ...item, reason: { $type: "app.bsky.feed.defs#reasonPin" as const } })),
          ...items.filter(({ post, reason }) => pinned.length === 0 || reason !== undefined || post.uri !== pin)
        ],
        ...Page.next(rows, params.limit, position)
      }
    })),

    method.query("app.bsky.feed.getPosts", Effect.fnUntraced(function*({ params }, asker) {
      const uris = [...new Set(params.uris)].filter((uri) => Uri.did(uri) !== undefined)
      const state = yield* method.hydrate(asker, { posts: uris })
      return { posts: uris.map((uri) => Posts.visible(state, uri)).filter((view) => view !== undefined) }
    })),

    /** Likes are shown to who gave them only. */
    method.query("app.bsky.feed.getActorLikes", Effect.fnUntraced(function*({ params }, asker) {
      const did = yield* method.didOf(params.actor)
      if (did === undefined || did !== asker.did) return yield* notFound
      const { key, millis } = yield* Page.parse(params.cursor)
      const rows = yield* likes.all<ItemRow>(did, millis, millis, key, params.limit)
      const items = rows.map(({ post, sort_at }) => ({ uri: post, post, sort_at }))
      return { feed: yield* feed(asker, items, false), ...Page.next(rows, params.limit, position) }
    }))
  )
})
