/**
 * From records to what the views need. Everything runs inside the caller's
 * transaction, delegated to (`yield*` of a generator), and `remove` undoes what
 * brought a record in: the index is a function of the records that are in it
 * and of who is active. VIEW-1, VIEW-5, MOD-5
 *
 * A record that is no DRISL, or that its schema refuses, costs that record
 * only: its CID is kept, so that the repository still compares equal.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { Data, DataObject } from "../../../protocol/data/Data.ts"
import * as Json from "../../../protocol/data/Json.ts"
import { standard } from "../../../protocol/lexicon/Registry.ts"
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Caches } from "../Caches.ts"
import { EdgeKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Edges from "./Edges.ts"
import * as Horizons from "./Horizons.ts"
import * as Notices from "./Notices.ts"
import * as Posts from "./Posts.ts"
import * as Tallies from "./Tallies.ts"

export interface Account {
  readonly did: string
  /** Only the acts of active accounts count for others. */
  readonly active: boolean
}

const isObject = (data: Data): data is DataObject =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !(data instanceof Uint8Array) && !Cid.isCid(data)

/** A record that may be indexed; undefined for any other bytes. */
const decode = (collection: string, rkey: string, bytes: Uint8Array): DataObject | undefined => {
  const data = Cbor.decode(bytes)
  if (Result.isFailure(data) || !isObject(data.success)) return undefined
  const verdict = standard.validateRecord(collection, data.success, { mode: "lenient", rkey })
  return Result.isSuccess(verdict) ? data.success : undefined
}

/** The earlier of now and what the record claims. [lex:app.bsky.*] */
const sortAt = (createdAt: unknown, nowMillis: number): number =>
  typeof createdAt === "string" && Datetime.is(createdAt)
    ? Math.max(0, Math.min(nowMillis, Datetime.toMillis(createdAt)))
    : nowMillis

const subjectUri = (record: DataObject): string => (record.subject as { readonly uri: string }).uri

/** What the record does to a subject, if that is all it does. */
const edgeOf = (collection: string, record: DataObject): Pick<Edges.Edge, "kind" | "subject"> | undefined => {
  switch (collection) {
    case "app.bsky.feed.like":
      return { kind: EdgeKind.like, subject: subjectUri(record) }
    case "app.bsky.feed.repost":
      return { kind: EdgeKind.repost, subject: subjectUri(record) }
    case "app.bsky.graph.follow":
      return { kind: EdgeKind.follow, subject: record.subject as string }
    case "app.bsky.graph.block":
      return { kind: EdgeKind.block, subject: record.subject as string }
    default:
      return undefined
  }
}

export const make = Effect.fnUntraced(function*(caches: Caches) {
  const tallies = yield* Tallies.make(caches)
  const notices = yield* Notices.make
  const horizons = yield* Horizons.make(caches)
  const edges = yield* Edges.make(caches, tallies, notices, horizons)
  const posts = yield* Posts.make(tallies, notices, edges, horizons)

  const insert = yield* Prepared.prepare("INSERT INTO record (uri, cid, json, indexed_at) VALUES (?, ?, ?, ?)")
  const drop = yield* Prepared.prepare("DELETE FROM record WHERE uri = ? RETURNING json, indexed_at")
  const oldestItem = yield* Prepared.prepare("SELECT MIN(sort_at) AS at FROM feed_item")
  const setName = yield* Prepared.prepare("UPDATE actor SET name = ? WHERE did = ?")

  const oldest = yield* oldestItem.get<{ readonly at: number | null }>()
  if (typeof oldest?.at === "number") caches.oldestItemMillis = oldest.at

  const enter = function*({ active, did: author }: Account, uri: string, collection: string, record: DataObject, nowMillis: number) {
    const sortAtMillis = sortAt(record.createdAt, nowMillis)
    const edge = edgeOf(collection, record)
    if (edge !== undefined) return yield* edges.put({ ...edge, uri, author, sortAtMillis }, active)
    switch (collection) {
      case "app.bsky.feed.post":
        return yield* posts.put(uri, author, record as unknown as Post, sortAtMillis, active)
      case "app.bsky.actor.profile":
        return yield* setName.run((record as unknown as Profile).displayName?.toLowerCase(), author)
    }
  }

  const leave = function*({ active, did: author }: Account, uri: string, collection: string, record: DataObject) {
    const edge = edgeOf(collection, record)
    if (edge !== undefined) return yield* edges.remove({ ...edge, uri, author }, active)
    switch (collection) {
      case "app.bsky.feed.post":
        return yield* posts.remove(uri, author, record as unknown as Post, active)
      case "app.bsky.actor.profile":
        return yield* setName.run(null, author)
    }
  }

  const forget = (account: Account, uri: string, collection: string): void => {
    if (collection === "app.bsky.feed.post") caches.posts.drop(uri)
    else if (collection === "app.bsky.actor.profile") caches.actors.drop(account.did)
  }

  /** What was at the path, if anything, with all that it did. Says when it was indexed first. */
  const remove = function*(account: Account, uri: string) {
    const collection = Uri.collection(uri)
    const row = yield* drop.now.get<{ readonly json: string | null; readonly indexed_at: number }>(uri)
    forget(account, uri, collection)
    if (row !== undefined && row.json !== null) yield* leave(account, uri, collection, JSON.parse(row.json) as DataObject)
    return row?.indexed_at
  }

  /** A record at a path where there is none. */
  const create = function*(account: Account, uri: string, cid: Cid, bytes: Uint8Array, atMillis: number) {
    const collection = Uri.collection(uri)
    const record = decode(collection, Uri.rkey(uri), bytes)
    const json = record === undefined ? null : JSON.stringify(Json.toJson(record))
    yield* insert.now.run(uri, cid.toString(), json, atMillis)
    forget(account, uri, collection)
    if (record !== undefined) yield* enter(account, uri, collection, record, atMillis)
  }

  return {
    create,
    remove,
    /** Another version of a record: it keeps the time at which the first was indexed. */
    update: function*(account: Account, uri: string, cid: Cid, bytes: Uint8Array, nowMillis: number) {
      const firstMillis = yield* remove(account, uri)
      yield* create(account, uri, cid, bytes, firstMillis ?? nowMillis)
    },
    /** The account became active or inactive. */
    weigh: (did: string, active: boolean) => tallies.weigh(did, active ? 1 : -1)
  }
})

export type Index = Effect.Success<ReturnType<typeof make>>
