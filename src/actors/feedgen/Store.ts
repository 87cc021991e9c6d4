/** What a feed generator remembers of the network: posts with their tags, and likes to count. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

export interface RankedPost {
  readonly uri: string
  readonly indexedAt: number
  readonly likes: number
}

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

  /** Counts authors and not records: a second like by one person changes nothing. */
  const recount = (subject: string) =>
    sql`UPDATE feed_post SET likes = (SELECT COUNT(DISTINCT author) FROM feed_like WHERE subject = ${subject}) WHERE uri = ${subject}`

  return {
    addPost: Effect.fnUntraced(function*(uri: string, author: string, indexedAt: number, tags: ReadonlyArray<string>) {
      yield* sql`INSERT INTO feed_post (uri, author, indexedAt) VALUES (${uri}, ${author}, ${indexedAt}) ON CONFLICT DO NOTHING`
      for (const tag of tags) yield* sql`INSERT INTO feed_tag (tag, uri) VALUES (${tag}, ${uri}) ON CONFLICT DO NOTHING`
      yield* recount(uri)
    }),
    addLike: Effect.fnUntraced(function*(uri: string, author: string, subject: string) {
      yield* sql`INSERT INTO feed_like (uri, author, subject) VALUES (${uri}, ${author}, ${subject}) ON CONFLICT DO NOTHING`
      yield* recount(subject)
    }),
    removePost: Effect.fnUntraced(function*(uri: string) {
      yield* sql`DELETE FROM feed_post WHERE uri = ${uri}`
      yield* sql`DELETE FROM feed_tag WHERE uri = ${uri}`
    }),
    removeLike: Effect.fnUntraced(function*(uri: string) {
      const rows = yield* sql<{ readonly subject: string }>`DELETE FROM feed_like WHERE uri = ${uri} RETURNING subject`
      for (const { subject } of rows) yield* recount(subject)
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
        ? sql<RankedPost>`SELECT uri, indexedAt, likes FROM feed_post
            WHERE (indexedAt, uri) < (${before.indexedAt}, ${before.uri}) ORDER BY indexedAt DESC, uri DESC LIMIT ${limit}`
        : sql<RankedPost>`SELECT p.uri, p.indexedAt, p.likes FROM feed_tag t JOIN feed_post p ON p.uri = t.uri
            WHERE t.tag = ${tag} AND (p.indexedAt, p.uri) < (${before.indexedAt}, ${before.uri})
            ORDER BY p.indexedAt DESC, p.uri DESC LIMIT ${limit}`,
    /** Posts since `since` that rank behind (`likes`, `uri`), most liked first. */
    liked: (
      tag: string | undefined,
      since: number,
      behind: { readonly likes: number; readonly uri: string },
      limit: number
    ) =>
      tag === undefined
        ? sql<RankedPost>`SELECT uri, indexedAt, likes FROM feed_post
            WHERE indexedAt >= ${since} AND (likes, uri) < (${behind.likes}, ${behind.uri})
            ORDER BY likes DESC, uri DESC LIMIT ${limit}`
        : sql<RankedPost>`SELECT p.uri, p.indexedAt, p.likes FROM feed_tag t JOIN feed_post p ON p.uri = t.uri
            WHERE t.tag = ${tag} AND p.indexedAt >= ${since} AND (p.likes, p.uri) < (${behind.likes}, ${behind.uri})
            ORDER BY p.likes DESC, p.uri DESC LIMIT ${limit}`
  }
})

export type Store = Effect.Success<typeof make>
