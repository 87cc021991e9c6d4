/**
 * Receipts and statements that clients hand in, held until the log has told
 * whether they are true: a receipt until its operation is in, in time or late,
 * a statement until the copy is as long as it claims to speak of.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Evidence from "../../protocol/evidence/Evidence.ts"
import * as FalseStatement from "../../protocol/evidence/FalseStatement.ts"
import { include } from "../../protocol/evidence/InvalidOperation.ts"
import * as LateMerge from "../../protocol/evidence/LateMerge.ts"
import * as Omission from "../../protocol/evidence/Omission.ts"
import * as Signed from "../../protocol/evidence/Signed.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { Archive } from "./Archive.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import type { Copy } from "./Copy.ts"
import type { ReceiptRow, StatementRow } from "./Tables.ts"

/** More are not held for one operator: whoever floods an auditor gains nothing by older ones. */
const keptOfOne = 10_000
/** Evidence of a broken promise shows every entry since the receipt. */
const longestStretch = 5_000

export const make = Effect.fnUntraced(function*(copy: Copy, checkpoints: Checkpoints, archive: Archive) {
  const addReceipt = yield* Prepared.prepare("INSERT OR IGNORE INTO auditor_receipt (operator, did, cid, size, deadline, note) VALUES (?, ?, ?, ?, ?, ?)")
  const receipts = yield* Prepared.prepare("SELECT operator, did, cid, size, deadline, note FROM auditor_receipt WHERE size <= ? ORDER BY deadline, cid")
  const dropReceipt = yield* Prepared.prepare("DELETE FROM auditor_receipt WHERE operator = ? AND cid = ? AND size = ?")
  const receiptCount = yield* Prepared.prepare("SELECT COUNT(*) AS count FROM auditor_receipt WHERE operator = ?")
  const addStatement = yield* Prepared.prepare("INSERT OR IGNORE INTO auditor_statement (operator, did, size, note) VALUES (?, ?, ?, ?)")
  const statements = yield* Prepared.prepare("SELECT seq, operator, did, size, note FROM auditor_statement WHERE size <= ? ORDER BY seq")
  const dropStatement = yield* Prepared.prepare("DELETE FROM auditor_statement WHERE seq = ?")
  const statementCount = yield* Prepared.prepare("SELECT COUNT(*) AS count FROM auditor_statement WHERE operator = ?")

  /** All entries from one on, up to another. */
  const stretch = (from: number, to: number) =>
    Effect.map(copy.between(from, to), (rows) => rows.map(({ entry }) => new Uint8Array(entry)))

  /**
   * Whether it is over with the receipt, one way or the other: one that was
   * broken waits for what was promised to come late.
   */
  const reviewReceipt = Effect.fnUntraced(function*({ deadline, did, note, operator, size }: ReceiptRow) {
    const settled = yield* copy.firstOf(did, size)
    const past = yield* copy.firstPast(size, deadline)
    if (settled !== undefined && (past === undefined || settled.time <= past.time)) return true
    if (past === undefined) return false
    const signed = yield* checkpoints.newest(operator)
    if (signed === undefined || signed.size <= past.idx) return false
    const isSettled = settled !== undefined && settled.idx < signed.size
    if (!isSettled && (yield* archive.stands("omission", operator, did))) return false
    const end = isSettled ? settled.idx + 1 : signed.size
    if (end - size > longestStretch) return true
    const entries = yield* stretch(size, end)
    const { make } = isSettled ? LateMerge : Omission
    const evidence = yield* copy.withNodes((node) => make(copy.operators(), { note, by: operator, size }, signed, entries, node))
    if (evidence !== undefined) yield* archive.file(Evidence.format(evidence))
    return isSettled
  })

  const reviewStatement = Effect.fnUntraced(function*({ did, note, operator, size }: StatementRow) {
    const signed = yield* checkpoints.newest(operator)
    const known = (yield* copy.of(did)).filter(({ idx }) => idx < size)
    if (known.length === 0) return true
    if (signed === undefined || signed.size <= known.at(-1)!.idx) return false
    const entries = yield* copy.withNodes((node) => known.map(({ entry, idx }) => include(idx, new Uint8Array(entry), signed.size, node)))
    const evidence = FalseStatement.make(copy.operators(), { note, by: operator }, signed.note, entries)
    if (evidence !== undefined) yield* archive.file(Evidence.format(evidence))
    return true
  })

  const review = Effect.gen(function*() {
    for (const row of yield* receipts.all<ReceiptRow>(copy.size())) {
      if (yield* reviewReceipt(row)) yield* dropReceipt.run(row.operator, row.cid, row.size)
    }
    for (const row of yield* statements.all<StatementRow>(copy.size())) {
      if (yield* reviewStatement(row)) yield* dropStatement.run(row.seq)
    }
  })

  const isFull = (count: Prepared.Prepared, operator: string) =>
    Effect.map(count.get<{ count: number }>(operator), (row) => (row?.count ?? 0) >= keptOfOne)

  return {
    /** After anything new: entries, or a newer cosignature. */
    review,

    /** False if no operator gave it. */
    takeReceipt: Effect.fnUntraced(function*(note: string) {
      const opened = Signed.receipt(note, copy.operators())
      if (Result.isFailure(opened) || opened.success.receipt.origin !== copy.members()?.origin) return false
      const { by, receipt: { cid, deadline, did, size } } = opened.success
      if (yield* isFull(receiptCount, by)) return true
      yield* addReceipt.run(by, did, cid, size, deadline, note)
      yield* review
      return true
    }),

    /** False if no operator made it. */
    takeStatement: Effect.fnUntraced(function*(note: string) {
      const opened = Signed.statement(note, copy.operators())
      if (Result.isFailure(opened) || opened.success.statement.origin !== copy.members()?.origin) return false
      const { by, statement: { did, size } } = opened.success
      if (yield* isFull(statementCount, by)) return true
      yield* addStatement.run(by, did, size, note)
      yield* review
      return true
    })
  }
})

export type Promises = Effect.Success<ReturnType<typeof make>>
