/**
 * Operations that go to the directory through this server, and what follows
 * here once they stand: another handle, another signing key, #identity.
 *
 *     note (row `plc_change`) ──▶ submit the operation ──▶ keep:
 *     the account's row, #identity, under another key a commit, and the note's
 *     end, in one transaction
 *
 * Power fails in between, and answers get lost. The note outlives both, and is
 * settled at the next start, or before the account's next operation: if that
 * very operation stands and the DID is still what it made of it, the change is
 * kept; otherwise it is dropped. A document that claims a handle without a note
 * gives it to nobody here: it may be a thief's. One note an operation: of two
 * that were cut short either may have arrived. While nobody can say which key
 * the DID names, no commit is made. HANDLE-1, HANDLE-4, SIG-5
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
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import { upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import { type PlcClient, PlcUnreachable, type State } from "../../identity/PlcClient.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { HandleHolders } from "../account/HandleHolders.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Events } from "../Events.ts"
import { type Commits, refusalOf } from "../repo/Commits.ts"

/** What an operation makes of the account here; nothing, where it is one of the owner's own. */
export interface Change {
  readonly handle?: Handle | undefined
  readonly key?: KeyPair | undefined
}

interface Note {
  /** Its CID. */
  readonly operation: string
  readonly handle: Handle | null
  readonly signing_key: Uint8Array | null
  readonly noted_at_millis: number
}

const resumeMillis = 10_000
/** How long an operation that was sent may be on its way. */
const underWayMillis = 60_000

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly endpoint: string
  readonly events: Events
  readonly group: GroupCommit
  readonly holders: HandleHolders
  readonly keys: Keys["Service"]
  readonly plc: PlcClient
  readonly resolver: Resolver["Service"]
}) {
  const { accounts, commits, endpoint, events, group, holders, keys, plc, resolver } = options
  const sql = yield* SqlClient
  const scope = yield* Effect.scope
  const insert = yield* Prepared.prepare("INSERT OR REPLACE INTO plc_change (did, operation, handle, signing_key, noted_at_millis) VALUES (?, ?, ?, ?, ?)")
  const notesOf = yield* Prepared.prepare("SELECT operation, handle, signing_key, noted_at_millis FROM plc_change WHERE did = ? ORDER BY noted_at_millis, operation")
  const setHandle = yield* Prepared.prepare("UPDATE account SET handle = ? WHERE id = ?")
  const setKey = yield* Prepared.prepare("UPDATE account SET signing_key = ?, own_key = NULL WHERE id = ?")
  const spend = yield* Prepared.prepare("DELETE FROM reserved_key WHERE did_key = ?")
  const end = yield* Prepared.prepare("DELETE FROM plc_change WHERE did = ? AND operation = ?")
  const endOtherKeys = yield* Prepared.prepare("DELETE FROM plc_change WHERE did = ? AND operation <> ? AND signing_key IS NOT NULL")
  const endAll = yield* Prepared.prepare("DELETE FROM plc_change WHERE did = ?")

  /** What stands in the directory becomes so here, and `operation`'s note ends. */
  const keep = Effect.fnUntraced(function*(account: Hosted, { handle, key }: Change, operation: string | undefined) {
    const { commitBytes, did, head, id, key: formerKey, keyInDoubt, repo, signingKey, status } = account
    const isActive = status === undefined
    // Before the transaction: nobody waits for the directory with the database in hand.
    yield* Effect.ignore(resolver.refresh(did))
    if (key !== undefined) Object.assign(account, { key, signingKey: key.didKey, keyInDoubt: false })
    // In no group, whose work may run twice: a commit changes memory.
    yield* sql.withTransaction(Effect.gen(function*() {
      if (handle !== undefined) {
        yield* holders.ensureFree(handle, did)
        yield* setHandle.run(handle, id)
      }
      if (key !== undefined) {
        yield* setKey.run(key.secret, id)
        yield* spend.run(key.didKey)
      }
      if (operation !== undefined) yield* end.run(did, operation)
      // Nothing of an inactive account leaves: its move is told at activation. [g:account-lifecycle]
      if (isActive || handle !== undefined) yield* events.identity(did, handle ?? account.handle)
      if (isActive && key !== undefined) {
        yield* Effect.mapError(commits.commit(account, []), refusalOf)
      }
    })).pipe(Effect.onError(() => Effect.sync(() => Object.assign(account, { commitBytes, head, key: formerKey, keyInDoubt, repo, signingKey }))))
    if (key !== undefined) yield* accounts.weighKey(account)
    if (handle !== undefined) account.handle = handle
  })

  const changeOf = ({ handle, signing_key }: Note): Change => ({
    handle: handle ?? undefined,
    key: signing_key === null ? undefined : keys.fromSecret("k256", signing_key)
  })

  /** Whether nobody has since given the DID another handle, key or home than an operation that stands. */
  const isInForce = ({ handle, key }: Change, { alsoKnownAs, services, verificationMethods }: State): boolean =>
    services["atproto_pds"]?.endpoint === endpoint
    && (handle === undefined || alsoKnownAs[0] === `at://${handle}`)
    && (key === undefined || verificationMethods["atproto"] === key.didKey)

  /** Settles what stands, and gives the notes of what does not, so far. */
  const settleStanding = Effect.fnUntraced(function*(account: Hosted) {
    const { did } = account
    const open: Array<Note> = []
    for (const note of yield* notesOf.all<Note>(did)) {
      if (!(yield* plc.isPublished(did, Result.getOrThrow(Cid.parse(note.operation))))) {
        open.push(note)
        continue
      }
      const change = changeOf(note)
      const state = yield* Effect.catchTag(plc.state(did), "PlcRefused", () => Effect.succeed(undefined))
      if (state !== undefined && isInForce(change, state)) yield* keep(account, change, note.operation)
      else yield* end.run(did, note.operation)
    }
    if (account.keyInDoubt) yield* accounts.weighKey(account)
    return open
  })

  const settle = Effect.fnUntraced(function*(did: string, account: Hosted | undefined) {
    if (account === undefined) return yield* endAll.run(did)
    const open = yield* settleStanding(account)
    const sinceMillis = (yield* Clock.currentTimeMillis) - underWayMillis
    for (const note of open) if (note.noted_at_millis <= sinceMillis) yield* end.run(did, note.operation)
    if (account.keyInDoubt) yield* accounts.weighKey(account)
    if (open.some((note) => note.noted_at_millis > sinceMillis)) {
      return yield* new PlcUnreachable({ did, detail: "an operation may still be on its way to the directory" })
    }
  })

  const resume = (did: string) =>
    Effect.ignore(Effect.retry(accounts.locked(did, (account) => settle(did, account)), Schedule.spaced(resumeMillis)))

  const left = yield* sql<{ readonly did: string }>`SELECT DISTINCT did FROM plc_change ORDER BY did`
  yield* Effect.forEach(left, ({ did }) => Effect.forkIn(resume(did), scope), { discard: true })

  return {
    keep,

    /** What earlier operations have left, in the account's lock. What is still under way waits for nobody: its note stays. */
    settleFirst: (account: Hosted) =>
      Effect.mapError(settleStanding(account), (error) =>
        error._tag === "PlcRefused" || error._tag === "PlcUnreachable" ? upstreamFailure(error.message) : error),

    /** Notes the change, and submits the operation that makes it. */
    submit: Effect.fnUntraced(function*(account: Hosted, { handle, key }: Change, operation: Operation.Update) {
      const { did } = account
      const cid = Operation.cidOf(operation).toString()
      const note = insert.run(did, cid, handle ?? null, key?.secret ?? null, yield* Clock.currentTimeMillis)
      yield* group.transact(handle === undefined ? note : Effect.andThen(holders.ensureFree(handle, did), note))
      yield* Effect.tapError(plc.submit(did, operation), (error) =>
        error._tag === "PlcRefused"
          ? end.run(did, cid)
          : Effect.andThen(accounts.weighKey(account), Effect.forkIn(Effect.delay(resume(did), resumeMillis), scope)))
      // What this server signed before lies under it, or comes too late: no key is as strong as itself.
      if (key !== undefined) yield* endOtherKeys.run(did, cid)
      return cid
    })
  }
})

export type PlcChanges = Effect.Success<ReturnType<typeof make>>
