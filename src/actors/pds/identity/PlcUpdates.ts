/**
 * did:plc operations for accounts of this server: handle changes by the
 * server's own rotation key, operations that a person asks to have signed, and
 * operations that a person submits through here. [g:account-migration], [ref pds]
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Did from "../../../protocol/syntax/Did.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import { invalidRequest, upstreamFailure, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Events } from "../Events.ts"
import type { Commits } from "../repo/Commits.ts"
import type { PlcClient, PlcRefused, PlcUnreachable } from "../../identity/PlcClient.ts"
import type { HandleChanges } from "./HandleChanges.ts"

const failed = (error: PlcRefused | PlcUnreachable) =>
  error._tag === "PlcRefused" ? invalidRequest(error.message) : upstreamFailure(error.message)

/** The alias of a handle first, other aliases as they were. */
const withHandle = (alsoKnownAs: ReadonlyArray<string>, handle: Handle): ReadonlyArray<string> => [
  `at://${handle}`,
  ...alsoKnownAs.filter((alias) => !alias.startsWith("at://"))
]

const raceAttempts = 3

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly events: Events
  readonly handleChanges: HandleChanges
  readonly keys: Keys["Service"]
  readonly plc: PlcClient
  readonly resolver: Resolver["Service"]
  readonly rotationKey: KeyPair
  readonly endpoint: string
}) {
  const { accounts, commits, endpoint, events, handleChanges, keys, plc, resolver, rotationKey } = options
  const sql = yield* SqlClient
  const scope = yield* Effect.scope

  /** In a fiber of the server: who hangs up once the directory may know stops nothing that must follow. */
  const whole = <A, E, R>(update: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => Effect.flatMap(Effect.forkIn(update, scope), Fiber.join)

  const onlyPlc = (did: string) =>
    Did.method(did as Did.Did) === "plc" ? Effect.void : Effect.fail(invalidRequest(`${did} is not a did:plc`))

  const lastState = Effect.fnUntraced(function*(did: string) {
    const last = yield* Effect.mapError(plc.last(did), failed)
    const state = Operation.stateOf(last)
    if (state === undefined) return yield* invalidRequest("The DID is tombstoned")
    return { state, prev: Operation.cidOf(last).toString() }
  })

  const sign = (state: Operation.PlcState, prev: string): Operation.Update =>
    Operation.sign({ type: "plc_operation", ...state, prev }, rotationKey, keys.sign)

  /**
   * Brings the DID to another state, if it is not there; over the newest state,
   * where somebody else's operation came first.
   */
  const bringTo = Effect.fnUntraced(function*(
    did: string,
    to: (state: Operation.PlcState) => Operation.PlcState | undefined,
    submit: (operation: Operation.Update) => Effect.Effect<void, PlcRefused | PlcUnreachable | XrpcError | SqlError>
  ) {
    for (let attempt = 1; ; attempt++) {
      const { prev, state } = yield* lastState(did)
      const wanted = to(state)
      if (wanted === undefined) return
      const submitted = yield* Effect.result(submit(sign(wanted, prev)))
      if (submitted._tag === "Success") return
      const { failure } = submitted
      if (failure._tag === "XrpcError" || failure._tag === "SqlError") return yield* failure
      const raced = failure._tag === "PlcRefused" && failure.status === 409
      if (!raced || attempt === raceAttempts) return yield* failed(failure)
    }
  })

  /** Before the transaction that tells it: nobody waits for the directory with the database in hand. */
  const look = (account: Hosted) => Effect.ignore(resolver.refresh(account.did))

  return {
    /** What a DID document must say to make this server the account's home. */
    recommended: (account: Hosted) => ({
      alsoKnownAs: account.handle === undefined ? [] : [`at://${account.handle}`],
      verificationMethods: { atproto: account.signingKey },
      rotationKeys: [rotationKey.didKey],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint } }
    }),

    /**
     * A did:web owner edits the document; a did:plc gets an operation. Asked
     * again after a crash, it does what is left.
     */
    setHandle: (did: string, handle: Handle) =>
      whole(accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
        if (account === undefined) return yield* invalidRequest("The account is no longer here")
        if (Did.method(account.did) === "plc") {
          yield* handleChanges.settleFirst(account)
          const to = (state: Operation.PlcState) => {
            const alsoKnownAs = withHandle(state.alsoKnownAs, handle)
            return state.alsoKnownAs[0] === alsoKnownAs[0] ? undefined : { ...state, alsoKnownAs }
          }
          yield* bringTo(did, to, (operation) => handleChanges.submit(account, handle, operation))
        }
        yield* handleChanges.keep(account, handle)
      }))),

    /**
     * Another signing key in the document, then here, and a first commit under
     * it. Asked again after a crash, it does what is left.
     */
    setSigningKey: (did: string, key: KeyPair) =>
      whole(accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
        if (account === undefined) return yield* invalidRequest("The account is no longer here")
        yield* onlyPlc(account.did)
        const to = (state: Operation.PlcState) =>
          state.verificationMethods["atproto"] === key.didKey
            ? undefined
            : { ...state, verificationMethods: { ...state.verificationMethods, atproto: key.didKey } }
        yield* bringTo(did, to, (operation) => plc.submit(did, operation))
        const { commitBytes, head, key: formerKey, repo, signingKey } = account
        const before = { key: formerKey, signingKey, head, commitBytes, repo }
        Object.assign(account, { key, signingKey: key.didKey })
        yield* look(account)
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* sql`UPDATE account SET signing_key = ${key.secret}, own_key = NULL WHERE id = ${account.id}`
          yield* sql`DELETE FROM reserved_key WHERE did_key = ${key.didKey}`
          if (account.status !== undefined) return
          yield* events.identity(account.did, account.handle)
          yield* Effect.mapError(commits.commit(account, []), (error) => error._tag === "SqlError" ? error : invalidRequest(error.message))
        })).pipe(Effect.onError(() => Effect.sync(() => Object.assign(account, before))))
      }))),

    /** The operation that brings the DID to the state asked for, signed with the server's key. */
    signFor: Effect.fnUntraced(function*(account: Hosted, wanted: DataObject) {
      yield* onlyPlc(account.did)
      const { prev, state } = yield* lastState(account.did)
      const merged = { ...state, ...wanted }
      const operation = Operation.parse(sign(merged, prev))
      return yield* Effect.fromResult(Result.mapError(operation, (error) => invalidRequest(error.message)))
    }),

    /** Passes on what keeps the account working here, and nothing else. */
    submitFor: Effect.fnUntraced(function*(account: Hosted, json: DataObject) {
      yield* onlyPlc(account.did)
      const operation = yield* Effect.fromResult(Result.mapError(Operation.parse(json), (error) => invalidRequest(error.message)))
      const state = operation.type === "plc_operation" ? operation : undefined
      if (state === undefined) return yield* invalidRequest("Only a plc_operation can be submitted here")
      const pds = state.services["atproto_pds"]
      if (!state.rotationKeys.includes(rotationKey.didKey)) return yield* invalidRequest("Rotation keys do not include server's rotation key")
      if (pds?.type !== "AtprotoPersonalDataServer") return yield* invalidRequest("Incorrect type on atproto_pds service")
      if (pds.endpoint !== endpoint) return yield* invalidRequest("Incorrect endpoint on atproto_pds service")
      if (state.verificationMethods["atproto"] !== account.signingKey) return yield* invalidRequest("Incorrect signing key")
      if (account.handle !== undefined && state.alsoKnownAs[0] !== `at://${account.handle}`) {
        return yield* invalidRequest("Incorrect handle in alsoKnownAs")
      }
      yield* whole(Effect.gen(function*() {
        yield* Effect.mapError(plc.submit(account.did, operation), failed)
        // Nothing of an inactive account leaves: its move is told at activation. [g:account-lifecycle]
        yield* look(account)
        if (account.status === undefined) yield* events.identity(account.did, account.handle)
      }))
    })
  }
})

export type PlcUpdates = Effect.Success<ReturnType<typeof make>>
