/**
 * What a non-archival relay keeps: hosts, and one row an account with its
 * host, its status, and the head of its repository. No records, no blocks.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Cid } from "../../protocol/data/Cid.ts"
import type { VerifiedCommit } from "../../protocol/sync/VerifyCommit.ts"
import type { Tid } from "../../protocol/syntax/Tid.ts"
import { Cache } from "../sqlite/Cache.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import * as Subscription from "../firehose/Subscription.ts"
import type { LocalStatus } from "./Status.ts"

export interface AccountRow {
  readonly did: string
  readonly host: string
  /** Null while its host says that it is active. */
  readonly upstream: string | null
  readonly local: LocalStatus | null
  /** Null until the first commit or sync. */
  readonly rev: Tid | null
  readonly head: string | null
  readonly data: string | null
}

export interface HostRow {
  readonly hostname: string
  readonly status: "active" | "idle" | "offline" | "throttled" | "banned"
  readonly seq: number
  readonly accounts: number
}

export interface Head {
  readonly rev: string
  readonly commit: Cid
  readonly data: Cid
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS relay_host (
    hostname TEXT PRIMARY KEY,
    status TEXT NOT NULL
  )`
  yield* sql`CREATE TABLE IF NOT EXISTS relay_account (
    did TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    upstream TEXT,
    local TEXT,
    rev TEXT,
    head TEXT,
    data TEXT
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS relay_account_host ON relay_account (host)`
  // The cursors of the hosts are the subscriptions' own.
  yield* Subscription.createTable

  const columns = "did, host, upstream, local, rev, head, data"
  const get = yield* Prepared.prepare(`SELECT ${columns} FROM relay_account WHERE did = ?`)
  const inactive = yield* Prepared.prepare("SELECT 1 FROM relay_account WHERE did = ? AND upstream IS NOT NULL")
  const list = yield* Prepared.prepare(
    `SELECT ${columns} FROM relay_account WHERE did > ? AND rev IS NOT NULL ORDER BY did LIMIT ?`
  )
  const settle = yield* Prepared.prepare(
    `INSERT INTO relay_account (did, host) VALUES (?, ?)
     ON CONFLICT (did) DO UPDATE SET host = excluded.host, upstream = NULL WHERE host <> excluded.host`
  )
  const setUpstream = yield* Prepared.prepare("UPDATE relay_account SET upstream = ? WHERE did = ?")
  const setLocal = yield* Prepared.prepare("UPDATE relay_account SET local = ? WHERE did = ?")
  const setHead = yield* Prepared.prepare("UPDATE relay_account SET rev = ?, head = ?, data = ? WHERE did = ?")
  const advance = yield* Prepared.prepare(
    `UPDATE relay_account SET rev = ?, head = ?, data = ?
     WHERE did = ? AND host = ? AND rev = ? AND data = ? AND upstream IS NULL AND local IS NULL`
  )
  const forget = yield* Prepared.prepare("DELETE FROM relay_account WHERE did = ?")
  const setHost = yield* Prepared.prepare(
    "INSERT INTO relay_host (hostname, status) VALUES (?, ?) ON CONFLICT (hostname) DO UPDATE SET status = excluded.status"
  )

  /** Of whom their hosts say nothing else, by DID. */
  const active = new Cache<true>(100_000)

  const hosts = sql<HostRow>`
    SELECT h.hostname, h.status, COALESCE(c.cursor, 0) AS seq,
           (SELECT COUNT(*) FROM relay_account a WHERE a.host = h.hostname) AS accounts
    FROM relay_host h LEFT JOIN subscription_cursor c ON c.name = 'repos:' || h.hostname
    ORDER BY h.hostname`

  return {
    account: (did: string) => get.now.get<AccountRow>(did),
    /**
     * What nearly every commit is: the next one of an active account, from its
     * host. Then the head moves on; otherwise nothing happens, and it says so.
     */
    advance: ({ commit, data, did, prevData, rev, since }: VerifiedCommit, host: string) =>
      since === null || prevData === null || rev <= since
        ? Effect.succeed(false)
        : Effect.mapEager(
          advance.now.changes(rev, commit.toString(), data.toString(), did, host, since, prevData.toString()),
          (rows) => rows === 1
        ),
    /** Those that their hosts called inactive. */
    inactiveAmong: Effect.fnUntraced(function*(dids: Iterable<string>) {
      const among = new Set<string>()
      for (const did of dids) {
        if (active.get(did) !== undefined) continue
        const { generation } = active
        if ((yield* inactive.now.get(did)) === undefined) active.offer(did, true, generation)
        else among.add(did)
      }
      return among
    }),
    /** The account as `host`'s own: new, or moved there with its status reset to what the new host says. */
    settle: (did: string, host: string) => settle.now.run(did, host),
    setUpstream: (did: string, upstream: string | null) => {
      if (upstream !== null) active.drop(did)
      return setUpstream.now.run(upstream, did)
    },
    setLocal: (did: string, local: LocalStatus | null) => setLocal.run(local, did),
    setHead: (did: string, { commit, data, rev }: Head) => setHead.now.run(rev, commit.toString(), data.toString(), did),
    forget: (did: string) => forget.run(did),
    /** Accounts after `after` in DID order. */
    list: (after: string, limit: number) => list.all<AccountRow>(after, limit),
    hosts,
    host: (hostname: string) => Effect.map(hosts, (rows) => rows.find((row) => row.hostname === hostname)),
    setHost: (hostname: string, status: HostRow["status"]) => setHost.run(hostname, status)
  }
})

export type Store = Effect.Success<typeof make>
