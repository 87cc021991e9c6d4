/** What a feed generator remembers of the network: posts with their tags, and likes to count. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Prepared from "../sqlite/Prepared.ts"

export interface RankedPost {
  readonly uri: string
  readonly indexedAt: number
  readonly likes: number
}

const columns = "p.uri, p.indexedAt, p.likes"
const ofTag = "feed_tag t JOIN feed_post p ON p.uri = t.uri WHERE t.tag = ?"
const byTime = "(p.indexedAt, p.uri) < (?, ?) ORDER BY p.indexedAt DESC, p.uri DESC LIMIT ?"
const byLikes = "p.indexedAt >= ? AND (p.likes, p.uri) < (?, ?) ORDER BY p.likes DESC, p.uri DESC LIMIT ?"

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS feed_post (
    uri TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    indexedAt INTEGER NOT NULL,
    likes INTEGER NOT NULL DEFAULT 0
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS feed_post_time ON feed_post (indexedAt)`
  yield* sql`CREATE TABLE IF NOT EXISTS feed_tag (tag TEXT NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (tag, uri))`
  yield* sql`CREATE TABLE IF NOT EXISTS feed_like (uri TEXT PRIMARY KEY, author TEXT NOT NULL, subject TEXT NOT NULL)`
  yield* sql`CREATE INDEX IF NOT EXISTS feed_like_subject ON feed_like (subject, author)`

  const insertPost = yield* Prepared.prepare("INSERT INTO feed_post (uri, author, indexedAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
  const insertTag = yield* Prepared.prepare("INSERT INTO feed_tag (tag, uri) VALUES (?, ?) ON CONFLICT DO NOTHING")
  const insertLike = yield* Prepared.prepare("INSERT INTO feed_like (uri, author, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
  const count = yield* Prepared.prepare(
    "UPDATE feed_post SET likes = (SELECT COUNT(DISTINCT author) FROM feed_like WHERE subject = ?) WHERE uri = ?"
  )
  const deletePost = yield* Prepared.prepare("DELETE FROM feed_post WHERE uri = ?")
  const deleteTags = yield* Prepared.prepare("DELETE FROM feed_tag WHERE uri = ?")
  const deleteLike = yield* Prepared.prepare("DELETE FROM feed_like WHERE uri = ? RETURNING subject")
  const newest = yield* Prepared.prepare(`SELECT ${columns} FROM feed_post p WHERE ${byTime}`)
  const newestOfTag = yield* Prepared.prepare(`SELECT ${columns} FROM ${ofTag} AND ${byTime}`)
  const liked = yield* Prepared.prepare(`SELECT ${columns} FROM feed_post p WHERE ${byLikes}`)
  const likedOfTag = yield* Prepared.prepare(`SELECT ${columns} FROM ${ofTag} AND ${byLikes}`)

  /** Counts authors and not records: a second like by one person changes nothing. */
  const recount = (subject: string) => count.now.run(subject, subject)

  return {
    addPost: Effect.fnUntraced(function*(uri: string, author: string, indexedAt: number, tags: ReadonlyArray<string>) {
      yield* insertPost.now.run(uri, author, indexedAt)
      for (const tag of tags) yield* insertTag.now.run(tag, uri)
      yield* recount(uri)
    }),
    addLike: Effect.fnUntraced(function*(uri: string, author: string, subject: string) {
      yield* insertLike.now.run(uri, author, subject)
      yield* recount(subject)
    }),
    removePost: Effect.fnUntraced(function*(uri: string) {
      yield* deletePost.now.run(uri)
      yield* deleteTags.now.run(uri)
    }),
    removeLike: Effect.fnUntraced(function*(uri: string) {
      for (const { subject } of yield* deleteLike.now.all<{ readonly subject: string }>(uri)) yield* recount(subject)
    }),
    /** Nothing of a deleted account stays. */
    forget: Effect.fnUntraced(function*(author: string) {
      yield* sql`DELETE FROM feed_tag WHERE uri IN (SELECT uri FROM feed_post WHERE author = ${author})`
      yield* sql`DELETE FROM feed_post WHERE author = ${author}`
      const rows = yield* sql<{ readonly subject: string }>`DELETE FROM feed_like WHERE author = ${author} RETURNING subject`
      for (const { subject } of rows) yield* recount(subject)
    }),
    /** Posts before (`indexedAt`, `uri`), newest first. */
    newest: (tag: string | undefined, before: { readonly indexedAt: number; readonly uri: string }, limit: number) =>
      tag === undefined
        ? newest.all<RankedPost>(before.indexedAt, before.uri, limit)
        : newestOfTag.all<RankedPost>(tag, before.indexedAt, before.uri, limit),
    /** Posts since `since` that rank behind (`likes`, `uri`), most liked first. */
    liked: (
      tag: string | undefined,
      since: number,
      behind: { readonly likes: number; readonly uri: string },
      limit: number
    ) =>
      tag === undefined
        ? liked.all<RankedPost>(since, behind.likes, behind.uri, limit)
        : likedOfTag.all<RankedPost>(tag, since, behind.likes, behind.uri, limit)
  }
})

export type Store = Effect.Success<typeof make>
