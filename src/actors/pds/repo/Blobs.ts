/**
 * Blobs of an account, and who holds them.
 *
 *     upload ──holds for six hours──▶ blob ◀──hold it while they live── records
 *
 * A blob is public while a record holds it: then it is served and listed. The
 * first record that names it takes over from the upload, so it goes with the
 * last record; but bytes uploaded anew in between are good for six hours again,
 * whatever becomes of the records before. What nobody holds is deleted at
 * once. After an import records hold blobs that are still to come, and take them
 * over as they come: an account that sleeps writes none that could name them.
 *
 * What comes is hashed and stored while it comes: up to one part in its row,
 * more in rows of its own (`BlobParts`), so that a large blob is in memory
 * neither on its way in nor on its way out.
 *
 * Blobs are by account: the same bytes in two accounts are two, and one says
 * nothing of the other. [blob]; BLOB-1, BLOB-2, BLOB-3
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { type BlobRef, blobRef } from "../../../protocol/data/Blob.ts"
import { Cid, RAW } from "../../../protocol/data/Cid.ts"
import { declared, invalidRequest, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Quotas } from "../limits/Quota.ts"
import * as BlobParts from "./BlobParts.ts"
import { headBytes, sniff } from "./Sniff.ts"

const heldMillis = 6 * 3_600_000
const retryMillis = 60_000
const nothing = new Uint8Array(0)

export interface Blob {
  readonly mime: string
  readonly size: number
  /** All of it, if `parts` is null. */
  readonly bytes: Uint8Array
  readonly parts: number | null
}

export interface Place {
  readonly collection: string
  readonly rkey: string
}

/** Who uploads. Numbers of accounts are given again, DIDs are not. */
export interface Uploader {
  readonly id: number
  readonly did: string
}

const notFound = (cid: string) => declared("BlobNotFound", `Could not find blob: ${cid}`)

const held = `(EXISTS (SELECT 1 FROM record_blob u WHERE u.account = blob.account AND u.cid = blob.cid)
  OR EXISTS (SELECT 1 FROM upload h WHERE h.account = blob.account AND h.cid = blob.cid))`

export const make = Effect.fnUntraced(function*(quotas: Quotas) {
  const sql = yield* SqlClient
  const scope = yield* Effect.scope
  const put = yield* Prepared.prepare(
    `INSERT INTO blob (account, cid, mime, size, bytes, parts, touched_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account, cid) DO UPDATE SET touched_at_millis = excluded.touched_at_millis RETURNING mime, parts`
  )
  const isHere = yield* Prepared.prepare("SELECT 1 FROM account WHERE id = ? AND did = ?")
  const hold = yield* Prepared.prepare(
    `INSERT INTO upload (account, cid, until_millis) SELECT a.id, ?1, ?2 FROM account a WHERE a.id = ?3
       AND (a.status IS NULL OR NOT EXISTS (SELECT 1 FROM record_blob u WHERE u.account = a.id AND u.cid = ?1))
     ON CONFLICT (account, cid) DO UPDATE SET until_millis = excluded.until_millis`
  )
  const letGo = yield* Prepared.prepare("DELETE FROM upload WHERE account = ? AND cid = ?")
  const nextOver = yield* Prepared.prepare("SELECT MIN(until_millis) AS until FROM upload")
  const allOver = yield* Prepared.prepare("DELETE FROM upload WHERE until_millis <= ? RETURNING account, cid")
  const get = yield* Prepared.prepare(
    `SELECT mime, size, EXISTS (SELECT 1 FROM upload h WHERE h.account = blob.account AND h.cid = blob.cid) AS uploaded
     FROM blob WHERE account = ? AND cid = ?`
  )
  const getPublic = yield* Prepared.prepare(
    `SELECT mime, size, bytes, parts FROM blob WHERE account = ? AND cid = ?
       AND EXISTS (SELECT 1 FROM record_blob u WHERE u.account = blob.account AND u.cid = blob.cid)`
  )
  const isStored = yield* Prepared.prepare("SELECT 1 FROM blob WHERE account = ? AND cid = ?")
  const addUse = yield* Prepared.prepare("INSERT OR IGNORE INTO record_blob (account, cid, collection, rkey, rev) VALUES (?, ?, ?, ?, ?)")
  const dropUses = yield* Prepared.prepare("DELETE FROM record_blob WHERE account = ? AND collection = ? AND rkey = ? RETURNING cid")
  const drop = yield* Prepared.prepare(`DELETE FROM blob WHERE account = ? AND cid = ? AND NOT ${held}`)
  const dropAll = yield* Prepared.prepare(`DELETE FROM blob WHERE account = ? AND NOT ${held}`)
  const wipeUses = yield* Prepared.prepare("DELETE FROM record_blob WHERE account = ?")
  const list = yield* Prepared.prepare(
    `SELECT DISTINCT cid FROM record_blob u WHERE account = ? AND cid > ? AND rev > ?
       AND EXISTS (SELECT 1 FROM blob b WHERE b.account = u.account AND b.cid = u.cid) ORDER BY cid LIMIT ?`
  )
  const missing = yield* Prepared.prepare(
    `SELECT cid, MIN(collection || '/' || rkey) AS path FROM record_blob u WHERE account = ? AND cid > ?
       AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.account = u.account AND b.cid = u.cid) GROUP BY cid ORDER BY cid LIMIT ?`
  )
  const expected = yield* Prepared.prepare("SELECT COUNT(DISTINCT cid) AS count FROM record_blob WHERE account = ?")
  const stored = yield* Prepared.prepare(
    `SELECT COUNT(DISTINCT u.cid) AS count FROM record_blob u JOIN blob b ON b.account = u.account AND b.cid = u.cid WHERE u.account = ?`
  )
  const take = Effect.fnUntraced(function*(account: number, cid: string, { collection, rkey }: Place, rev: string) {
    yield* addUse.run(account, cid, collection, rkey, rev)
    yield* letGo.run(account, cid)
  })
  const count = (statement: Prepared.Prepared, account: number) =>
    Effect.map(statement.get<{ count: number }>(account), (row) => row?.count ?? 0)

  const parts = yield* BlobParts.make

  const expire = Effect.fnUntraced(function*(nowMillis: number) {
    yield* sql.withTransaction(Effect.gen(function*() {
      for (const { account, cid } of yield* allOver.all<{ account: number; cid: string }>(nowMillis)) yield* drop.run(account, cid)
    }))
  })

  // One fiber waits for the next upload to be over, and none while there is none.
  let watching = false
  const watch: Effect.Effect<void> = Effect.gen(function*() {
    while (true) {
      const until = (yield* nextOver.get<{ until: number | null }>())?.until ?? undefined
      if (until === undefined) {
        watching = false
        return
      }
      const nowMillis = yield* Clock.currentTimeMillis
      if (until > nowMillis) yield* Effect.sleep(until - nowMillis)
      else yield* expire(nowMillis)
    }
  }).pipe(Effect.catch((error) =>
    Effect.andThen(Effect.logWarning(`Uploads that nobody named are not dropped yet: ${error.message}`), Effect.delay(Effect.suspend(() => watch), retryMillis))))
  const look = Effect.suspend(() => {
    if (watching) return Effect.void
    watching = true
    return Effect.forkIn(watch, scope)
  })
  yield* look

  return {
    /** `read` hands over the bytes as they come, and fails if they are not to be had. `refused`: by its CID. */
    upload: <E>(
      { did, id: account }: Uploader,
      claimed: string,
      read: BlobParts.Reading<E>,
      refused: (cid: string) => XrpcError | undefined
    ) =>
      parts.staged(read, Effect.fnUntraced(function*({ digest, head, size, whole }: BlobParts.Staged) {
        if (size === 0) return yield* invalidRequest("A blob has at least one byte")
        const nowMillis = yield* Clock.currentTimeMillis
        const cid = Cid.ofDigest(RAW, digest)
        const text = cid.toString()
        const refusal = refused(text)
        if (refusal !== undefined) return yield* refusal
        const row = yield* sql.withTransaction(Effect.gen(function*() {
          // It may have been deleted while the bytes came, and its number be another's by now.
          if ((yield* isHere.get(account, did)) === undefined) return yield* invalidRequest("The account is no longer here")
          yield* hold.run(text, nowMillis + heldMillis, account)
          const mime = sniff(head.subarray(0, headBytes), claimed)
          const bytes = whole === undefined ? head : nothing
          const row = yield* put.get<{ mime: string; parts: number | null }>(account, text, mime, size, bytes, whole, nowMillis)
          if (quotas.limits.blobBytes !== undefined) yield* Effect.catchTag(quotas.blobs(account), "OverQuota", ({ message }) => Effect.fail(invalidRequest(message)))
          return row
        }))
        yield* look
        // Records may name it already, and so by the type that it had first.
        return { result: blobRef(cid, row!.mime, size), kept: whole !== undefined && row!.parts === whole }
      })),
    /** Refuses a record that names a blob that is not here or, if it is new, by a false type or size. As [ref pds]. */
    check: Effect.fnUntraced(function*(account: number, blob: BlobRef) {
      const text = blob.ref.toString()
      const row = yield* get.get<{ mime: string; size: number; uploaded: number }>(account, text)
      if (row === undefined) return yield* notFound(text)
      if (row.uploaded === 0) return
      if (row.mime !== blob.mimeType) {
        return yield* declared("InvalidMimeType", `Referenced Mimetype does not match stored blob. Expected: ${row.mime}, Got: ${blob.mimeType}`)
      }
      if (row.size !== blob.size) {
        return yield* declared("InvalidSize", `Referenced Size does not match stored blob. Expected: ${row.size}, Got: ${blob.size}`)
      }
    }),
    /**
     * The record at that place holds the blob from now on, and the upload no
     * longer. In the caller's transaction: since `check` its time may have ended.
     */
    use: Effect.fnUntraced(function*(account: number, cid: string, place: Place, rev: string) {
      if ((yield* isStored.get(account, cid)) === undefined) return yield* notFound(cid)
      yield* take(account, cid, place, rev)
    }),
    /** As `use`, for an import: its blobs may come later. */
    expect: take,
    /**
     * The record at that place holds nothing any more. Gives what it held, for
     * `release` at the end of the caller's transaction.
     */
    unuse: (account: number, { collection, rkey }: Place) =>
      Effect.map(dropUses.all<{ cid: string }>(account, collection, rkey), (rows) => rows.map((row) => row.cid)),
    /** Deletes those that nobody holds. */
    release: (account: number, cids: Iterable<string>) => Effect.forEach(cids, (cid) => drop.run(account, cid), { discard: true }),
    /** Before an import: no record holds anything. `sweep` once it is in. */
    wipe: (account: number) => wipeUses.run(account),
    sweep: (account: number) => dropAll.run(account),
    /** A blob that a record names. */
    get: (account: number, cid: string) => getPublic.get<Blob>(account, cid),
    /** The bytes of a large one. */
    stream: parts.stream,
    /** CIDs that records written after `rev` name. */
    list: (account: number, cursor: string, rev: string, limit: number) =>
      Effect.map(list.all<{ cid: string }>(account, cursor, rev, limit), (rows) => rows.map((row) => row.cid)),
    missing: (account: number, cursor: string, limit: number) => missing.all<{ cid: string; path: string }>(account, cursor, limit),
    expected: (account: number) => count(expected, account),
    stored: (account: number) => count(stored, account)
  }
})

export type Blobs = Effect.Success<ReturnType<typeof make>>
