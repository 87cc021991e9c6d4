/**
 * Blobs of an account.
 *
 *     upload ──▶ temporary ──a record names it──▶ public
 *                  ▲                                │ the last such record goes
 *                  └────────────────────────────────┘
 *
 * A temporary blob is neither listed nor served, lives at least an hour and is
 * collected after six. [blob], protocol-facts §2.5; BLOB-1, BLOB-2, BLOB-3
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type BlobRef, blobRef } from "../../../protocol/data/Blob.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

const keptMillis = 6 * 3_600_000

export interface Blob {
  readonly mime: string
  readonly bytes: Uint8Array
}

/** The first bytes tell the types that views depend on; anything else is as the uploader says. */
export const sniff = (bytes: Uint8Array, claimed: string): string => {
  const at = (offset: number, ...values: ReadonlyArray<number>) => values.every((value, i) => bytes[offset + i] === value)
  if (at(0, 0x89, 0x50, 0x4e, 0x47)) return "image/png"
  if (at(0, 0xff, 0xd8, 0xff)) return "image/jpeg"
  if (at(0, 0x47, 0x49, 0x46, 0x38)) return "image/gif"
  if (at(0, 0x52, 0x49, 0x46, 0x46) && at(8, 0x57, 0x45, 0x42, 0x50)) return "image/webp"
  if (at(4, 0x66, 0x74, 0x79, 0x70)) return claimed.startsWith("video/") || claimed.startsWith("audio/") ? claimed : "video/mp4"
  return claimed === "" ? "application/octet-stream" : claimed
}

export const make = Effect.gen(function*() {
  const put = yield* Prepared.prepare(
    `INSERT INTO blob (account, cid, mime, size, bytes, touched_at_millis) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account, cid) DO UPDATE SET touched_at_millis = excluded.touched_at_millis`
  )
  const get = yield* Prepared.prepare("SELECT mime, size FROM blob WHERE account = ? AND cid = ?")
  const used = "EXISTS (SELECT 1 FROM record_blob u WHERE u.account = blob.account AND u.cid = blob.cid)"
  const getPublic = yield* Prepared.prepare(`SELECT mime, bytes FROM blob WHERE account = ? AND cid = ? AND ${used}`)
  const collect = yield* Prepared.prepare(`DELETE FROM blob WHERE account = ? AND touched_at_millis < ? AND NOT ${used}`)
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
  const count = (statement: Prepared.Prepared, account: number) =>
    Effect.map(statement.get<{ count: number }>(account), (row) => row?.count ?? 0)

  return {
    upload: Effect.fnUntraced(function*(account: number, bytes: Uint8Array, claimed: string) {
      const nowMillis = yield* Clock.currentTimeMillis
      const cid = Cid.ofRaw(bytes)
      const mime = sniff(bytes, claimed)
      yield* collect.run(account, nowMillis - keptMillis)
      yield* put.run(account, cid.toString(), mime, bytes.length, bytes, nowMillis)
      return blobRef(cid, mime, bytes.length)
    }),
    /** Why a record may not name this blob; undefined if it may. */
    whyNot: (account: number, blob: BlobRef) =>
      Effect.map(get.get<{ mime: string; size: number }>(account, blob.ref.toString()), (row) =>
        row === undefined
          ? `Could not find blob: ${blob.ref.toString()}`
          : row.mime !== blob.mimeType
          ? `The blob ${blob.ref.toString()} is ${row.mime}, not ${blob.mimeType}`
          : row.size !== blob.size
          ? `The blob ${blob.ref.toString()} has ${row.size} bytes, not ${blob.size}`
          : undefined),
    /** A blob that a record names. */
    get: (account: number, cid: string) => getPublic.get<Blob & { readonly mime: string }>(account, cid),
    /** CIDs that records written after `rev` name. */
    list: (account: number, cursor: string, rev: string, limit: number) =>
      Effect.map(list.all<{ cid: string }>(account, cursor, rev, limit), (rows) => rows.map((row) => row.cid)),
    missing: (account: number, cursor: string, limit: number) => missing.all<{ cid: string; path: string }>(account, cursor, limit),
    expected: (account: number) => count(expected, account),
    stored: (account: number) => count(stored, account)
  }
})

export type Blobs = Effect.Success<typeof make>
