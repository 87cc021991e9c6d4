/**
 * A durable, sequenced log of frames in SQL: what a subscription stream sends.
 *
 *     append ──▶ row (in the caller's transaction) ──commit──▶ wake ──▶ readers
 *                pruned …│ window: replayed from SQL │ tail: shared in memory
 *
 * Invariants
 * - A `seq` strictly rises in commit order and is never given twice: the row
 *   is written before anybody sees it, and pruning remembers how far it went.
 *   [event-stream]; STREAM-1, STREAM-8
 * - Readers see committed rows only, each once, in order: replay and live are
 *   one question, "what comes after my cursor". STREAM-2, STREAM-3
 * - A rolled-back append leaves a gap in `seq`, which is legal.
 * - Every life but the first is an epoch: it begins at the microseconds of its
 *   start if that is higher. So a disk that came back from an old backup, be it
 *   older than the first event, gives no `seq` again that was given after it,
 *   unless more than a million events came a second, or the clock went back
 *   too. See docs/backups.md. Where others give the numbers (`numbers: "given"`)
 *   they would give the same again, and lives are no epochs.
 *
 * Readers that keep up share the tail: one query for all of them. It takes one
 * writer at a time, as SQLite has; another database needs a lock around appends.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

export interface LogOptions {
  /** Name of the table; letters, digits and `_`. */
  readonly table: string
  /** How far back readers can start. */
  readonly windowMillis: number
  /** How much is kept for them at the most, beside the newest entry; no limit if absent. */
  readonly windowBytes?: number
  /** Who gives them: the log itself (`append`, the default), or its owner (`adopt`, and nothing else). */
  readonly numbers?: "own" | "given"
}

export interface Entry {
  readonly seq: number
  readonly frame: Uint8Array
}

export interface Log {
  /** Writes in the caller's transaction; the stream shows it once that has committed. */
  readonly append: (
    did: string,
    frame: (seq: number, time: string) => Uint8Array
  ) => Effect.Effect<number, SqlError>
  /**
   * Writes what another log has given already, under its number and as of its
   * time, in the caller's transaction. Numbers rise.
   */
  readonly adopt: (did: string, seq: number, timeMillis: number, frame: Uint8Array) => Effect.Effect<void, SqlError>
  /** Drops the frames of an account from the replay, in the caller's transaction. Their numbers stay used. */
  readonly forget: (did: string) => Effect.Effect<void, SqlError>
  /** Tells readers to look again. `append` does so by itself after the commit. */
  readonly wake: Effect.Effect<void>
  /** The last `seq` of the lives before this one, as the disk knows it; 0 in the first. */
  readonly known: number
  /** The last `seq` given, or where this life began; 0 before the first. */
  readonly head: Effect.Effect<number>
  /** Prunes what has left the window, then says the last `seq` pruned (0 for none). */
  readonly pruned: Effect.Effect<number, SqlError>
  /** A reader's side of the log, for as long as the scope. */
  readonly reader: Effect.Effect<Reader, SqlError>
}

export interface Reader {
  /** The last committed `seq` when the reader was made, or where this life began: where live begins. */
  readonly head: number
  /**
   * The next entries after `cursor`, at least one; waits for them. Undefined
   * when the window has left `cursor` behind.
   */
  readonly next: (cursor: number) => Effect.Effect<ReadonlyArray<Entry> | undefined, SqlError>
  readonly close: () => void
}

/** A full window is cut to this share at once, so that not every append prunes. */
const keptShare = 0.9
const replayBatch = 64
const tailBatch = 512
const tailEntries = 2048

export const make = Effect.fnUntraced(function*(options: LogOptions) {
  const { numbers = "own", table, windowBytes = Number.POSITIVE_INFINITY, windowMillis } = options
  const sql = yield* SqlClient
  const clock = yield* Clock.Clock
  yield* sql.unsafe(
    `CREATE TABLE IF NOT EXISTS ${table} (seq INTEGER PRIMARY KEY, did TEXT NOT NULL, time_millis INTEGER NOT NULL, frame BLOB)`
  )
  yield* sql.unsafe(`CREATE TABLE IF NOT EXISTS ${table}_pruned (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL)`)

  const insert = yield* Prepared.prepare(`INSERT INTO ${table} (seq, did, time_millis, frame) VALUES (?, ?, ?, ?)`)
  const blank = yield* Prepared.prepare(`UPDATE ${table} SET frame = NULL WHERE did = ? AND frame IS NOT NULL`)
  const newest = yield* Prepared.prepare(`SELECT COALESCE(MAX(seq), 0) AS seq FROM ${table}`)
  const between = yield* Prepared.prepare(`SELECT seq, frame FROM ${table} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`)
  const firstInside = yield* Prepared.prepare(`SELECT seq FROM ${table} WHERE time_millis >= ? ORDER BY seq LIMIT 1`)
  const lastBelow = yield* Prepared.prepare(`SELECT MAX(seq) AS seq FROM ${table} WHERE seq < ?`)
  const keptSum = yield* Prepared.prepare(`SELECT COALESCE(SUM(LENGTH(frame)), 0) AS bytes FROM ${table}`)
  const sizes = yield* Prepared.prepare(`SELECT seq, COALESCE(LENGTH(frame), 0) AS bytes FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ?`)
  const prune = yield* Prepared.prepare(`DELETE FROM ${table} WHERE seq <= ?`)
  const setPruned = yield* Prepared.prepare(`UPDATE ${table}_pruned SET seq = ? WHERE id = 1`)
  const getPruned = yield* Prepared.prepare(`SELECT seq FROM ${table}_pruned WHERE id = 1`)

  const committed = Effect.map(newest.get<{ seq: number }>(), (row) => row?.seq ?? 0)
  const earlier = yield* getPruned.get<{ seq: number }>()
  if (earlier === undefined) yield* sql.unsafe(`INSERT INTO ${table}_pruned (id, seq) VALUES (1, 0)`)
  let prunedTo = earlier?.seq ?? 0
  const before = Math.max(yield* committed, prunedTo)
  const isEpoch = earlier !== undefined && numbers === "own"
  /** Where this life begins: what readers may ask for, and what is above it was never given. */
  const epoch = isEpoch ? Math.max(before, (yield* Clock.currentTimeMillis) * 1000) : before
  let given = epoch
  /** The last that a pruning has taken off the disk, whether it has committed or not. */
  let letGo = prunedTo
  let prunedAtMillis = Number.NEGATIVE_INFINITY
  /** Bytes of the frames kept; undefined until it matters. */
  let keptBytes: number | undefined

  // `version` counts commits; a reader that saw fewer looks again instead of waiting.
  let version = 0
  let waiting: Array<() => void> = []
  const wakeNow = (): void => {
    version++
    if (waiting.length === 0) return
    const woken = waiting
    waiting = []
    for (const resume of woken) resume()
  }
  const wake = Effect.sync(wakeNow)

  const changedSince = (seen: number): Effect.Effect<void> =>
    Effect.callback((resume) => {
      if (version !== seen) return resume(Effect.void)
      const waiter = () => resume(Effect.void)
      waiting.push(waiter)
      return Effect.sync(() => {
        waiting = waiting.filter((other) => other !== waiter)
      })
    })

  // The tail holds every shown entry in (tailFrom, tailTo]; blanked rows are absent from it.
  let tail: Array<Entry> = []
  let tailFrom = 0
  let tailTo = 0
  let tailVersion = -1
  let readers = 0
  const tailLock = Semaphore.makeUnsafe(1)

  const extendTail = Effect.gen(function*() {
    while (tailVersion !== version) {
      const seen = version
      const from = tailTo
      const rows = yield* between.all<{ seq: number; frame: Uint8Array | null }>(from, Number.MAX_SAFE_INTEGER, tailBatch)
      if (from < letGo) {
        resetTail(letGo)
        continue
      }
      for (const { seq, frame } of rows) {
        if (frame !== null) tail.push({ seq, frame })
        tailTo = seq
      }
      if (rows.length < tailBatch) tailVersion = seen
      trimTail()
    }
  })

  /**
   * A tail that is up to date takes what was just committed without asking the
   * database for it again; one that is not will find it there. Whoever has a
   * lower number committed before, for there is one writer at a time.
   */
  const showCommitted = (entries: ReadonlyArray<Entry>): void => {
    const [first] = entries
    if (readers === 0 || tailVersion !== version || first === undefined || first.seq <= tailTo) return
    for (const entry of entries) tail.push(entry)
    tailTo = entries[entries.length - 1]!.seq
    trimTail()
    // The wake-up that follows counts this commit.
    tailVersion = version + 1
  }

  /** Entries wait for their transaction together: one look-out, one wake-up for all of them. */
  let waitingIn: object | undefined
  let uncommitted: Array<Entry> = []
  const showAfterCommit = (entry: Entry): Effect.Effect<void> =>
    Effect.withFiber(({ context }) => {
      const transaction = Context.getOrUndefined(context, sql.transactionService)
      if (transaction !== undefined && transaction === waitingIn) {
        uncommitted.push(entry)
        return Effect.void
      }
      const entries = [entry]
      waitingIn = transaction
      uncommitted = entries
      return sql.afterCommit(Effect.sync(() => {
        if (waitingIn === transaction) waitingIn = undefined
        showCommitted(entries)
        wakeNow()
      }))
    })

  const trimTail = (): void => {
    if (tail.length <= tailEntries) return
    const kept = tail.slice(-tailEntries / 2)
    tailFrom = tail[tail.length - kept.length - 1]!.seq
    tail = kept
  }

  const resetTail = (at: number): void => {
    tail = []
    tailFrom = at
    tailTo = at
    tailVersion = -1
  }

  const fromTail = (cursor: number): ReadonlyArray<Entry> => {
    let low = 0
    let high = tail.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (tail[middle]!.seq > cursor) high = middle
      else low = middle + 1
    }
    return tail.slice(low, low + tailBatch)
  }

  /** The last that has to go so that no more than that many bytes stay, and the newest entry in any case. */
  const lastAbove = Effect.fnUntraced(function*(bytes: number) {
    let excess = (keptBytes ?? 0) - bytes
    let last = prunedTo
    while (excess > 0) {
      const rows = yield* sizes.all<{ seq: number; bytes: number }>(last, tailBatch)
      for (const row of rows) {
        if (excess <= 0) break
        excess -= row.bytes
        last = row.seq
      }
      if (rows.length < tailBatch) break
    }
    return Math.min(last, (yield* lastBelow.get<{ seq: number | null }>(yield* committed))?.seq ?? 0)
  })

  const pruneNow = Effect.fnUntraced(function*(nowMillis: number) {
    prunedAtMillis = nowMillis
    const inside = yield* firstInside.get<{ seq: number }>(nowMillis - windowMillis)
    const old = (yield* lastBelow.get<{ seq: number | null }>(inside?.seq ?? given + 1))?.seq ?? 0
    const below = isOverfull() ? Math.max(old, yield* lastAbove(windowBytes * keptShare)) : old
    if (below <= prunedTo) return
    letGo = Math.max(letGo, below)
    yield* prune.run(below)
    yield* setPruned.run(below)
    keptBytes = undefined
    yield* sql.afterCommit(Effect.sync(() => {
      prunedTo = below
    }))
  })

  const isOverfull = (): boolean => keptBytes !== undefined && keptBytes > windowBytes

  const append: Log["append"] = Effect.fnUntraced(function*(did, frame) {
    const nowMillis = clock.currentTimeMillisUnsafe()
    const seq = ++given
    const bytes = frame(seq, Datetime.fromMillis(nowMillis))
    yield* insert.now.run(seq, did, nowMillis, bytes)
    if (windowBytes < Number.POSITIVE_INFINITY) {
      // Asked for after each pruning; a frame that is rolled back counts until then, which errs on the small side.
      keptBytes = keptBytes === undefined ? (yield* keptSum.get<{ bytes: number }>())!.bytes : keptBytes + bytes.length
    }
    if (nowMillis - prunedAtMillis > windowMillis / 24 || isOverfull()) yield* pruneNow(nowMillis)
    yield* showAfterCommit({ seq, frame: bytes })
    return seq
  })

  const adopt: Log["adopt"] = Effect.fnUntraced(function*(did, seq, timeMillis, frame) {
    given = Math.max(given, seq)
    yield* insert.run(seq, did, timeMillis, frame)
    const nowMillis = clock.currentTimeMillisUnsafe()
    if (nowMillis - prunedAtMillis > windowMillis / 24) yield* pruneNow(nowMillis)
    yield* showAfterCommit({ seq, frame })
  })

  const next = Effect.fnUntraced(function*(from: number) {
    let cursor = from
    while (true) {
      const seen = version
      if (tailVersion !== version) yield* tailLock.withPermit(extendTail)
      if (cursor >= tailFrom) {
        const entries = fromTail(cursor)
        if (entries.length > 0) return entries
        yield* changedSince(seen)
        continue
      }
      // What memory still holds was served above: who follows closely is not overtaken by a small window.
      if (cursor < prunedTo) return undefined
      const rows = yield* between.all<{ seq: number; frame: Uint8Array | null }>(cursor, tailFrom, replayBatch)
      const entries: Array<Entry> = []
      for (const { seq, frame } of rows) {
        if (frame !== null) entries.push({ seq, frame })
      }
      if (entries.length > 0) return entries
      cursor = rows.length > 0 ? rows[rows.length - 1]!.seq : tailFrom
    }
  })

  const log: Log = {
    append,
    adopt,
    forget: (did) =>
      Effect.andThen(
        blank.run(did),
        sql.afterCommit(Effect.sync(() => {
          resetTail(tailTo)
          wakeNow()
        }))
      ),
    wake,
    known: before,
    head: Effect.sync(() => given),
    pruned: Effect.gen(function*() {
      yield* sql.withTransaction(pruneNow(yield* Clock.currentTimeMillis))
      return prunedTo
    }),
    reader: Effect.gen(function*() {
      const head = Math.max(yield* committed, prunedTo, epoch)
      if (readers++ === 0) resetTail(head)
      let open = true
      return {
        head,
        next,
        close: () => {
          if (open) readers--
          open = false
        }
      }
    })
  }
  return log
})
