/**
 * What messages do to the index, inside the caller's transaction. Nothing is
 * applied but what continues the state that we hold; everything else marks the
 * repository as desynchronized, and it is fetched whole. [sync];
 * SYNC-4, SYNC-5, SYNC-7, SYNC-8, SYNC-10
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { Tid } from "../../../protocol/syntax/Tid.ts"
import { chain, EMPTY_TREE, type VerifiedCommit } from "../../../protocol/sync/VerifyCommit.ts"
import type { VerifiedSync } from "../../../protocol/sync/VerifySync.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Index } from "../index/Index.ts"
import { SyncState } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import type { ActorRow, Actors } from "./Actors.ts"
import type { Judged } from "./Judge.ts"

/** Messages kept for one repository while it is fetched. */
const maxWaiting = 1_000

interface Known {
  readonly rev: Tid
  readonly data: Cid
}

/** Our own columns: they were sound when they were written. */
const knownOf = (row: ActorRow): Known | undefined =>
  row.rev === null || row.data === null
    ? undefined
    : { rev: row.rev as Tid, data: Result.getOrThrow(Cid.parse(row.data)) }

/** Only a lenient upstream lets a record be missing. */
const isWhole = ({ ops }: VerifiedCommit): boolean => ops.every(({ cid, record }) => cid === null || record !== undefined)

/** `want`: a repository is to be fetched. It is heard once that is durable. */
export const make = Effect.fnUntraced(function*(actors: Actors, index: Index, want: (did: string) => void) {
  const sql = yield* SqlClient
  const recordsIn = yield* Prepared.prepare("SELECT uri FROM record WHERE uri >= ? AND uri < ?")
  /** Messages of repositories that are being fetched, to be looked at after that. */
  const waiting = new Map<string, Array<Judged>>()

  /** Every message that finds it so asks again: an earlier fetch may have been given up. */
  const desynchronize = Effect.fnUntraced(function*(did: string) {
    yield* actors.desynchronized(did)
    yield* sql.afterCommit(Effect.sync(() => want(did)))
  })

  const enter = function*({ did, ops }: VerifiedCommit, nowMillis: number) {
    const account = { did, active: true }
    for (const { action, cid, path, record } of ops) {
      const uri = Uri.of(did, path)
      if (cid === null) yield* index.remove(account, uri)
      else yield* (action === "create" ? index.create : index.update)(account, uri, cid, record!, nowMillis)
    }
  }

  const applyCommit = Effect.fnUntraced(function*(row: ActorRow, commit: VerifiedCommit, nowMillis: number) {
    const { did } = row
    if (row.sync_state === SyncState.desynchronized) return yield* desynchronize(did)
    const link = chain(knownOf(row), commit)
    if (link === "stale") return
    if (link === "gap" || !isWhole(commit)) return yield* desynchronize(did)
    yield* enter(commit, nowMillis)
    yield* actors.synchronized(did, commit.rev, commit.data.toString())
  })

  const applySync = Effect.fnUntraced(function*(row: ActorRow, sync: VerifiedSync) {
    if (row.sync_state === SyncState.desynchronized) return yield* desynchronize(row.did)
    const known = knownOf(row)
    if (known !== undefined && sync.rev < known.rev) return
    if ((known?.data ?? EMPTY_TREE).equals(sync.data)) {
      yield* actors.synchronized(row.did, sync.rev, sync.data.toString())
    } else yield* desynchronize(row.did)
  })

  /** All records go, and what they did. The account may come back, here or elsewhere. */
  const forget = Effect.fnUntraced(function*(did: string) {
    const { from, to } = Uri.range(did)
    for (const { uri } of yield* recordsIn.all<{ readonly uri: string }>(from, to)) yield* index.remove({ did, active: false }, uri)
    yield* actors.forgotten(did)
  })

  const applyAccount = Effect.fnUntraced(function*(row: ActorRow, active: boolean, status: string | undefined) {
    const { did } = row
    const was = row.active === 1
    yield* actors.setActive(did, active, active ? undefined : status ?? "deactivated")
    if (was !== active) yield* index.weigh(did, active)
    if (!active && status === "deleted") yield* forget(did)
    if (active && row.sync_state === SyncState.desynchronized) yield* desynchronize(did)
  })

  const apply: (judged: Judged, nowMillis: number) => Effect.Effect<void, SqlError> = Effect.fnUntraced(
    function*(judged: Judged, nowMillis: number) {
      switch (judged._tag) {
        case "Commit": {
          if (isWhole(judged.commit) && (yield* actors.advance(judged.commit))) return yield* enter(judged.commit, nowMillis)
          const row = yield* actors.known(judged.commit.did, nowMillis)
          if (row.active === 1) yield* applyCommit(row, judged.commit, nowMillis)
          return
        }
        case "Sync": {
          const row = yield* actors.known(judged.sync.did, nowMillis)
          if (row.active === 1) yield* applySync(row, judged.sync)
          return
        }
        case "Doubtful": {
          const row = yield* actors.known(judged.did, nowMillis)
          if (row.active === 1 && (row.rev === null || judged.rev > row.rev)) yield* desynchronize(judged.did)
          return
        }
        case "Identity":
          yield* actors.known(judged.did, nowMillis)
          return yield* actors.handleDue(judged.did, nowMillis)
        case "Account":
          return yield* applyAccount(yield* actors.known(judged.did, nowMillis), judged.active, judged.status)
      }
    }
  )

  /** The queue that a message belongs into; what is said of an account itself never waits. */
  const queueOf = (judged: Judged): Array<Judged> | undefined => {
    switch (judged._tag) {
      case "Commit":
        return waiting.get(judged.commit.did)
      case "Sync":
        return waiting.get(judged.sync.did)
      case "Doubtful":
        return waiting.get(judged.did)
      default:
        return undefined
    }
  }

  return {
    apply: Effect.fnUntraced(function*(judged: ReadonlyArray<Judged>, nowMillis: number) {
      for (const one of judged) {
        const queue = queueOf(one)
        if (queue === undefined) yield* apply(one, nowMillis)
        // Beyond the limit the queue ends in a gap, and the fetch begins anew.
        else if (queue.length < maxWaiting) queue.push(one)
      }
    }),
    /** From now on the messages of this repository wait. */
    hold: (did: string): void => void waiting.set(did, []),
    /** Gives up waiting; what waited is forgotten. */
    release: (did: string): void => void waiting.delete(did),
    /** What waited is applied to what was fetched: older ones are stale, a gap begins anew. SYNC-15 */
    drain: Effect.fnUntraced(function*(did: string, nowMillis: number) {
      const queue = waiting.get(did) ?? []
      waiting.delete(did)
      for (const one of queue) yield* apply(one, nowMillis)
    })
  }
})

export type Apply = Effect.Success<ReturnType<typeof make>>
