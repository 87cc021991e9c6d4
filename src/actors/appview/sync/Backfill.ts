/**
 * Compares the upstream's list of repositories with ours: those that we do not
 * know, or that are ahead of us, are to be fetched. Once when the App View is
 * new, so that one added late equals one that followed all along, and whenever
 * the stream says that events are lost for good. [g:backfilling]; VIEW-1, SYNC-6
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Repo } from "../../../protocol/lexicon/generated/com/atproto/sync/listRepos.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Client } from "../../xrpc/Client.ts"
import { SyncState } from "../Tables.ts"
import type { Actors } from "./Actors.ts"

export interface Options {
  readonly actors: Actors
  readonly client: Client
  readonly upstream: string
  /** A repository is to be fetched. */
  readonly want: (did: string) => void
}

const pageRepos = 500
const firstRetryMillis = 1_000
const lastRetryMillis = 60_000

export const make = Effect.fnUntraced(function*({ actors, client, upstream, want }: Options) {
  const sql = yield* SqlClient
  const getDone = yield* Prepared.prepare("SELECT done FROM progress WHERE name = 'backfill'")
  const setDone = yield* Prepared.prepare(
    "INSERT INTO progress (name, done) VALUES ('backfill', ?) ON CONFLICT (name) DO UPDATE SET done = excluded.done"
  )

  const compare = Effect.fnUntraced(function*(repo: Repo, nowMillis: number) {
    const row = yield* actors.get(repo.did)
    if (row === undefined) yield* actors.known(repo.did, nowMillis)
    if (repo.active === false) return yield* row === undefined ? actors.setActive(repo.did, false, repo.status) : Effect.void
    if (row?.sync_state === SyncState.desynchronized || (row?.rev ?? "") >= repo.rev) return
    yield* actors.desynchronized(repo.did)
    yield* sql.afterCommit(Effect.sync(() => want(repo.did)))
  })

  const once = Effect.gen(function*() {
    let cursor: string | undefined
    do {
      const params = cursor === undefined ? { limit: pageRepos } : { limit: pageRepos, cursor }
      const page = yield* client.query("com.atproto.sync.listRepos", { origin: upstream, params })
      const nowMillis = yield* Clock.currentTimeMillis
      yield* sql.withTransaction(Effect.forEach(page.repos, (repo) => compare(repo, nowMillis), { discard: true }))
      cursor = page.cursor
    } while (cursor !== undefined)
    yield* setDone.run(1)
  })

  const untilDone = Effect.gen(function*() {
    let waitMillis = firstRetryMillis
    while (true) {
      const failure = yield* Effect.match(once, { onFailure: (error) => error.message, onSuccess: () => undefined })
      if (failure === undefined) return
      yield* Effect.logWarning(`the list of repositories: ${failure}`)
      yield* Effect.sleep(waitMillis)
      waitMillis = Math.min(waitMillis * 2, lastRetryMillis)
    }
  })

  return {
    /** Goes on with a list that was not finished, or was never begun. */
    resume: Effect.gen(function*() {
      const row = yield* getDone.get<{ readonly done: number }>()
      if (row?.done !== 1) yield* untilDone
    }),
    /** Events are lost: everything is to be compared, after a crash too. */
    restart: Effect.andThen(setDone.run(0), untilDone)
  }
})
