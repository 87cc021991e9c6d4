/**
 * Operations that go to the directory through this server, and what follows
 * here once they stand: another handle, another signing key, #identity.
 *
 *     note (row `plc_change`) ──▶ submit the operation ──▶ keep:
 *     the account's row, #identity, under another key a commit, and the note's
 *     end, in one transaction
 *
 * Power fails in between, and answers get lost. The note outlives both, until
 * the directory's log settles it (`Fate.ts`): the operation stands, and if the
 * DID is still what it made of it, the change is kept; or it can be taken no
 * more, and is dropped. In between it may be taken at any time. So
 *
 * 1. This server sends what it signed itself once more, the very same
 *    operation, as soon as the directory is there: then it stands, or is barred.
 *    What is the owner's to repeat is only watched, and so is what would by now
 *    take back somebody else's operation.
 * 2. While an operation that gives another key is open, no commit is made:
 *    nobody can say which key the DID names. Only where the directory takes no
 *    more operations this hour, or where it would take back another one that has
 *    followed its `prev`, nobody waits for longer than a message travels.
 * 3. A document that claims a handle without a note gives it to nobody here: it
 *    may be a thief's. One note an operation: of two that were cut short either
 *    may have arrived.
 *
 * A did:web has no directory: its owner edits the document, and here is one
 * transaction and no note. HANDLE-1, HANDLE-4, SIG-5
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import { upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import { type PlcClient, PlcUnreachable } from "../../identity/PlcClient.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { HandleHolders } from "../account/HandleHolders.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Events } from "../Events.ts"
import { type Commits, refusalOf } from "../repo/Commits.ts"
import * as PlcNotes from "./PlcNotes.ts"

export type { Change } from "./PlcNotes.ts"

/** When an open note is looked at again: after a quarter of its age, within these. */
const soonestMillis = 1_000
/** Of what somebody waits for. */
const latestMillis = 10_000
/** Of what is only watched. */
const latestWatchedMillis = 3_600_000

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
  const notes = yield* PlcNotes.make(keys)
  const setHandle = yield* Prepared.prepare("UPDATE account SET handle = ? WHERE id = ?")
  const setKey = yield* Prepared.prepare("UPDATE account SET signing_key = ?, own_key = NULL WHERE id = ?")
  const spend = yield* Prepared.prepare("DELETE FROM reserved_key WHERE did_key = ?")

  /** What stands in the directory becomes so here, and the note on operation `cid` ends. */
  const keep = Effect.fnUntraced(function*(account: Hosted, { handle, key }: PlcNotes.Change, cid: string | undefined) {
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
      if (cid !== undefined) yield* notes.end(did, cid)
      // Nothing of an inactive account leaves: its move is told at activation. [g:account-lifecycle]
      if (isActive || handle !== undefined) yield* events.identity(did, handle ?? account.handle)
      if (isActive && key !== undefined) {
        yield* Effect.mapError(commits.commit(account, []), refusalOf)
      }
    })).pipe(Effect.onError(() => Effect.sync(() => Object.assign(account, { commitBytes, head, key: formerKey, keyInDoubt, repo, signingKey }))))
    if (key !== undefined) yield* accounts.weighKey(account)
    if (handle !== undefined) account.handle = handle
  })

  /** Whether nobody has since given the DID another handle, key or home than an operation that stands. */
  const isInForce = ({ handle, key }: PlcNotes.Change, state: Operation.PlcState | undefined): boolean =>
    state?.services["atproto_pds"]?.endpoint === endpoint
    && (handle === undefined || state.alsoKnownAs[0] === `at://${handle}`)
    && (key === undefined || state.verificationMethods["atproto"] === key.didKey)

  /** The log, or nobody says. */
  const logOf = Effect.fnUntraced(function*(did: string) {
    const nobodySays = (detail: string) => new PlcUnreachable({ did, detail })
    const told = yield* Effect.catchTag(plc.audit(did), "PlcRefused", (refusal) => Effect.fail(nobodySays(refusal.message)))
    if (told.length === 0) return yield* nobodySays("it does not know this DID")
    return yield* Effect.fromResult(Result.mapError(Log.replay(did, told, keys.verify), ({ message }) => nobodySays(`its log does not stand: ${message}`)))
  })

  /** Settles what the log settles, and gives what is open. */
  const settleSettled = Effect.fnUntraced(function*(account: Hosted) {
    const { did } = account
    const open: Array<PlcNotes.Note & { readonly isNext: boolean }> = []
    const noted = yield* notes.of(did)
    if (noted.length > 0) {
      const log = yield* logOf(did)
      const nowMillis = yield* Clock.currentTimeMillis
      for (const note of noted) {
        const fate = notes.fateOf(did, note, log, nowMillis)
        if (fate === "stands" && isInForce(note.change, Log.stateOf(log))) yield* keep(account, note.change, note.cid)
        else if (fate === "stands" || fate === "fallen" || fate === "barred") yield* notes.end(did, note.cid)
        else open.push({ ...note, isNext: fate === "next" })
      }
    }
    if (account.keyInDoubt) yield* accounts.weighKey(account)
    return open
  })

  /** Sends it again; done when the directory has answered, whatever. */
  const repeat = Effect.fnUntraced(function*(did: string, { cid, operation, sentAtMillis }: PlcNotes.Note) {
    if (operation === undefined) return
    yield* notes.sending(did, cid, yield* Clock.currentTimeMillis)
    const sent = yield* Effect.result(plc.submit(did, operation))
    if (Result.isSuccess(sent)) return
    if (sent.failure._tag === "PlcUnreachable") return yield* sent.failure
    // Of this copy nothing comes any more.
    if (!sent.failure.mayStillArrive) yield* notes.sending(did, cid, sentAtMillis)
  })

  /** Does what can be done about the notes of a DID, and gives what is open after that. */
  const settle = Effect.fnUntraced(function*(did: string, account: Hosted | undefined) {
    if (account === undefined) return yield* Effect.as(notes.endAll(did), [])
    let open = yield* settleSettled(account)
    // The owner's last wish first: the others are barred by it.
    const wish = open.findLast(({ isNext, repeats }) => isNext && repeats)
    if (wish !== undefined) {
      yield* Effect.ensuring(repeat(did, wish), Effect.ignore(accounts.weighKey(account)))
      open = yield* settleSettled(account)
    }
    const sinceMillis = (yield* Clock.currentTimeMillis) - PlcNotes.underWayMillis
    for (const { awaited, cid, operation, sentAtMillis } of open) {
      if (awaited && operation !== undefined && sentAtMillis <= sinceMillis) yield* notes.release(did, cid)
    }
    if (account.keyInDoubt) yield* accounts.weighKey(account)
    return open
  })

  /** Until the log has settled this operation. */
  const resume = Effect.fnUntraced(function*(did: string, cid: string) {
    const sinceMillis = yield* Clock.currentTimeMillis
    while (true) {
      const open = yield* Effect.orElseSucceed(accounts.locked(did, (account) => settle(did, account)), () => undefined)
      const mine = open?.find((note) => note.cid === cid)
      if (open !== undefined && mine === undefined) return
      const isWatched = mine !== undefined && !(mine.isNext && mine.repeats)
      const ageMillis = (yield* Clock.currentTimeMillis) - (mine?.sentAtMillis ?? sinceMillis)
      yield* Effect.sleep(Math.max(soonestMillis, Math.min(ageMillis / 4, isWatched ? latestWatchedMillis : latestMillis)))
    }
  })

  for (const { did, operation } of yield* notes.left) yield* Effect.forkIn(resume(did, operation), scope)

  return {
    keep,

    /** What earlier operations have left, in the account's lock. What is still under way waits for nobody: its note stays. */
    settleFirst: (account: Hosted) =>
      Effect.mapError(settleSettled(account), (error) => error._tag === "PlcUnreachable" ? upstreamFailure(error.message) : error),

    /** Notes the change, submits the operation that makes it, and keeps it. `repeats`: if need be, again and again. */
    submit: Effect.fnUntraced(function*(account: Hosted, change: PlcNotes.Change, operation: Operation.Update, { repeats }: { readonly repeats: boolean }) {
      const { did } = account
      const { handle } = change
      const cid = Operation.cidOf(operation).toString()
      const note = notes.put(did, operation, change, repeats, yield* Clock.currentTimeMillis)
      yield* group.transact(handle === undefined ? note : Effect.andThen(holders.ensureFree(handle, did), note))
      const submitted = yield* Effect.result(plc.submit(did, operation))
      if (Result.isSuccess(submitted)) {
        yield* keep(account, change, cid)
        // What was open before is barred by it, or comes under it.
        if ((yield* notes.of(did)).length > 0) yield* Effect.ignore(settleSettled(account))
        return
      }
      const { failure } = submitted
      if (failure._tag === "PlcRefused" && !failure.mayStillArrive) {
        yield* notes.end(did, cid)
        return yield* failure
      }
      yield* accounts.weighKey(account)
      yield* Effect.forkIn(Effect.delay(resume(did, cid), soonestMillis), scope)
      return yield* failure._tag === "PlcRefused"
        ? new PlcUnreachable({ did, detail: `it has refused the operation now (${failure.message}), but may still take what was sent before without an answer` })
        : failure
    })
  }
})

export type PlcChanges = Effect.Success<ReturnType<typeof make>>
