/**
 * Fetches desynchronized repositories whole, a few at a time, and makes the
 * index equal to them. The relay is asked first (it may redirect to the PDS,
 * or hold a copy), then the account's PDS. What arrives is verified to the
 * last block before anything is touched. [sync]; SYNC-4, SYNC-6
 *
 * A fetch that fails is tried again, later each time, in the end once an hour:
 * the account may never say anything more that would remind us. One that is
 * refused because the account is inactive waits for news of the account.
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { Keys } from "../../../protocol/keys/Keys.ts"
import { type Imported, verifyImport } from "../../../protocol/repo/Import.ts"
import * as Did from "../../../protocol/syntax/Did.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { MAX_REV_AHEAD_MILLIS } from "../../../protocol/sync/SignedRoot.ts"
import { Resolver } from "../../identity/Resolver.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Client } from "../../xrpc/Client.ts"
import type { Index } from "../index/Index.ts"
import { SyncState } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import type { Actors } from "./Actors.ts"
import type { Apply } from "./Apply.ts"

export interface Options {
  readonly actors: Actors
  readonly index: Index
  readonly apply: Apply
  readonly client: Client
  /** Where repositories are asked for first. */
  readonly upstream: string
  /** Those whose repositories are to be fetched. */
  readonly wanted: Queue.Queue<string>
}

/** Why a repository could not be fetched this time. */
class FetchFailed extends Data.TaggedError("FetchFailed")<{
  readonly reason: string
  /** It will not come before the account is active again. */
  readonly inactive: boolean
}> {}

const fetchers = 8
const firstRetryMillis = 1_000
const lastRetryMillis = 300_000
const maxTries = 20
/** After so many tries one more comes after this, or as soon as the account says anything. */
const afterAllMillis = 3_600_000

const inactiveErrors = new Set(["RepoDeactivated", "RepoTakendown", "RepoSuspended"])

export const run = Effect.fnUntraced(function*({ actors, apply, client, index, upstream, wanted }: Options) {
  const sql = yield* SqlClient
  const keys = yield* Keys
  const resolver = yield* Resolver
  const recordsIn = yield* Prepared.prepare("SELECT uri, cid FROM record WHERE uri >= ? AND uri < ?")
  const tries = new Map<string, number>()
  const reminded = new Set<string>()
  /** `again`: asked for while it was under way. `resting`: it failed, and is tried again in a while, whoever asks. */
  const states = new Map<string, "underWay" | "again" | "resting">()

  const failed = (reason: string, inactive = false) => new FetchFailed({ reason, inactive })

  const fetchFrom = (origin: string, did: string) =>
    Effect.mapError(
      client.query("com.atproto.sync.getRepo", { origin, params: { did } }),
      (error) => failed(`${origin}: ${error.message}`, error._tag === "XrpcError" && inactiveErrors.has(error.error))
    )

  const fetch = Effect.fnUntraced(function*(did: string) {
    if (!Did.is(did)) return yield* failed("not a DID")
    const document = yield* Effect.mapError(resolver.did(did), (error) => failed(`identity: ${error.reason}`))
    if (document.signingKey === undefined) return yield* failed("no signing key")
    const { pds, signingKey } = document
    const car = yield* Effect.catch(fetchFrom(upstream, did), (error) =>
      pds === undefined || pds === upstream ? Effect.fail(error) : fetchFrom(pds, did))
    const imported = verifyImport(car, { did, signer: { signingKey, verify: keys.verify } })
    if (Result.isFailure(imported)) {
      // The key may have been rotated since; the next try shall know.
      if (imported.failure.what === "signature") yield* Effect.ignore(resolver.refresh(did))
      return yield* failed(imported.failure.message)
    }
    return imported.success
  })

  /** In one transaction: the index becomes what was fetched, then what waited is applied. */
  const install = Effect.fnUntraced(function*(did: string, { head, records }: Imported) {
    const nowMillis = yield* Clock.currentTimeMillis
    const row = yield* actors.get(did)
    if (row === undefined || row.active === 0) return yield* failed("not active here", true)
    if (row.rev !== null && head.rev < row.rev) return yield* failed(`rev ${head.rev} is older than ${row.rev}`)
    if (Tid.toMicros(head.rev) > (nowMillis + MAX_REV_AHEAD_MILLIS) * 1000) return yield* failed(`rev ${head.rev} is in the future`)
    const account = { did, active: true }
    const { from, to } = Uri.range(did)
    const rows = yield* recordsIn.all<{ readonly uri: string; readonly cid: string }>(from, to)
    const held = new Map(rows.map(({ cid, uri }) => [uri, cid]))
    for (const { bytes, cid, path } of records) {
      const uri = Uri.of(did, path)
      const known = held.get(uri)
      held.delete(uri)
      if (known === undefined) yield* index.create(account, uri, cid, bytes, nowMillis)
      else if (known !== cid.toString()) yield* index.update(account, uri, cid, bytes, nowMillis)
    }
    for (const uri of held.keys()) yield* index.remove(account, uri)
    yield* actors.synchronized(did, head.rev, head.data.toString())
    yield* apply.drain(did, nowMillis)
  })

  /** Once, however often it was tried meanwhile. */
  const remind = Effect.fnUntraced(function*(did: string, ask: Effect.Effect<unknown>) {
    if (reminded.has(did)) return
    reminded.add(did)
    yield* Effect.sleep(afterAllMillis)
    reminded.delete(did)
    yield* ask
  })

  const retry = Effect.fnUntraced(function*(did: string, { inactive, reason }: FetchFailed) {
    yield* Effect.logWarning(`${did} could not be fetched: ${reason}`)
    const count = (tries.get(did) ?? 0) + 1
    if (inactive) return void tries.delete(did)
    tries.set(did, Math.min(count, maxTries))
    states.set(did, "resting")
    const ask = Effect.suspend(() => Queue.offer(wanted, did))
    const rested = Effect.sync(() => states.delete(did))
    yield* Effect.sleep(Math.min(firstRetryMillis * 2 ** (count - 1), lastRetryMillis)).pipe(
      Effect.andThen(rested),
      Effect.andThen(count > maxTries ? remind(did, ask) : ask),
      Effect.forkScoped
    )
  })

  const attempt = Effect.fnUntraced(function*(did: string) {
    const row = yield* actors.get(did)
    if (row?.sync_state !== SyncState.desynchronized || row.active === 0) return
    apply.hold(did)
    const imported = yield* fetch(did)
    yield* sql.withTransaction(install(did, imported))
    tries.delete(did)
  })

  const work = Effect.gen(function*() {
    const did = yield* Queue.take(wanted)
    const state = states.get(did)
    if (state !== undefined) return void states.set(did, state === "underWay" ? "again" : state)
    states.set(did, "underWay")
    const failure = yield* attempt(did).pipe(
      Effect.as(undefined),
      Effect.catchTag("SqlError", (error) => Effect.succeed(failed(error.message))),
      Effect.catchTag("FetchFailed", Effect.succeed),
      Effect.ensuring(Effect.sync(() => apply.release(did)))
    )
    const again = states.get(did) === "again"
    states.delete(did)
    if (failure !== undefined) yield* retry(did, failure)
    else if (again) yield* Queue.offer(wanted, did)
  })

  yield* Effect.forEach(yield* actors.allDesynchronized, (did) => Queue.offer(wanted, did), { discard: true })
  for (let i = 0; i < fetchers; i++) yield* Effect.forkScoped(Effect.forever(work))
})
