/**
 * Operations on the owners' DIDs, signed with a root key that its owner has
 * opened for this request. [plc]
 *
 * A lost answer is asked for again: what the DID says already is not said
 * twice, and what was taken back already is found so.
 *
 * What an owner's device says was made on a state that it has seen (`swap`).
 * Where another device was quicker nothing is published: its change would be lost.
 */
import * as Effect from "effect/Effect"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Log from "../../protocol/plc/Log.ts"
import { restore } from "../../protocol/plc/Restore.ts"
import { declared, upstreamFailure } from "../../protocol/xrpc/XrpcError.ts"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import { Keyring } from "../client/keys/Keyring.ts"
import * as OwnIdentity from "../client/keys/OwnIdentity.ts"
import type { ConsortiumOptions } from "../identity/Consortium.ts"

const failed = (error: OwnIdentity.OwnerError) =>
  error._tag === "PlcUnreachable" ? upstreamFailure(error.message) : declared("NotPublished", error.message)

const same = (a: Operation.PlcState, b: Operation.PlcState): boolean => {
  const canonical = ({ alsoKnownAs, rotationKeys, services, verificationMethods }: Operation.PlcState) =>
    JSON.stringify([alsoKnownAs, rotationKeys, Object.entries(services).sort(), Object.entries(verificationMethods).sort()])
  return canonical(a) === canonical(b)
}

export interface UndoOptions {
  readonly removed: ReadonlyArray<string>
  /** Besides the root key. */
  readonly trusted: ReadonlyArray<string>
  readonly change: OwnIdentity.Change
}

/** What fell with the operation at this place of a log, to the recovery. */
const fallenWith = (log: Log.Log, at: number, recovery: Log.LogEntry): Log.Log => {
  const chain = [log[at]!]
  for (const entry of log.slice(at + 1)) {
    if (entry.cid.equals(recovery.cid)) break
    if (entry.operation.prev === chain.at(-1)!.cid.toString()) chain.push(entry)
  }
  return chain
}

export const make = Effect.fnUntraced(function*(directory: string | ReadonlyArray<string>, consortium?: ConsortiumOptions) {
  const identity = yield* OwnIdentity.make(directory, consortium)
  const keys = yield* Keys

  return {
    /** The CID of the operation at the head, whether or not it took a new one. */
    update: (root: KeyPair, did: string, change: OwnIdentity.Change) =>
      Effect.gen(function*() {
        const log = yield* identity.log(did)
        const state = Log.stateOf(log)
        if (state !== undefined && same(state, change(state))) return Log.head(log)!.cid.toString()
        return Operation.cidOf(yield* identity.update(new Keyring([root]), did, change)).toString()
      }).pipe(Effect.mapError(failed)),

    /**
     * The CID of the operation that makes the change upon operation `from`: a new one,
     * or one that stands there from before. `InvalidSwap` where the log has gone on.
     */
    swap: (root: KeyPair, did: string, from: string, change: OwnIdentity.Change) => {
      const made = Effect.map(identity.log(did), (log) => {
        const live = Log.live(log)
        const at = live.findIndex(({ cid }) => cid.toString() === from)
        const state = at < 0 ? undefined : Operation.stateOf(live[at]!.operation)
        if (state === undefined) return undefined
        const wanted = change(state)
        return live.slice(at, at + 2).find(({ operation }) => {
          const stated = Operation.stateOf(operation)
          return stated !== undefined && same(stated, wanted)
        })?.cid.toString()
      })
      const moved = ({ from, head }: OwnIdentity.HeadMoved) =>
        declared("InvalidSwap", `The DID is at operation ${head}, not at ${from}: another device has changed it. Read its log, make the change on what it says now, and send that with swapOperation ${head}`)
      return Effect.gen(function*() {
        const before = yield* made
        if (before !== undefined) return before
        return yield* Effect.map(identity.updateUpon(new Keyring([root]), did, from, change), (operation) => Operation.cidOf(operation).toString()).pipe(
          // The same request, sent twice, may have lost a race against itself.
          Effect.catchTag("HeadMoved", (error) => Effect.flatMap(made, (cid) => cid === undefined ? Effect.fail(error) : Effect.succeed(cid)))
        )
      }).pipe(Effect.mapError((error) => error._tag === "HeadMoved" ? moved(error) : failed(error)))
    },

    /**
     * The rotation keys of the DID's states that were not taken back, the present one first,
     * and until when each stands or can be returned to: what its highest key has changed,
     * nobody takes back. [PLC-7]
     */
    states: (did: string) =>
      Effect.mapError(
        Effect.map(identity.log(did), (log) => {
          const live = Log.live(log)
          return live.map(({ operation }, at) => {
            const rotationKeys = Operation.stateOf(operation)?.rotationKeys ?? []
            const next = live[at + 1]
            if (next === undefined) return { rotationKeys, untilMillis: Number.POSITIVE_INFINITY }
            const isFinal = Operation.signerIndex(next.operation, rotationKeys, keys.verify) === 0
            return { rotationKeys, untilMillis: next.createdAtMillis + (isFinal ? 0 : Log.recoveryWindowMillis) }
          }).toReversed()
        }),
        failed
      ),

    /** Whether the root key may sign on the head: not where a thief or a custodian has taken it out. */
    governs: (root: KeyPair, did: string) =>
      Effect.mapError(
        Effect.map(identity.log(did), (log) => Log.stateOf(log)?.rotationKeys.includes(root.didKey) === true),
        failed
      ),

    /** `change` is what the owner wants besides, upon the state that comes back. */
    undo: (root: KeyPair, did: string, cid: string, { change, removed, trusted }: UndoOptions) =>
      Effect.gen(function*() {
        const log = yield* Effect.mapError(identity.log(did), failed)
        const at = log.findIndex((entry) => entry.cid.toString() === cid)
        const disputed = log[at]
        const options = { removed, trusted: [root.didKey, ...trusted], verify: keys.verify }
        const thief = disputed === undefined ? undefined : [...removed, ...trusted].find((key) => Operation.verify(disputed.operation, [key], keys.verify))
        const doubtful = trusted.find((key) => removed.includes(key) || key === thief)
        if (doubtful !== undefined) return yield* declared("TrustedThief", `${doubtful} is to be trusted, and ${removed.includes(doubtful) ? "to be removed" : `signed ${cid}`}: leave it out of trustedKeys`)
        const told = (recovery: string, base: Operation.PlcState | undefined, fallen: Log.Log) => ({
          cid: recovery,
          nullified: fallen.map((entry) => entry.cid.toString()),
          takenBack: base === undefined ? [] : restore(base, fallen, options).takenBack.map(({ signedBy, ...rest }) => ({ ...rest, ...(signedBy === undefined ? {} : { signedBy }) }))
        })
        // An answer was lost: what followed `prev` then, and follows it now.
        if (disputed?.nullified === true) {
          const base = log.find((entry) => entry.cid.toString() === disputed.operation.prev)
          const recovery = Log.live(log).find(({ operation }) => operation.prev === disputed.operation.prev) ?? Log.head(log)!
          return told(recovery.cid.toString(), base && Operation.stateOf(base.operation), fallenWith(log, at, recovery))
        }
        const { nullified, operation } = yield* Effect.mapError(
          identity.recover(new Keyring([root]), did, (entry) => entry.cid.toString() !== cid, (state, fallen) => change(restore(state, fallen, options).state)),
          failed
        )
        const base = log.find((entry) => entry.cid.toString() === operation.prev)
        return told(Operation.cidOf(operation).toString(), base && Operation.stateOf(base.operation), nullified)
      })
  }
})

export type Publishing = Effect.Success<ReturnType<typeof make>>
