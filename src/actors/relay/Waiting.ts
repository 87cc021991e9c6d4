/**
 * Events that a relay can neither pass on nor refuse, because it cannot learn
 * now whose they are: the source of the DID is away, or the host has used up
 * its share of lookups. Dropped, they would be lost without a trace, and if
 * the account is silent afterwards for ever. So they wait, on disk.
 *
 *     stream ─▶ judge ─┬─▶ settled ────────────────────▶ out
 *                      └─▶ waits ──1 s, 2 s …──▶ judge ──▶ out, or dropped
 *
 * 1. What comes later of the same account from the same host waits behind it:
 *    an account's events keep their order. RELAY-1
 * 2. An event is put here in the transaction that moves the host's cursor, and
 *    leaves in the one that settles it. RELAY-3, RELAY-4
 * 3. Space is bounded. Of one account the oldest commit gives way, since the next
 *    one shows the gap; of one host those whose own web host is away, and if
 *    that is not enough the host's stream is read no further: its window keeps
 *    the rest.
 * 4. A directory that is away is away for all: one account is tried for all of
 *    its host's, the one tried least. Of did:web each is tried for itself.
 * 5. Nobody waits longer than a day, as long as a cached document serves. [did]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Prepared from "../sqlite/Prepared.ts"

export interface WaitingRow {
  readonly id: number
  readonly frame: Uint8Array
  readonly since: number
}

/** One host's. */
export interface Queued {
  readonly has: (did: string) => boolean
  /** Whether the host's stream has to be held. */
  readonly isFull: () => boolean
  /** In the caller's transaction. */
  readonly add: (did: string, frame: Uint8Array, isCommit: boolean) => Effect.Effect<void, SqlError>
  /** The oldest of an account's. */
  readonly of: (did: string) => Effect.Effect<ReadonlyArray<WaitingRow>, SqlError>
  /** In the caller's transaction. */
  readonly remove: (rows: ReadonlyArray<WaitingRow>) => Effect.Effect<void, SqlError>
  /**
   * For as long as the host is followed: has each account looked at again when
   * it is due. `look` tells whether anything of it must wait on.
   */
  readonly run: (look: Look) => Effect.Effect<never>
}

type Look = (did: string) => Effect.Effect<boolean, SqlError>

export const longestWaitMillis = 24 * 3_600_000
const rowsPerAccount = 64
const rowsPerHost = 10_000
const bytesPerHost = 256 * 1024 * 1024
const rowsAtOnce = 256
/** Looked at before one is tried for all again. */
const accountsInARow = 32
const accountsAtOnce = 8
const firstPauseMillis = 1_000
const longestPauseMillis = 30_000
const longestWebPauseMillis = 300_000

interface Turn {
  readonly tries: number
  /** Not before; of did:web alone. */
  readonly dueMillis: number
}

const isWeb = (did: string): boolean => did.startsWith("did:web:")

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS relay_waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    did TEXT NOT NULL,
    is_commit INTEGER NOT NULL,
    since INTEGER NOT NULL,
    frame BLOB NOT NULL
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS relay_waiting_account ON relay_waiting (host, did, id)`

  const insert = yield* Prepared.prepare("INSERT INTO relay_waiting (host, did, is_commit, since, frame) VALUES (?, ?, ?, ?, ?)")
  const select = yield* Prepared.prepare("SELECT id, frame, since FROM relay_waiting WHERE host = ? AND did = ? ORDER BY id LIMIT ?")
  const remove = yield* Prepared.prepare("DELETE FROM relay_waiting WHERE id = ? RETURNING LENGTH(frame) AS bytes")
  const size = yield* Prepared.prepare("SELECT COUNT(*) AS rows, COALESCE(SUM(LENGTH(frame)), 0) AS bytes FROM relay_waiting WHERE host = ?")
  const count = yield* Prepared.prepare("SELECT COUNT(*) AS rows FROM relay_waiting WHERE host = ? AND did = ?")
  const accounts = yield* Prepared.prepare("SELECT DISTINCT did FROM relay_waiting WHERE host = ? ORDER BY did")
  const leastMissed = yield* Prepared.prepare("SELECT id FROM relay_waiting WHERE host = ? AND did = ? ORDER BY is_commit DESC, id LIMIT 1")
  const oldestOfWeb = yield* Prepared.prepare("SELECT id FROM relay_waiting WHERE host = ? AND did LIKE 'did:web:%' ORDER BY id LIMIT ?")

  return {
    of: Effect.fnUntraced(function*(host: string) {
      const turns = new Map<string, Turn>()
      const bell = yield* Queue.sliding<void>(1)
      /** Of all but did:web: tries in a row that brought nothing, and the rest after the last. */
      let failures = 0
      let restUntilMillis = 0
      let { bytes, rows } = (yield* size.get<{ readonly rows: number; readonly bytes: number }>(host))!
      for (const { did } of yield* accounts.all<{ readonly did: string }>(host)) turns.set(did, { tries: 0, dueMillis: 0 })

      const isFull = (): boolean => rows >= rowsPerHost || bytes >= bytesPerHost

      const take = Effect.fnUntraced(function*(id: number) {
        const gone = yield* remove.get<{ readonly bytes: number }>(id)
        if (gone === undefined) return
        rows--
        bytes -= gone.bytes
      })

      const add = Effect.fnUntraced(function*(did: string, frame: Uint8Array, isCommit: boolean) {
        const nowMillis = yield* Clock.currentTimeMillis
        if ((yield* count.get<{ readonly rows: number }>(host, did))!.rows >= rowsPerAccount) {
          yield* take((yield* leastMissed.get<{ readonly id: number }>(host, did))!.id)
        }
        if (isFull()) {
          for (const { id } of yield* oldestOfWeb.all<{ readonly id: number }>(host, rowsAtOnce)) yield* take(id)
        }
        yield* insert.run(host, did, isCommit ? 1 : 0, nowMillis, frame)
        rows++
        bytes += frame.length
        // If the transaction falls, one look finds nothing.
        if (turns.size === 0) restUntilMillis = Math.max(restUntilMillis, nowMillis + firstPauseMillis)
        if (!turns.has(did)) turns.set(did, { tries: 0, dueMillis: nowMillis + firstPauseMillis })
        yield* Queue.offer(bell, undefined)
      })

      const pause = (tries: number, longestMillis: number) =>
        Effect.map(Random.next, (chance) => Math.round(Math.min(firstPauseMillis * 2 ** Math.min(tries, 20), longestMillis) * (0.5 + chance)))

      /** Whether it waits on. */
      const turnOf = Effect.fnUntraced(function*(did: string, { tries }: Turn, look: Look) {
        // A full disk passes; what waits waits on.
        const waitsOn = yield* Effect.catch(look(did), () => Effect.succeed(true))
        // Something may have come behind it just now.
        const left = yield* Effect.orElseSucceed(count.get<{ readonly rows: number }>(host, did), () => undefined)
        if (left?.rows === 0) turns.delete(did)
        else turns.set(did, { tries: tries + 1, dueMillis: (yield* Clock.currentTimeMillis) + (waitsOn ? yield* pause(tries + 1, longestWebPauseMillis) : 0) })
        return waitsOn
      })

      const all = (some: ReadonlyArray<readonly [string, Turn]>, look: Look) =>
        Effect.forEach(some, ([did, turn]) => turnOf(did, turn, look), { concurrency: accountsAtOnce, discard: true })

      const run = (look: Look) =>
        Effect.forever(Effect.gen(function*() {
          const nowMillis = yield* Clock.currentTimeMillis
          const due = [...turns].filter(([did, { dueMillis }]) => isWeb(did) && dueMillis <= nowMillis)
          if (due.length > 0) return yield* all(due, look)
          const [first, ...others] = [...turns].filter(([did]) => !isWeb(did)).sort(([, a], [, b]) => a.tries - b.tries)
          if (first !== undefined && restUntilMillis <= nowMillis) {
            if (!(yield* turnOf(...first, look))) {
              failures = 0
              return yield* all(others.slice(0, accountsInARow), look)
            }
            failures++
            restUntilMillis = (yield* Clock.currentTimeMillis) + (yield* pause(failures, longestPauseMillis))
            return
          }
          const next = Math.min(...[...turns].map(([did, { dueMillis }]) => isWeb(did) ? dueMillis : restUntilMillis))
          const rung = Queue.take(bell)
          yield* Number.isFinite(next) ? Effect.timeoutOption(rung, Math.max(1, next - nowMillis)) : rung
        }))

      const queued: Queued = {
        has: (did) => turns.has(did),
        isFull,
        add,
        of: (did) => select.all<WaitingRow>(host, did, rowsAtOnce),
        remove: (rows) => Effect.forEach(rows, ({ id }) => take(id), { discard: true }),
        run
      }
      return queued
    })
  }
})

export type Waiting = Effect.Success<typeof make>
