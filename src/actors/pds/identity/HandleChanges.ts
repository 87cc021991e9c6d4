/**
 * Another handle of an account, in the directory and then here.
 *
 *     note (row `handle_change`) ──▶ submit the operation ──▶ keep:
 *     the account's row, #identity and the note's end, in one transaction
 *
 * Power fails in between, and answers get lost. The note outlives both, keeps
 * the name from everybody else, and is settled at the next start, or before the
 * account's next change: if that very operation stands and the DID is still
 * what it made of it, the change is kept; otherwise it is dropped. A document
 * that claims a handle without a note gives it to nobody here: it may be a
 * thief's. HANDLE-1, HANDLE-4
 *
 * A did:web has no directory: its owner edits the document, and here is one
 * transaction and no note.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { Cid } from "../../../protocol/data/Cid.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import { upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import { type PlcClient, PlcUnreachable } from "../../identity/PlcClient.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { HandleHolders } from "../account/HandleHolders.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Events } from "../Events.ts"

interface Note {
  readonly did: string
  readonly handle: Handle
  readonly operation: string
  readonly noted_at_millis: number
}

const resumeMillis = 10_000
/** How long an operation that was sent may be on its way. */
const underWayMillis = 60_000

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly endpoint: string
  readonly events: Events
  readonly group: GroupCommit
  readonly holders: HandleHolders
  readonly plc: PlcClient
  readonly resolver: Resolver["Service"]
}) {
  const { accounts, endpoint, events, group, holders, plc, resolver } = options
  const sql = yield* SqlClient
  const scope = yield* Effect.scope
  const insert = yield* Prepared.prepare("INSERT OR REPLACE INTO handle_change (did, handle, operation, noted_at_millis) VALUES (?, ?, ?, ?)")
  const noteOf = yield* Prepared.prepare("SELECT did, handle, operation, noted_at_millis FROM handle_change WHERE did = ?")
  const update = yield* Prepared.prepare("UPDATE account SET handle = ? WHERE id = ?")
  const drop = yield* Prepared.prepare("DELETE FROM handle_change WHERE did = ?")

  const keep = Effect.fnUntraced(function*(account: Hosted, handle: Handle) {
    // Before the transaction: nobody waits for the directory with the database in hand.
    yield* Effect.ignore(resolver.refresh(account.did))
    yield* group.transact(Effect.gen(function*() {
      yield* holders.ensureFree(handle, account.did)
      yield* update.run(handle, account.id)
      yield* drop.run(account.did)
      yield* events.identity(account.did, handle)
    }))
    account.handle = handle
  })

  /** Whether the operation stands, and nobody has since given the DID another handle or home. */
  const isInForce = Effect.fnUntraced(function*({ did, handle, operation }: Note) {
    if (!(yield* plc.isPublished(did, Result.getOrThrow(Cid.parse(operation))))) return false
    const state = yield* Effect.catchTag(plc.state(did), "PlcRefused", () => Effect.succeed(undefined))
    return state?.alsoKnownAs[0] === `at://${handle}` && state.services["atproto_pds"]?.endpoint === endpoint
  })

  const settle = Effect.fnUntraced(function*(did: string, account: Hosted | undefined) {
    const note = yield* noteOf.get<Note>(did)
    if (note === undefined) return
    if (account === undefined) return yield* drop.run(did)
    if (yield* isInForce(note)) return yield* keep(account, note.handle)
    if ((yield* Clock.currentTimeMillis) < note.noted_at_millis + underWayMillis) {
      return yield* new PlcUnreachable({ did, detail: "an operation may still be on its way to the directory" })
    }
    yield* drop.run(did)
  })

  const resume = (did: string) =>
    Effect.ignore(Effect.retry(accounts.locked(did, (account) => settle(did, account)), Schedule.spaced(resumeMillis)))

  const left = yield* sql<{ readonly did: string }>`SELECT did FROM handle_change ORDER BY did`
  yield* Effect.forEach(left, ({ did }) => Effect.forkIn(resume(did), scope), { discard: true })

  return {
    keep,

    /** What an earlier change has left, in the account's lock. What is still under way gives way to the next operation. */
    settleFirst: Effect.fnUntraced(function*(account: Hosted) {
      const note = yield* noteOf.get<Note>(account.did)
      if (note === undefined) return
      const inForce = yield* Effect.mapError(isInForce(note), (error) => upstreamFailure(error.message))
      if (inForce) yield* keep(account, note.handle)
    }),

    /** Notes the change, and submits the operation that makes it. */
    submit: Effect.fnUntraced(function*(account: Hosted, handle: Handle, operation: Operation.Update) {
      const { did } = account
      const cid = Operation.cidOf(operation).toString()
      const nowMillis = yield* Clock.currentTimeMillis
      yield* group.transact(Effect.andThen(holders.ensureFree(handle, did), insert.run(did, handle, cid, nowMillis)))
      yield* Effect.tapError(plc.submit(did, operation), (error) =>
        error._tag === "PlcRefused" ? drop.run(did) : Effect.forkIn(Effect.delay(resume(did), resumeMillis), scope))
    })
  }
})

export type HandleChanges = Effect.Success<ReturnType<typeof make>>
