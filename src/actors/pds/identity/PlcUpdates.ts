/**
 * did:plc operations for accounts of this server: handle changes by the
 * server's own rotation key, operations that a person asks to have signed, and
 * operations that a person submits through here. [g:account-migration], [ref pds]
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Did from "../../../protocol/syntax/Did.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import { invalidRequest, upstreamFailure, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { PlcClient, PlcRefused, PlcUnreachable } from "../../identity/PlcClient.ts"
import type { Change, PlcChanges } from "./PlcChanges.ts"

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
  readonly changes: PlcChanges
  readonly keys: Keys["Service"]
  readonly plc: PlcClient
  readonly rotationKey: KeyPair
  readonly endpoint: string
}) {
  const { accounts, changes, endpoint, keys, plc, rotationKey } = options
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
   * Brings the DID to another state, if it is not there, over the newest one,
   * where somebody else's operation came first; and the account with it.
   */
  const change = Effect.fnUntraced(function*(
    account: Hosted,
    change: Change,
    to: (state: Operation.PlcState) => Operation.PlcState | undefined
  ) {
    for (let attempt = 1; ; attempt++) {
      yield* changes.settleFirst(account)
      const { prev, state } = yield* lastState(account.did)
      const wanted = to(state)
      if (wanted === undefined) return yield* changes.keep(account, change, undefined)
      const submitted = yield* Effect.result(changes.submit(account, change, sign(wanted, prev), { repeats: true }))
      if (submitted._tag === "Success") return
      const { failure } = submitted
      if (failure._tag === "XrpcError" || failure._tag === "SqlError") return yield* failure
      const raced = failure._tag === "PlcRefused" && failure.status === 409
      if (!raced || attempt === raceAttempts) return yield* failed(failure)
    }
  })

  /** Alone on the account, to the end. */
  const alone = <A, E, R>(did: string, update: (account: Hosted) => Effect.Effect<A, E, R>) =>
    whole(accounts.locked(did, (account): Effect.Effect<A, E | XrpcError, R> =>
      account === undefined ? Effect.fail(invalidRequest("The account is no longer here")) : update(account)))

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
      alone(did, (account) =>
        Did.method(account.did) !== "plc" ? changes.keep(account, { handle }, undefined) : change(account, { handle }, (state) => {
          const alsoKnownAs = withHandle(state.alsoKnownAs, handle)
          return state.alsoKnownAs[0] === alsoKnownAs[0] ? undefined : { ...state, alsoKnownAs }
        })),

    /**
     * Another signing key in the document, then here, and a first commit under
     * it. Asked again after a crash, it does what is left.
     */
    setSigningKey: (did: string, key: KeyPair) =>
      alone(did, (account) =>
        Effect.andThen(onlyPlc(did), change(account, { key }, (state) =>
          state.verificationMethods["atproto"] === key.didKey
            ? undefined
            : { ...state, verificationMethods: { ...state.verificationMethods, atproto: key.didKey } }))),

    /** The operation that brings the DID to the state asked for, signed with the server's key. */
    signFor: Effect.fnUntraced(function*(account: Hosted, wanted: DataObject) {
      yield* onlyPlc(account.did)
      const { prev, state } = yield* lastState(account.did)
      const merged = { ...state, ...wanted }
      const operation = Operation.parse(sign(merged, prev))
      return yield* Effect.fromResult(Result.mapError(operation, (error) => invalidRequest(error.message)))
    }),

    /** Passes on what keeps the account working here, and nothing else. */
    submitFor: Effect.fnUntraced(function*({ did }: Hosted, json: DataObject) {
      yield* onlyPlc(did)
      const operation = yield* Effect.fromResult(Result.mapError(Operation.parse(json), (error) => invalidRequest(error.message)))
      const state = operation.type === "plc_operation" ? operation : undefined
      if (state === undefined) return yield* invalidRequest("Only a plc_operation can be submitted here")
      const pds = state.services["atproto_pds"]
      if (!state.rotationKeys.includes(rotationKey.didKey)) return yield* invalidRequest("Rotation keys do not include server's rotation key")
      if (pds?.type !== "AtprotoPersonalDataServer") return yield* invalidRequest("Incorrect type on atproto_pds service")
      if (pds.endpoint !== endpoint) return yield* invalidRequest("Incorrect endpoint on atproto_pds service")
      yield* alone(did, Effect.fnUntraced(function*(account: Hosted) {
        yield* changes.settleFirst(account)
        if (state.verificationMethods["atproto"] !== account.signingKey) return yield* invalidRequest("Incorrect signing key")
        if (account.handle !== undefined && state.alsoKnownAs[0] !== `at://${account.handle}`) {
          return yield* invalidRequest("Incorrect handle in alsoKnownAs")
        }
        yield* Effect.mapError(changes.submit(account, {}, state, { repeats: false }), (error) =>
          error._tag === "PlcRefused" || error._tag === "PlcUnreachable" ? failed(error) : error)
      }))
    })
  }
})

export type PlcUpdates = Effect.Success<ReturnType<typeof make>>
