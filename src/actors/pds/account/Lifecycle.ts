/**
 * Active, deactivated, taken down, gone: what changes and what is said of it.
 *
 *     moved in ──activate──▶ active ◀──activate── deactivated
 *                             │  ▲ └──deactivate──▶
 *                     takedown│  │reinstate, to what it was
 *                             ▼  │
 *                           taken down
 *
 * A takedown and the owner's own pause are two facts; a takedown shows first.
 * It ends all sessions, and the account may do nothing but leave.
 *
 * An active account whose DID document names another server has left without a
 * word, as one does that is salvaged while its server is away. It is put to
 * sleep, and wakes by itself if the document names this server again: then its
 * owner took the DID back. What cannot be resolved says nothing. [account]
 * Account Migration; MIG-4
 *
 * Activation: #identity, #account, an empty #commit under this server's key.
 * Not the first one alone: whoever is active again may come back from another
 * server, whose handle and key everybody still has in mind. For the same
 * reason an account that is active already says it all again when it is asked
 * to: its DID may have been elsewhere while this server slept. Deactivation:
 * #account alone, and no commit after it. What a moderator gives back was here
 * all the while: #account and the commit. [g:account-lifecycle]; ACCT-2, ACCT-4,
 * HANDLE-4, MIG-3, MIG-5
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Did from "../../../protocol/syntax/Did.ts"
import * as Clock from "effect/Clock"
import { declared, invalidRequest, upstreamFailure, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { Outbox } from "../../firehose/Outbox.ts"
import type { Events } from "../Events.ts"
import type { PlcClient } from "../../identity/PlcClient.ts"
import { type Commits, refusalOf } from "../repo/Commits.ts"
import type { Sessions } from "../session/Sessions.ts"
import { type Hosted, type HostedAccounts, statusOf } from "./Hosted.ts"
import type { Takedowns } from "./Takedowns.ts"

type Standing = Pick<Hosted, "takedown" | "deactivatedAt" | "hasLeft" | "deleteAfter">

const awake: Standing = { takedown: undefined, deactivatedAt: undefined, hasLeft: false, deleteAfter: undefined }

/** Of an account that is at home here and asleep. */
const leastKeptMillis = 3_600_000

/** All that is kept by account; with it goes what is kept by DID. */
const privateTables = ["record", "record_blob", "deletion", "blob", "upload", "session", "app_password", "preference", "takedown"]

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly events: Events
  readonly outbox: Outbox
  readonly sessions: Sessions
  readonly takedowns: Takedowns
  readonly resolver: Resolver["Service"]
  readonly plc: PlcClient
  readonly endpoint: string
  readonly rotationDidKey: string
}) {
  const { accounts, commits, events, outbox, resolver, sessions, takedowns } = options
  const sql = yield* SqlClient

  const gone = invalidRequest("The account is no longer here")
  const unsigned = declared("OwnSigningKey", "The owner signs here: the account wakes with a commit of theirs, dev.orrery.repo.putCommit")

  /** Why the DID's document does not make this server its home; undefined if it does. */
  const whyNotHome = Effect.fnUntraced(function*(account: Hosted) {
    // Out of reach says nothing, and may be asked again; what the source denies is a refusal.
    const document = yield* Effect.mapError(resolver.refresh(account.did), (error) =>
      error.reason === "Unreachable"
        ? upstreamFailure(`${account.did} cannot be resolved for the moment`)
        : invalidRequest(`The DID does not resolve: ${error.reason}`))
    if (document.pds !== options.endpoint) return `The DID document names another PDS: ${document.pds}`
    if (document.signingKey !== account.signingKey) return "The DID document names another signing key"
    if (Did.method(account.did) !== "plc") return undefined
    const state = yield* Effect.mapError(options.plc.state(account.did), (error) => upstreamFailure(error.message))
    return state.rotationKeys.includes(options.rotationDidKey) ? undefined : "The rotation keys lack this server's"
  })

  const nowText = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())

  /**
   * A commit is in memory before its transaction is over; if that falls, so must
   * the commit. Whoever hangs up while it waits for the disk does not fell it.
   */
  const inOne = <A, E>(account: Hosted, change: Effect.Effect<A, E>) => {
    const { commitBytes, head, repo } = account
    const undo = Effect.sync(() => Object.assign(account, { commitBytes, head, repo }))
    return Effect.uninterruptible(Effect.onError(sql.withTransaction(change), () => undo))
  }

  const freshCommit = (account: Hosted): Effect.Effect<unknown, XrpcError | SqlError> =>
    Effect.mapError(commits.commit(account, []), refusalOf)

  /** Where this server cannot sign, it shows again what its owner signed last. */
  const lastCommit = ({ commitBytes, head }: Hosted): Effect.Effect<unknown, XrpcError | SqlError> =>
    head === undefined || commitBytes === undefined ? Effect.fail(unsigned) : events.sync(head, commitBytes)

  /** Who it is, that it is active, and where its repository stands, with a rev above all that was said of it here. */
  const present = Effect.fnUntraced(function*(account: Hosted, byOwner: boolean, signed: Effect.Effect<unknown, XrpcError | SqlError> | undefined) {
    if (byOwner) yield* events.identity(account.did, account.handle)
    yield* events.account(account.did, undefined)
    yield* signed ?? (account.key === undefined ? lastCommit(account) : freshCommit(account))
  })

  /**
   * Another standing of the account, and what everybody is told, if its status is
   * another now. Once durable it is known here too, whoever hung up meanwhile.
   */
  const stand = Effect.fnUntraced(function*(account: Hosted, { deactivatedAt, deleteAfter, hasLeft, takedown }: Standing, signed?: Effect.Effect<unknown, XrpcError | SqlError>) {
    const status = statusOf(takedown, deactivatedAt)
    yield* inOne(account, Effect.gen(function*() {
      yield* sql`UPDATE account SET status = ${status ?? null}, takedown = ${takedown ?? null}, deactivated_at = ${deactivatedAt ?? null},
        has_left = ${hasLeft ? 1 : 0}, delete_after = ${deleteAfter ?? null}, moved_in = ${account.movedIn && status !== undefined ? 1 : 0} WHERE id = ${account.id}`
      if (takedown !== undefined && account.takedown === undefined) yield* sessions.endAll(account.id)
      if (status === account.status) return
      if (status === undefined) yield* present(account, account.deactivatedAt !== undefined, signed)
      // Who never was active here was never spoken of either.
      else if (!account.movedIn) yield* events.account(account.did, status)
    }))
    Object.assign(account, { status, takedown, deactivatedAt, hasLeft, deleteAfter, movedIn: account.movedIn && status !== undefined })
  }, Effect.uninterruptible)

  /**
   * When an account is deleted whose owner has put it to sleep until then, which
   * is advice. [lex:com.atproto.server.deactivateAccount]
   * Who clears up after a move that was given up says "now", and may not know yet
   * that another device has finished it: so an account that is at home here, as
   * far as can be seen, is kept for an hour.
   */
  const dayOf = Effect.fnUntraced(function*(did: Did.Did, deleteAfter: string) {
    const keptUntilMillis = (yield* Clock.currentTimeMillis) + leastKeptMillis
    const wantedMillis = Date.parse(deleteAfter)
    if (wantedMillis >= keptUntilMillis) return new Date(wantedMillis).toISOString()
    const document = yield* Effect.result(resolver.refresh(did))
    const isElsewhere = document._tag === "Success" ? document.success.pds !== options.endpoint : document.failure.reason !== "Unreachable"
    return new Date(isElsewhere ? wantedMillis : keptUntilMillis).toISOString()
  })

  /** Runs alone on an account that must be here. */
  const alone = <A, E, R>(did: string, use: (account: Hosted) => Effect.Effect<A, E, R>) =>
    accounts.locked(did, (account): Effect.Effect<A, E | XrpcError, R> => account === undefined ? Effect.fail(gone) : use(account))

  const remove = Effect.fnUntraced(function*(account: Hosted) {
    const { did } = account
    yield* sql.withTransaction(Effect.gen(function*() {
      yield* sessions.endAll(account.id)
      for (const table of privateTables) yield* sql.unsafe(`DELETE FROM ${table} WHERE account = ?`, [account.id])
      yield* sql`DELETE FROM mail_token WHERE did = ${did}`
      yield* sql`DELETE FROM reserved_key WHERE did = ${did}`
      yield* sql`DELETE FROM plc_change WHERE did = ${did}`
      if (account.email !== undefined) yield* sql`DELETE FROM letter WHERE recipient = ${account.email}`
      yield* sql`DELETE FROM account WHERE id = ${account.id}`
      yield* outbox.forget(did)
      // Of one that only prepared to move in nobody has heard.
      if (!account.movedIn) yield* events.account(account.did, "deleted")
    }))
    accounts.forget(did)
    takedowns.forget(account.id)
  }, Effect.uninterruptible)

  /** `signed` makes the first commit that is heard of it, where its owner signs. */
  const wake = Effect.fnUntraced(function*(account: Hosted, signed?: Effect.Effect<unknown, XrpcError | SqlError>) {
    if (account.status !== undefined && account.status !== "deactivated") {
      return yield* declared("InvalidRequest", `The account is ${account.status}`)
    }
    // What came from elsewhere may have been signed with another key.
    if (account.key === undefined && account.movedIn && signed === undefined) return yield* unsigned
    const reason = yield* whyNotHome(account)
    if (reason !== undefined) return yield* invalidRequest(reason)
    yield* account.status === undefined ? inOne(account, present(account, true, signed)) : stand(account, awake, signed)
  })

  return {
    whyNotHome,
    wake,

    activate: (did: string) => alone(did, (account) => wake(account)),

    deactivate: (did: string, deleteAfter: string | undefined) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        const deactivatedAt = account.deactivatedAt ?? (yield* nowText)
        // In one form, so that the database can tell which comes first.
        const day = deleteAfter === undefined ? undefined : yield* dayOf(account.did, deleteAfter)
        yield* stand(account, { takedown: account.takedown, deactivatedAt, hasLeft: false, deleteAfter: day })
      })),

    /**
     * Whether an account that nobody put to sleep is at home here; puts to
     * sleep what has left, and wakes what came back.
     */
    lookHome: (did: string) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        if (account.status !== undefined && (!account.hasLeft || account.takedown !== undefined)) return
        const document = yield* Effect.orElseSucceed(resolver.refresh(account.did), () => undefined)
        if (document?.pds === undefined || (document.pds === options.endpoint) === !account.hasLeft) return
        if (!account.hasLeft) yield* stand(account, { ...account, deactivatedAt: yield* nowText, hasLeft: true })
        else if ((yield* Effect.orElseSucceed(whyNotHome(account), () => "out of reach")) === undefined) yield* stand(account, awake)
      })),

    /** By a moderator; `reference` is what it is filed under. */
    takeDown: (did: string, reference: string | undefined) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        yield* stand(account, { ...account, takedown: reference ?? (yield* nowText) })
      })),

    reinstate: (did: string) =>
      alone(did, (account) => account.takedown === undefined ? Effect.void : stand(account, { ...account, takedown: undefined })),

    /** Says again how the account stands. */
    announce: (did: string) => alone(did, (account) => sql.withTransaction(events.account(account.did, account.status))),

    /** Deletes an account that is asleep, and whose day has come. */
    retire: (did: string) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        const { deactivatedAt, deleteAfter } = account
        const due = deactivatedAt !== undefined && deleteAfter !== undefined && Date.parse(deleteAfter) <= (yield* Clock.currentTimeMillis)
        if (due) yield* remove(account)
      })),

    /** Everything but the event that says so. */
    remove: (did: string) => alone(did, remove)
  }
})

export type Lifecycle = Effect.Success<ReturnType<typeof make>>
