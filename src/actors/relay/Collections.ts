/**
 * Who has records of a collection: for App Views of other modes, which want the
 * repositories that concern them and no others. The reference serves it from a
 * companion of the relay. [lex:com.atproto.sync.listReposByCollection]
 *
 * Noted as commits create records, and forgotten with the account. A relay does
 * not keep records, so it does not see that the last of a collection goes: the
 * list may name some who have none any more, and leaves out what came before the
 * relay's window, or within a gap, until something of it comes again.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as RepoPath from "../../protocol/syntax/RepoPath.ts"
import { Cache } from "../sqlite/Cache.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { LocalStatus } from "./Status.ts"

interface Op {
  readonly action: "create" | "update" | "delete"
  readonly path: RepoPath.RepoPath
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS relay_collection (
    collection TEXT NOT NULL,
    did TEXT NOT NULL,
    PRIMARY KEY (collection, did)
  ) WITHOUT ROWID`
  yield* sql`CREATE INDEX IF NOT EXISTS relay_collection_did ON relay_collection (did)`
  const note = yield* Prepared.prepare("INSERT OR IGNORE INTO relay_collection (collection, did) VALUES (?, ?)")
  const forget = yield* Prepared.prepare("DELETE FROM relay_collection WHERE did = ?")
  const list = yield* Prepared.prepare(
    `SELECT c.did, a.upstream, a.local FROM relay_collection c JOIN relay_account a ON a.did = c.did
     WHERE c.collection = ? AND c.did > ? ORDER BY c.did LIMIT ?`
  )

  /** What is noted and durable, by `keyOf`. */
  const noted = new Cache<true>(100_000)
  const keyOf = (did: string, collection: string): string => `${did} ${collection}`

  return {
    /** In the transaction that passes the commit on. */
    note: function*(did: string, ops: ReadonlyArray<Op>) {
      const news = new Set<string>()
      for (const { action, path } of ops) {
        if (action === "delete") continue
        const { collection } = RepoPath.split(path)
        if (noted.get(keyOf(did, collection)) === undefined) news.add(collection)
      }
      if (news.size === 0) return
      const { generation } = noted
      for (const collection of news) yield* note.now.run(collection, did)
      yield* sql.afterCommit(Effect.sync(() => {
        for (const collection of news) noted.offer(keyOf(did, collection), true, generation)
      }))
    },
    forget: (did: string) => {
      noted.clear()
      return forget.run(did)
    },
    list: (collection: string, after: string, limit: number) =>
      list.all<{ readonly did: string; readonly upstream: string | null; readonly local: LocalStatus | null }>(collection, after, limit)
  }
})

export type Collections = Effect.Success<typeof make>
