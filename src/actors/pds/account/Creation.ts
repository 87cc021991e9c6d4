/**
 * A new account with a new DID.
 *
 *     reserve (row `creation`) ──▶ publish the genesis operation ──▶ settle:
 *     account, empty repository, #identity #account #commit, in one transaction
 *
 * It runs in a fiber of the server, so that a client that hangs up stops
 * nothing. A crash or a lost answer leaves at most the reservation, and
 * `resume` settles that when the directory has the operation, and drops it if
 * it refuses it: no DID points for good at a server that denies it. [ref pds];
 * ACCT-7
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Events } from "../Events.ts"
import type { PlcClient } from "../../identity/PlcClient.ts"
import type { Commits } from "../repo/Commits.ts"
import type { HandleHolders } from "./HandleHolders.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"
import type { Invites } from "./Invites.ts"

export interface NewAccount {
  readonly handle: Handle
  readonly email: string | undefined
  /** As stored, not as typed. */
  readonly password: string | undefined
  /** The person's own key, put in front of the server's. */
  readonly recoveryKey: string | undefined
  readonly inviteCode: string | undefined
}

interface Reservation {
  readonly did: string
  readonly handle: string
  readonly email: string | null
  readonly password: string | null
  readonly signing_key: Uint8Array
  readonly operation: string
  readonly invite: string | null
}

const resumeEvery = Schedule.spaced(10_000)

export const make = Effect.fnUntraced(function*(options: {
  readonly group: GroupCommit
  readonly holders: HandleHolders
  readonly keys: Keys["Service"]
  readonly plc: PlcClient
  readonly rotationKey: KeyPair
  /** This server's origin, as DID documents name it. */
  readonly endpoint: string
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly events: Events
  readonly invites: Invites
}) {
  const { accounts, commits, endpoint, events, group, holders, invites, keys, plc, rotationKey } = options
  const sql = yield* SqlClient
  const scope = yield* Effect.scope
  const reserve = yield* Prepared.prepare(
    "INSERT INTO creation (did, handle, email, password, signing_key, operation, invite) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const insert = yield* Prepared.prepare(
    "INSERT INTO account (did, handle, email, password, signing_key, created_at) VALUES (?, ?, ?, ?, ?, ?)"
  )
  const drop = yield* Prepared.prepare("DELETE FROM creation WHERE did = ?")

  const genesis = (account: NewAccount, signingKey: KeyPair): Operation.Update =>
    Operation.sign(
      {
        type: "plc_operation",
        rotationKeys: [...(account.recoveryKey === undefined ? [] : [account.recoveryKey]), rotationKey.didKey],
        verificationMethods: { atproto: signingKey.didKey },
        alsoKnownAs: [`at://${account.handle}`],
        services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint } },
        prev: null
      },
      rotationKey,
      keys.sign
    )

  /** `along` goes into the same transaction. */
  const settle = Effect.fnUntraced(function*<A>(
    { did, email, handle, invite, password, signing_key }: Reservation,
    along: (account: Hosted) => Effect.Effect<A, SqlError>,
    key?: KeyPair
  ) {
    const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    return yield* group.transactPatiently(Effect.gen(function*() {
      // Of an attempt that fell with its group.
      accounts.forget(did)
      yield* insert.run(did, handle, email, password, signing_key, createdAt)
      yield* drop.run(did)
      if (invite !== null) yield* invites.use(invite, did)
      const account = yield* accounts.justMade(did, key ?? keys.fromSecret("k256", signing_key))
      yield* events.identity(account.did, account.handle)
      yield* events.account(account.did, undefined)
      yield* commits.commit(account, [])
      return yield* along(account)
      // The object in memory must not outlive a row that was rolled back.
    })).pipe(Effect.onError(() => Effect.sync(() => accounts.forget(did))))
  })

  /**
   * Settles or drops a reservation, as soon as the directory says which. What it
   * does not have may still be on its way, and is sent again: what it has no
   * longer comes unawares, or is refused for good.
   */
  const resume = (reservation: Reservation) => {
    const { did } = reservation
    const operation = JSON.parse(reservation.operation) as Operation.Update
    const isPublished = plc.isPublished(did, Operation.cidOf(operation))
    return Effect.gen(function*() {
      if (!(yield* isPublished)) {
        const refusal = yield* Effect.catchTag(plc.submit(did, operation), "PlcRefused", (refusal) => Effect.succeed(refusal))
        // Of the second, perhaps, because the first arrived meanwhile.
        if (refusal !== undefined && !(yield* isPublished)) {
          // Not now is not never, and the first may still arrive.
          if (refusal.status === 429) return yield* refusal
          return yield* drop.run(did)
        }
      }
      return yield* settle(reservation, () => Effect.void)
    }).pipe(Effect.retry(resumeEvery), Effect.ignore)
  }

  const publish = Effect.fnUntraced(function*<A>(
    reservation: Reservation,
    operation: Operation.Update,
    along: (account: Hosted) => Effect.Effect<A, SqlError>,
    key: KeyPair
  ) {
    yield* plc.submit(reservation.did, operation).pipe(
      Effect.tapError((error) =>
        error._tag === "PlcRefused" && !error.mayStillArrive ? drop.run(reservation.did) : Effect.forkIn(Effect.delay(resume(reservation), 10_000), scope))
    )
    return yield* settle(reservation, along, key)
  })

  const left = yield* sql<Reservation>`SELECT did, handle, email, password, signing_key, operation, invite FROM creation ORDER BY did`
  yield* Effect.forEach(left, (reservation) => Effect.forkIn(resume(reservation), scope), { discard: true })

  return {
    /**
     * An active account, published and with its first events sent; gives what
     * came of `along`, its first session say.
     */
    create: Effect.fnUntraced(function*<A>(account: NewAccount, along: (account: Hosted) => Effect.Effect<A, SqlError>) {
      const signingKey = yield* keys.generate("k256")
      const operation = genesis(account, signingKey)
      const reservation: Reservation = {
        did: Operation.didOf(operation),
        handle: account.handle,
        email: account.email ?? null,
        password: account.password ?? null,
        signing_key: signingKey.secret,
        operation: JSON.stringify(operation),
        invite: account.inviteCode ?? null
      }
      const { did, email, handle, invite, password, signing_key } = reservation
      const reserving = group.transactPatiently(Effect.gen(function*() {
        if (invite !== null) yield* invites.ensure(invite)
        yield* holders.ensureFree(account.handle, did)
        yield* reserve.run(did, handle, email, password, signing_key, reservation.operation, invite)
      }))
      // A reservation that waits for the disk is made though nobody waits for it any more: what follows must not stop either.
      return yield* Fiber.join(yield* Effect.forkIn(Effect.andThen(reserving, publish(reservation, operation, along, signingKey)), scope))
    })
  }
})

export type Creation = Effect.Success<ReturnType<typeof make>>
