/**
 * The accounts that an App View knows, and how far it has each one's
 * repository. [sync]
 *
 *     fresh ──first commit──▶ synchronized ──gap, differing #sync──▶ desynchronized
 *       └──any other commit──────────────────────────────────────────▶ │
 *                             synchronized ◀────── whole fetch ────────┘
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { VerifiedCommit } from "../../../protocol/sync/VerifyCommit.ts"
import type { Caches } from "../Caches.ts"
import { SyncState } from "../Tables.ts"

export interface ActorRow {
  readonly did: string
  readonly active: 0 | 1
  readonly rev: string | null
  readonly data: string | null
  readonly sync_state: number
}

/** A handle to be looked at, since `handle_due`. */
export interface HandleDue {
  readonly did: string
  readonly handle_due: number
  readonly handle_tries: number
}

/** A handle that cannot be looked at is believed no longer. [did] caching */
const doubtMillis = 86_400_000

/** `ring`: a handle has become due. It is heard once that is durable. */
export const make = Effect.fnUntraced(function*(caches: Caches, ring: () => void) {
  const sql = yield* SqlClient
  const get = yield* Prepared.prepare("SELECT did, active, rev, data, sync_state FROM actor WHERE did = ?")
  const insert = yield* Prepared.prepare("INSERT INTO actor (did, handle_due, indexed_at) VALUES (?, ?, ?)")
  const setHead = yield* Prepared.prepare("UPDATE actor SET rev = ?, data = ?, sync_state = ? WHERE did = ?")
  const advance = yield* Prepared.prepare(
    "UPDATE actor SET rev = ?, data = ? WHERE did = ? AND rev = ? AND data = ? AND sync_state = ? AND active = 1"
  )
  const setState = yield* Prepared.prepare("UPDATE actor SET sync_state = ? WHERE did = ?")
  const setActive = yield* Prepared.prepare("UPDATE actor SET active = ?, status = ? WHERE did = ?")
  const setDue = yield* Prepared.prepare("UPDATE actor SET handle_due = ?, handle_tries = 0 WHERE did = ?")
  const due = yield* Prepared.prepare(
    "SELECT did, handle_due, handle_tries FROM actor WHERE handle_due <= ? ORDER BY handle_due, did LIMIT ?"
  )
  const nextDue = yield* Prepared.prepare("SELECT MIN(handle_due) AS at FROM actor WHERE handle_due IS NOT NULL")
  const release = yield* Prepared.prepare("UPDATE actor SET handle = NULL, handle_due = ? WHERE handle = ? AND did <> ? RETURNING did")
  const setHandle = yield* Prepared.prepare("UPDATE actor SET handle = ? WHERE did = ?")
  const dropOther = yield* Prepared.prepare("UPDATE actor SET handle = NULL WHERE did = ? AND handle <> ?")
  // If it became due again meanwhile, it stays due.
  const settleDue = yield* Prepared.prepare("UPDATE actor SET handle_due = ?, handle_tries = ? WHERE did = ? AND handle_due = ?")
  const doubted = yield* Prepared.prepare("SELECT since FROM handle_doubt WHERE did = ?")
  const doubt = yield* Prepared.prepare("INSERT INTO handle_doubt (did, since) VALUES (?, ?) ON CONFLICT (did) DO NOTHING")
  const trust = yield* Prepared.prepare("DELETE FROM handle_doubt WHERE did = ?")
  const desynchronized = yield* Prepared.prepare(
    "SELECT did FROM actor WHERE sync_state = 2 AND active = 1 ORDER BY did"
  )

  return {
    get: (did: string) => get.get<ActorRow>(did),
    /** The row, made if this is the first that we hear of the account. Its handle is due at once. */
    known: Effect.fnUntraced(function*(did: string, nowMillis: number) {
      const row = yield* get.now.get<ActorRow>(did)
      if (row !== undefined) return row
      yield* insert.run(did, nowMillis, nowMillis)
      yield* sql.afterCommit(Effect.sync(ring))
      return { did, active: 1, rev: null, data: null, sync_state: SyncState.fresh } satisfies ActorRow
    }),
    synchronized: (did: string, rev: string, data: string) => setHead.now.run(rev, data, SyncState.synchronized, did),
    /**
     * What nearly every commit is: the next one of an active account whose
     * repository we have. Then we have it up to here; otherwise nothing
     * happens, and it says so.
     */
    advance: ({ data, did, prevData, rev, since }: VerifiedCommit) =>
      since === null || prevData === null || rev <= since
        ? Effect.succeed(false)
        : Effect.mapEager(
          advance.now.changes(rev, data.toString(), did, since, prevData.toString(), SyncState.synchronized),
          (rows) => rows === 1
        ),
    desynchronized: (did: string) => setState.now.run(SyncState.desynchronized, did),
    /** Nothing is held of it any more. */
    forgotten: (did: string) => setHead.now.run(null, null, SyncState.fresh, did),
    setActive: (did: string, active: boolean, status: string | undefined) => {
      caches.actors.drop(did)
      return setActive.run(active ? 1 : 0, status, did)
    },

    /** Its handle is to be looked at now. */
    handleDue: (did: string, nowMillis: number) =>
      Effect.andThen(setDue.run(nowMillis, did), sql.afterCommit(Effect.sync(ring))),
    /** Those to be looked at, longest due first. */
    handlesDue: (nowMillis: number, limit: number) => due.all<HandleDue>(nowMillis, limit),
    nextHandleDue: Effect.map(nextDue.get<{ readonly at: number | null }>(), (row) => row?.at ?? undefined),
    /** The last verified wins: whoever else had the handle has none until looked at again. HANDLE-2 */
    handleVerified: Effect.fnUntraced(function*({ did, handle_due }: HandleDue, handle: string, nowMillis: number, nextMillis: number) {
      for (const other of yield* release.all<{ readonly did: string }>(nowMillis, handle, did)) caches.actors.drop(other.did)
      yield* setHandle.run(handle, did)
      caches.actors.drop(did)
      yield* trust.run(did)
      yield* settleDue.run(nextMillis, 0, did, handle_due)
    }),
    handleInvalid: Effect.fnUntraced(function*({ did, handle_due, handle_tries }: HandleDue, nextMillis: number) {
      yield* setHandle.run(null, did)
      caches.actors.drop(did)
      yield* trust.run(did)
      yield* settleDue.run(nextMillis, handle_tries + 1, did, handle_due)
    }),
    /** Nothing could be learnt of the handle `claimed`: if it is the one shown, that stays, for a day at most. */
    handleUnknown: Effect.fnUntraced(function*(
      { did, handle_due, handle_tries }: HandleDue,
      claimed: string | undefined,
      nowMillis: number,
      nextMillis: number
    ) {
      if (claimed !== undefined) {
        yield* dropOther.run(did, claimed)
        caches.actors.drop(did)
      }
      yield* doubt.run(did, nowMillis)
      const row = yield* doubted.get<{ readonly since: number }>(did)
      if (row !== undefined && nowMillis - row.since > doubtMillis) {
        yield* setHandle.run(null, did)
        caches.actors.drop(did)
      }
      yield* settleDue.run(nextMillis, handle_tries + 1, did, handle_due)
    }),
    allDesynchronized: Effect.map(desynchronized.all<{ readonly did: string }>(), (rows) => rows.map(({ did }) => did))
  }
})

export type Actors = Effect.Success<ReturnType<typeof make>>
