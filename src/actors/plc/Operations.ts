/**
 * A directory's operations in SQL, one row each, never removed, and the stream
 * of them. What to put in is for the caller to decide. [plc]
 *
 * `seq` rises strictly, and need not be without gaps. A directory of one
 * operator leaps with each of its lives (`Outbox` says why). Several that share
 * a log count its operations, so that all give the same numbers, whoever was
 * restarted or lay behind: an operation has the number that it was inherited
 * with, else one more than the operation before it. [plc] Sequence Number Semantics
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { Cid } from "../../protocol/data/Cid.ts"
import type * as Log from "../../protocol/plc/Log.ts"
import type * as Operation from "../../protocol/plc/Operation.ts"
import * as Outbox from "../firehose/outbox/Log.ts"
import * as Prepared from "../sqlite/Prepared.ts"

/** How far back `/export/stream` replays; older cursors are for `/export`. */
const streamWindowMillis = 7 * 24 * 3_600_000

export interface OperationRow {
  readonly seq: number
  readonly did: string
  readonly cid: string
  /** JSON. */
  readonly operation: string
  readonly created_at_millis: number
  readonly nullified: number
}

const encoder = new TextEncoder()

/** One line of the sequenced export; without a nullified flag, because a mirror must replay the rules. */
export const sequencedLine = (row: Omit<OperationRow, "nullified">): string =>
  `{"type":"sequenced_op","seq":${row.seq},"did":${JSON.stringify(row.did)},"cid":"${row.cid}",` +
  `"operation":${row.operation},"createdAt":"${new Date(row.created_at_millis).toISOString()}"}`

export const entryOf = (row: OperationRow): Log.LogEntry => ({
  did: row.did,
  operation: JSON.parse(row.operation) as Operation.Operation,
  cid: Result.getOrThrow(Cid.parse(row.cid)),
  nullified: row.nullified === 1,
  createdAtMillis: row.created_at_millis
})

/** `own`: this directory's; `counted`: everybody's who has this log. */
export type Numbering = "own" | "counted"

export const make = Effect.fnUntraced(function*(numbering: Numbering) {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS plc_operation (
    seq INTEGER PRIMARY KEY,
    did TEXT NOT NULL,
    cid TEXT NOT NULL,
    operation TEXT NOT NULL,
    created_at_millis INTEGER NOT NULL,
    nullified INTEGER NOT NULL DEFAULT 0
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS plc_operation_did ON plc_operation (did, seq)`
  yield* sql`CREATE INDEX IF NOT EXISTS plc_operation_created ON plc_operation (created_at_millis, cid)`
  const stream = yield* Outbox.make({
    table: "plc_stream",
    windowMillis: streamWindowMillis,
    numbers: numbering === "own" ? "own" : "given"
  })

  const columns = "seq, did, cid, operation, created_at_millis, nullified"
  const insert = yield* Prepared.prepare("INSERT INTO plc_operation (seq, did, cid, operation, created_at_millis) VALUES (?, ?, ?, ?, ?)")
  const nullify = yield* Prepared.prepare("UPDATE plc_operation SET nullified = 1 WHERE did = ? AND cid = ?")
  const logOf = yield* Prepared.prepare(`SELECT ${columns} FROM plc_operation WHERE did = ? ORDER BY seq`)
  const headOf = yield* Prepared.prepare(`SELECT ${columns} FROM plc_operation WHERE did = ? AND nullified = 0 ORDER BY seq DESC LIMIT 1`)
  const latest = yield* Prepared.prepare("SELECT MAX(created_at_millis) AS millis FROM plc_operation")
  const last = yield* Prepared.prepare("SELECT COALESCE(MAX(seq), 0) AS seq FROM plc_operation")
  const newestOf = yield* Prepared.prepare("SELECT MAX(seq) AS seq FROM plc_operation WHERE did = ?")
  const bySeq = yield* Prepared.prepare(`SELECT ${columns} FROM plc_operation WHERE seq > ? ORDER BY seq LIMIT ?`)
  const byTime = yield* Prepared.prepare(
    `SELECT ${columns} FROM plc_operation WHERE created_at_millis > ? AND created_at_millis < ? ORDER BY created_at_millis, cid LIMIT ?`
  )
  const restOfMillis = yield* Prepared.prepare(
    `SELECT ${columns} FROM plc_operation WHERE created_at_millis = ? AND cid > ? ORDER BY cid`
  )

  /** Gives the next number to an operation, and puts it into the stream. */
  const tell = Effect.fnUntraced(function*(row: Omit<OperationRow, "seq" | "nullified">) {
    const frame = (seq: number) => encoder.encode(sequencedLine({ ...row, seq }))
    if (numbering === "own") return yield* stream.append(row.did, frame)
    const seq = (yield* last.get<{ seq: number }>())!.seq + 1
    yield* stream.adopt(row.did, seq, row.created_at_millis, frame(seq))
    return seq
  })

  return {
    stream,
    log: (did: string) => logOf.all<OperationRow>(did),
    head: (did: string) => headOf.get<OperationRow>(did),
    bySeq: (after: number, limit: number) => bySeq.all<OperationRow>(after, limit),
    /**
     * `limit` rows, and those after them that share the last one's time: who
     * goes on from that time would miss them. For the same reason nothing is
     * told of a millisecond that is not over. The reference does neither.
     */
    byTime: Effect.fnUntraced(function*(afterMillis: number, limit: number) {
      const rows = yield* byTime.all<OperationRow>(afterMillis, yield* Clock.currentTimeMillis, limit)
      const last = rows.at(-1)
      if (last === undefined || rows.length < limit) return rows
      return [...rows, ...yield* restOfMillis.all<OperationRow>(last.created_at_millis, last.cid)]
    }),

    /** The seq of the last operation of a DID; null for none. */
    newest: (did: string) => Effect.map(newestOf.get<{ seq: number | null }>(did), (row) => row?.seq ?? null),

    /** Adds what another directory has, with its number, time and mark, inside the caller's transaction. */
    adopt: Effect.fnUntraced(function*(row: OperationRow) {
      yield* stream.adopt(row.did, row.seq, row.created_at_millis, encoder.encode(sequencedLine(row)))
      yield* insert.run(row.seq, row.did, row.cid, row.operation, row.created_at_millis)
      if (row.nullified === 1) yield* nullify.run(row.did, row.cid)
    }),

    /** When the latest of all came; −1 for none. */
    latestMillis: Effect.map(latest.get<{ millis: number | null }>(), (row) => row?.millis ?? -1),

    /** Adds what was accepted and marks what fell, inside the caller's transaction. */
    record: Effect.fnUntraced(function*({ entry, nullified }: Log.Accepted) {
      const { did } = entry
      for (const cid of nullified) yield* nullify.run(did, cid.toString())
      const row = { did, cid: entry.cid.toString(), operation: JSON.stringify(entry.operation), created_at_millis: entry.createdAtMillis }
      const seq = yield* tell(row)
      yield* insert.run(seq, did, row.cid, row.operation, row.created_at_millis)
      return seq
    })
  }
})

export type Operations = Effect.Success<ReturnType<typeof make>>
