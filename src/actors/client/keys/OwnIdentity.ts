/**
 * An owner writes their own DID: operations are built and signed on this
 * device and go straight to the directory, past every PDS. [plc] §3.5.3 of the paper
 *
 *     genesis ── update ── update ──…          `change` says what differs from the present state
 *                   └───── recovery            `recover`: a higher key takes back what a lower one did
 *
 * 1. Nothing is built on a log that does not verify: what the directory tells
 *    is replayed first, so that it can lie about time and omission only. What a
 *    consortium tells is proven besides, against a checkpoint that a quorum
 *    cosigned, so that fewer than a third of it can lie about neither.
 * 2. An update lost to a race is built again upon what won, if a held key may
 *    still sign there.
 * 3. A recovery names as `prev` the last operation that the owner stands by.
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { KeyPair } from "../../../protocol/keys/Keys.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Consortium from "../../identity/Consortium.ts"
import * as PlcClient from "../../identity/PlcClient.ts"
import type { Keyring } from "./Keyring.ts"

/** The owner cannot do this with the keys that this ring holds. */
export class NoAuthority extends Data.TaggedError("NoAuthority")<{
  readonly did: string
  readonly reason: "NoSuchDid" | "Tombstoned" | "NoKeyHeld" | "KeyTooLow" | "WindowOver" | "NothingToRecover"
}> {
  override get message(): string {
    return `${this.reason}: these keys cannot change ${this.did}`
  }
}

/** The directory tells a log in which an operation cannot stand. */
export class DirectoryLies extends Data.TaggedError("DirectoryLies")<{ readonly did: string; readonly detail: string }> {
  override get message(): string {
    return `The directory's log of ${this.did} does not verify: ${this.detail}`
  }
}

/** The log went on from the operation that a change was made on. */
export class HeadMoved extends Data.TaggedError("HeadMoved")<{ readonly did: string; readonly from: string; readonly head: string }> {
  override get message(): string {
    return `The log of ${this.did} is at ${this.head}, no longer at ${this.from}`
  }
}

export type OwnerError = NoAuthority | DirectoryLies | PlcClient.PlcRefused | PlcClient.PlcUnreachable

export type Change = (state: Operation.PlcState) => Operation.PlcState

const raceAttempts = 4

/**
 * `directory`: its origin, or those of operators that keep a log together;
 * `consortium` says of whom proofs are demanded.
 */
export const make = Effect.fnUntraced(function*(directory: string | ReadonlyArray<string>, consortium?: Consortium.ConsortiumOptions) {
  const keys = yield* Keys
  const plc = yield* PlcClient.make(directory, consortium === undefined ? {} : { operators: yield* Consortium.make(consortium) })

  /** The whole log of a DID, every mark recomputed. */
  const log = Effect.fnUntraced(function*(did: string) {
    const told = yield* plc.audit(did)
    if (told.length === 0) return yield* new NoAuthority({ did, reason: "NoSuchDid" })
    const replayed = Log.replay(did, told, keys.verify)
    return yield* Effect.fromResult(Result.mapError(replayed, (error) => new DirectoryLies({ did, detail: error.message })))
  })

  const standing = Effect.fnUntraced(function*(did: string) {
    const whole = yield* log(did)
    const state = Log.stateOf(whole)
    if (state === undefined) return yield* new NoAuthority({ did, reason: "Tombstoned" })
    return { log: whole, state, head: Log.head(whole)! }
  })

  const signed = (state: Operation.PlcState, prev: string | null, key: KeyPair): Operation.Update =>
    Operation.sign(
      {
        type: "plc_operation",
        rotationKeys: state.rotationKeys,
        verificationMethods: state.verificationMethods,
        alsoKnownAs: state.alsoKnownAs,
        services: state.services,
        prev
      },
      key,
      keys.sign
    )

  /** Builds on the head and submits; upon a lost race, builds on the new head. */
  const submitOnHead = <E = never>(
    did: string,
    build: (head: Log.LogEntry, state: Operation.PlcState) => Result.Result<Operation.Operation, NoAuthority | E>,
    attempt = 1
  ): Effect.Effect<Operation.Operation, OwnerError | E> =>
    Effect.gen(function*() {
      const { head, state } = yield* standing(did)
      const operation = yield* Effect.fromResult(build(head, state))
      return yield* Effect.as(plc.submit(did, operation), operation).pipe(
        Effect.catchTag("PlcRefused", (refusal) =>
          Effect.flatMap(standing(did), (now) =>
            attempt >= raceAttempts || now.head.cid.equals(head.cid)
              ? Effect.fail(refusal)
              : submitOnHead(did, build, attempt + 1)))
      )
    })

  const unheld = (did: string) => Result.fail(new NoAuthority({ did, reason: "NoKeyHeld" }))

  const updateOf = (ring: Keyring, did: string, change: Change) => (head: Log.LogEntry, state: Operation.PlcState) => {
    const signer = ring.strongest(state.rotationKeys)
    return signer === undefined ? unheld(did) : Result.succeed(signed(change(state), head.cid.toString(), signer.key))
  }

  return {
    log,
    /** The log, the operation at its head, and the state that this leaves. */
    standing,
    /** The present state, rotation keys included. */
    state: (did: string) => Effect.map(standing(did), ({ state }) => state),

    /** A DID of one's own; `state.rotationKeys` names a held key. Asked again, it gives the same DID. */
    create: Effect.fnUntraced(function*(ring: Keyring, state: Operation.PlcState) {
      const signer = ring.strongest(state.rotationKeys)
      if (signer === undefined) return yield* new NoAuthority({ did: "did:plc:", reason: "NoKeyHeld" })
      const genesis = signed(state, null, signer.key)
      const did = Operation.didOf(genesis)
      yield* plc.submit(did, genesis)
      return { did, genesis }
    }),

    update: (ring: Keyring, did: string, change: Change) => submitOnHead(did, updateOf(ring, did, change)),

    /** As `update`, upon this operation alone: nothing is built on what another has put there since. */
    updateUpon: (ring: Keyring, did: string, from: string, change: Change) =>
      submitOnHead<HeadMoved>(did, (head, state) =>
        head.cid.toString() === from ? updateOf(ring, did, change)(head, state) : Result.fail(new HeadMoved({ did, from, head: head.cid.toString() }))),

    /** The end of a DID. Only a higher key can take it back, for 72 hours. */
    tombstone: (ring: Keyring, did: string) =>
      submitOnHead(did, (head, state) => {
        const signer = ring.strongest(state.rotationKeys)
        return signer === undefined
          ? unheld(did)
          : Result.succeed(Operation.sign({ type: "plc_tombstone", prev: head.cid.toString() }, signer.key, keys.sign))
      }),

    /** Passes on what another signed, such as a custodian. */
    submit: plc.submit,

    /**
     * Takes back every operation from the first one that the owner does not
     * stand by. `change` is applied to the state before it: replace stolen keys
     * there, and do again what is the owner's own of what falls (`Restore.ts`).
     */
    recover: Effect.fnUntraced(function*(
      ring: Keyring,
      did: string,
      standsBy: (entry: Log.LogEntry) => boolean,
      change: (state: Operation.PlcState, fallen: Log.Log) => Operation.PlcState = (state) => state
    ) {
      const live = Log.live(yield* log(did))
      const refuse = (reason: NoAuthority["reason"]) => new NoAuthority({ did, reason })
      const position = live.findIndex((entry, index) => index > 0 && !standsBy(entry))
      const disputed = live[position]
      const base = live[position - 1]
      const state = base === undefined ? undefined : Operation.stateOf(base.operation)
      if (disputed === undefined || base === undefined || state === undefined) return yield* refuse("NothingToRecover")
      const signer = ring.strongest(state.rotationKeys)
      if (signer === undefined) return yield* refuse("NoKeyHeld")
      if (signer.rank >= Operation.signerIndex(disputed.operation, state.rotationKeys, keys.verify)) return yield* refuse("KeyTooLow")
      const ageMillis = (yield* Clock.currentTimeMillis) - disputed.createdAtMillis
      if (ageMillis > Log.recoveryWindowMillis) return yield* refuse("WindowOver")
      const operation = signed(change(state, live.slice(position)), base.cid.toString(), signer.key)
      yield* plc.submit(did, operation)
      return { operation, nullified: live.slice(position) }
    })
  }
})

export type OwnIdentity = Effect.Success<ReturnType<typeof make>>
