/**
 * The log that this operator is to be founded upon, as far as it was followed:
 * its leaves in SQL, each replayed by the rules before it is taken. It survives
 * a restart, and is no part of the operator's own log until that is founded.
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import * as Inheritance from "../../../protocol/consortium/Inheritance.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Merkle from "../../../protocol/tlog/Merkle.ts"
import type { OperationRow } from "../../plc/Operations.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { Signal } from "../Signal.ts"

/** A log that nobody is to be founded upon. */
export class Unsound extends Data.TaggedError("Unsound")<{ readonly index: number; readonly detail: string }> {
  override get message(): string {
    return `Leaf ${this.index} of the old log cannot stand: ${this.detail}`
  }
}

export interface StagedRow {
  readonly idx: number
  readonly leaf: Uint8Array
  readonly time: number
  readonly did: string | null
  readonly cid: string | null
  readonly seq: number | null
  readonly nullified_by: number | null
}

/** What a founder says of the old log, once and for all. */
export interface Declared {
  readonly from: string
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly checkpoint?: string
}

const page = 1_000

const placedOf = (row: StagedRow): Inheritance.Placed => {
  const entry = Inheritance.inherited(row.leaf)
  const placed = entry === undefined ? undefined : Inheritance.operationOf(entry)
  if (placed === undefined) throw new Error(`leaf ${row.idx} of the old log is no operation`)
  return placed
}

export const make = Effect.fnUntraced(function*(maxSkewMillis: number) {
  const sql = yield* SqlClient
  const { verify } = yield* Keys
  const columns = "idx, leaf, time, did, cid, seq, nullified_by"
  const insert = yield* Prepared.prepare("INSERT INTO consortium_inherited (idx, leaf, time, did, cid, seq) VALUES (?, ?, ?, ?, ?, ?)")
  const nullify = yield* Prepared.prepare("UPDATE consortium_inherited SET nullified_by = ? WHERE did = ? AND cid = ?")
  const between = yield* Prepared.prepare(`SELECT ${columns} FROM consortium_inherited WHERE idx >= ? AND idx < ? ORDER BY idx`)
  const ofDid = yield* Prepared.prepare(`SELECT ${columns} FROM consortium_inherited WHERE did = ? ORDER BY idx`)
  const one = yield* Prepared.prepare("SELECT nullified_by FROM consortium_inherited WHERE did = ? AND cid = ?")
  const lastSeq = yield* Prepared.prepare("SELECT MAX(seq) AS seq FROM consortium_inherited")
  const remove = yield* Prepared.prepare("DELETE FROM consortium_inherited WHERE idx < ?")
  const removeOne = yield* Prepared.prepare("DELETE FROM consortium_inherited WHERE idx = ?")
  const load = yield* Prepared.prepare("SELECT value FROM consortium_founding WHERE name = ?")
  const keep = yield* Prepared.prepare("INSERT INTO consortium_founding (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
  const drop = yield* Prepared.prepare("DELETE FROM consortium_founding WHERE name = ?")

  const rows = (from: number, to: number) => between.all<StagedRow>(from, to)

  /** The tree over the first leaves, a page at a time. */
  const treeAt = Effect.fnUntraced(function*(size: number) {
    let tree = Merkle.Compact.empty
    while (tree.size < size) {
      const some = yield* rows(tree.size, Math.min(size, tree.size + page))
      if (some[0]?.idx !== tree.size) return undefined
      for (const { leaf } of some) tree = tree.append(Merkle.leafHash(leaf)).tree
    }
    return tree
  })

  const extent = Effect.map(sql<{ size: number | null }>`SELECT MAX(idx) + 1 AS size FROM consortium_inherited`, ([row]) => row?.size ?? 0)
  let tree = (yield* treeAt(yield* extent)) ?? Merkle.Compact.empty
  let seq = (yield* lastSeq.get<{ seq: number | null }>())?.seq ?? 0

  const logOf = Effect.fnUntraced(function*(did: string) {
    return (yield* ofDid.all<StagedRow>(did)).map((row): Log.LogEntry => ({
      did,
      operation: placedOf(row).operation,
      cid: Result.getOrThrow(Cid.parse(row.cid!)),
      nullified: row.nullified_by !== null,
      createdAtMillis: row.time
    }))
  })

  /** Takes one leaf, at its place, if the rules accept it there. */
  const take = Effect.fnUntraced(function*(idx: number, leaf: Uint8Array, lastSeq: number, latestMillis: number) {
    const unsound = (detail: string) => new Unsound({ index: idx, detail })
    const entry = Inheritance.inherited(leaf)
    if (entry === undefined) return yield* unsound("it is neither an entry nor a line of an export")
    if (entry.time > latestMillis) return yield* unsound(`its time is ${entry.time - latestMillis} ms further ahead than clocks may differ`)
    const placed = Inheritance.operationOf(entry)
    if (placed === undefined) {
      yield* insert.run(idx, leaf, entry.time, null, null, null)
      return lastSeq
    }
    const { did, operation, time } = placed
    const number = placed.seq ?? lastSeq + 1
    if (number <= lastSeq) return yield* unsound(`its number ${number} does not rise above ${lastSeq}`)
    const accepted = Log.accept(yield* logOf(did), operation, { did, nowMillis: time, verify, admission: false })
    if (Result.isFailure(accepted)) return yield* unsound(accepted.failure.message)
    for (const cid of accepted.success.nullified) yield* nullify.run(idx, did, cid.toString())
    yield* insert.run(idx, leaf, time, did, Operation.cidOf(operation).toString(), number)
    return number
  })

  const told = new Signal()

  const clear = Effect.gen(function*() {
    yield* remove.run(Number.MAX_SAFE_INTEGER)
    yield* drop.run("end")
    tree = Merkle.Compact.empty
    seq = 0
  })

  return {
    size: (): number => tree.size,
    root: (): Merkle.Hash => tree.root,
    /** The number of the last operation. */
    seq: (): number => seq,
    rows,
    logOf,
    /** Whether an operation has fallen; undefined for one that is not there. */
    isNullified: (did: string, cid: string) =>
      Effect.map(one.get<Pick<StagedRow, "nullified_by">>(did, cid), (row) => row === undefined ? undefined : row.nullified_by !== null),
    /** The root of the first leaves; undefined where they are not there. */
    rootAt: (size: number) => size === tree.size ? Effect.succeed(tree.root) : Effect.map(treeAt(size), (some) => some?.root),
    tree: (): Merkle.Compact => tree,

    /** Takes leaves, all of them or none; fails with the first that cannot stand. */
    append: Effect.fnUntraced(function*(leaves: ReadonlyArray<Uint8Array>) {
      const latestMillis = (yield* Clock.currentTimeMillis) + maxSkewMillis
      let grown = tree
      const last = yield* sql.withTransaction(Effect.gen(function*() {
        let number = seq
        for (const leaf of leaves) {
          number = yield* take(grown.size, leaf, number, latestMillis)
          grown = grown.append(Merkle.leafHash(leaf)).tree
        }
        return number
      }))
      tree = grown
      seq = last
    }),

    /** As if nothing had been followed. */
    clear: sql.withTransaction(clear),

    /** Where the old log last ended; undefined if its end was never reached. */
    end: Effect.map(load.get<{ value: string }>("end"), (row) => row === undefined ? undefined : JSON.parse(row.value) as Declared),
    reachEnd: (end: Declared) => keep.run("end", JSON.stringify(end)),
    declared: Effect.map(load.get<{ value: string }>("declared"), (row) => row === undefined ? undefined : JSON.parse(row.value) as Declared),
    declare: (declared: Declared) => keep.run("declared", JSON.stringify(declared)),
    /** Whether the admin has said that the time has come. */
    isTold: Effect.map(load.get<{ value: string }>("told"), (row) => row !== undefined),
    tell: Effect.andThen(keep.run("told", "true"), Effect.sync(() => told.fire())),
    /** Fires when the admin says so. */
    told,

    /** A row as the directory's, of a log that is inherited up to `size`; undefined for what is no operation. */
    adopted: (row: StagedRow, size: number): OperationRow | undefined =>
      row.did === null || row.cid === null || row.seq === null ? undefined : {
        seq: row.seq,
        did: row.did,
        cid: row.cid,
        operation: JSON.stringify(placedOf(row).operation),
        created_at_millis: row.time,
        nullified: row.nullified_by !== null && row.nullified_by < size ? 1 : 0
      },
    /** What is founded upon needs no staging any more. */
    forget: (size: number) => remove.run(size),
    /** What this operator saw of the old log beyond the place where it was left. */
    beyond: Effect.map(rows(0, Number.MAX_SAFE_INTEGER), (all) => all.flatMap((row) => row.did === null ? [] : [{ idx: row.idx, ...placedOf(row) }])),
    settled: (idx: number) => removeOne.run(idx)
  }
})

export type Staged = Effect.Success<ReturnType<typeof make>>
