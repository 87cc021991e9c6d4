/** The rows of records. Written in the caller's transaction. */
import * as Effect from "effect/Effect"
import type { Cid } from "../../../protocol/data/Cid.ts"
import type { Data } from "../../../protocol/data/Data.ts"
import type { Parts } from "../../../protocol/syntax/RepoPath.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Backlink from "./Backlink.ts"

export interface RecordRow {
  readonly collection: string
  readonly rkey: string
  readonly cid: Uint8Array
  readonly bytes: Uint8Array
}

export interface RecentRow extends RecordRow {
  /** Of the commit that wrote it last. */
  readonly rev: Tid.Tid
}

/** For so long it is known what was deleted when. */
const deletionsKeptMillis = 7 * 24 * 3_600_000

/** The oldest rev from which the way to now can be told. */
const oldestDiff = (nowMillis: number): string => Tid.fromMicros(Math.max(0, nowMillis - deletionsKeptMillis) * 1000, 0)

export const make = Effect.gen(function*() {
  const put = yield* Prepared.prepare(
    `INSERT INTO record (account, collection, rkey, cid, bytes, rev, subject) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account, collection, rkey) DO UPDATE SET cid = excluded.cid, bytes = excluded.bytes, rev = excluded.rev, subject = excluded.subject`
  )
  const drop = yield* Prepared.prepare("DELETE FROM record WHERE account = ? AND collection = ? AND rkey = ?")
  const noteGone = yield* Prepared.prepare("INSERT OR IGNORE INTO deletion (account, rev, collection, rkey) VALUES (?, ?, ?, ?)")
  const forgetGone = yield* Prepared.prepare("DELETE FROM deletion WHERE account = ? AND rev < ?")
  const writtenSince = yield* Prepared.prepare("SELECT collection, rkey FROM record WHERE account = ? AND rev > ?")
  const from = yield* Prepared.prepare(
    "SELECT collection, rkey, cid, bytes FROM record WHERE account = ? AND collection = ? AND rkey >= ? ORDER BY rkey LIMIT ?"
  )
  const goneSince = yield* Prepared.prepare("SELECT collection, rkey FROM deletion WHERE account = ? AND rev > ?")
  const linksTo = yield* Prepared.prepare("SELECT rkey FROM record WHERE account = ? AND collection = ? AND subject = ?")
  const get = yield* Prepared.prepare("SELECT collection, rkey, cid, bytes FROM record WHERE account = ? AND collection = ? AND rkey = ?")
  const paths = yield* Prepared.prepare("SELECT collection, rkey, cid FROM record WHERE account = ?")
  const collections = yield* Prepared.prepare("SELECT DISTINCT collection FROM record WHERE account = ? ORDER BY collection")
  const after = yield* Prepared.prepare(
    "SELECT collection, rkey, cid, bytes FROM record WHERE account = ? AND collection = ? AND rkey > ? ORDER BY rkey LIMIT ?"
  )
  const before = yield* Prepared.prepare(
    "SELECT collection, rkey, cid, bytes FROM record WHERE account = ? AND collection = ? AND rkey < ? ORDER BY rkey DESC LIMIT ?"
  )
  const since = yield* Prepared.prepare("SELECT collection, rkey, cid, bytes, rev FROM record WHERE account = ? AND rev > ? ORDER BY rev LIMIT ?")
  const untilRev = yield* Prepared.prepare("SELECT 1 FROM record WHERE account = ? AND rev <= ? LIMIT 1")
  const ofCid = yield* Prepared.prepare("SELECT bytes FROM record WHERE account = ? AND cid = ? LIMIT 1")
  const wipe = yield* Effect.forEach(["record", "deletion"], (table) =>
    Prepared.prepare(`DELETE FROM ${table} WHERE account = ?`))

  return {
    /** To be delegated to (`yield*` of a generator), as a part of a commit. */
    *put(
      account: number,
      path: Parts,
      record: { readonly cid: Cid; readonly bytes: Uint8Array; readonly value: Data },
      rev: string
    ) {
      const { collection, rkey } = path
      yield* put.now.run(account, collection, rkey, record.cid.bytes, record.bytes, rev, Backlink.subjectOf(collection, record.value))
    },
    drop: Effect.fnUntraced(function*(account: number, path: Parts, rev: string, nowMillis: number) {
      const { collection, rkey } = path
      yield* drop.now.run(account, collection, rkey)
      yield* noteGone.now.run(account, rev, collection, rkey)
      yield* forgetGone.now.run(account, oldestDiff(nowMillis))
    }),
    /** Everything of an account, for an import over it. */
    wipe: (account: number) => Effect.forEach(wipe, (statement) => statement.run(account), { discard: true }),
    get: (account: number, collection: string, rkey: string) => get.get<RecordRow>(account, collection, rkey),
    bytesOf: (account: number, cid: Cid) => Effect.map(ofCid.get<{ bytes: Uint8Array }>(account, cid.bytes), (row) => row?.bytes),
    /** In no order. */
    paths: (account: number) => paths.all<{ collection: string; rkey: string; cid: Uint8Array }>(account),
    collections: (account: number) =>
      Effect.map(collections.all<{ collection: string }>(account), (rows) => rows.map((row) => row.collection)),
    page: (account: number, collection: string, limit: number, cursor: string | undefined, reverse: boolean) =>
      reverse
        ? after.all<RecordRow>(account, collection, cursor ?? "", limit)
        : before.all<RecordRow>(account, collection, cursor ?? "\u{10ffff}", limit),
    /** Written by commits after `rev`, oldest first. */
    since: (account: number, rev: string, limit: number) => since.all<RecentRow>(account, rev, limit),
    /** Records of a collection from that key on. */
    from: (account: number, collection: string, rkey: string, limit: number) => from.all<RecordRow>(account, collection, rkey, limit),
    /** Where the commits after `rev` wrote or deleted; undefined if that is too long ago to tell. */
    placesSince: Effect.fnUntraced(function*(account: number, rev: string, nowMillis: number) {
      if (rev < oldestDiff(nowMillis)) return undefined
      return [...yield* writtenSince.all<Parts>(account, rev), ...yield* goneSince.all<Parts>(account, rev)]
    }),
    /** Whether anything here was last written by `rev` or a commit before it. */
    hasUntil: (account: number, rev: string) => Effect.map(untilRev.get(account, rev), (row) => row !== undefined),
    /** The keys of records of that collection about that subject. */
    linksTo: (account: number, collection: string, subject: string) =>
      Effect.map(linksTo.all<{ rkey: string }>(account, collection, subject), (rows) => rows.map((row) => row.rkey))
  }
})

export type RecordRows = Effect.Success<typeof make>
