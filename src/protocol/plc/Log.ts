/**
 * The log of one did:plc, as a pure state machine. [plc]
 *
 *   live:   G ── A ── B ── C          each names its predecessor in `prev`
 *                │
 *                └── R                R names A: a fork. B and C fall, R is live,
 *                                     if R's key stands above B's signer in A's list
 *   log:    G  A  B̶  C̶  R             nothing is ever removed
 *
 * 1. The live operations are a path from the genesis; its DID is the hash of G.
 * 2. Every live operation is signed by a rotation key of its predecessor (G: its own).
 * 3. A nullified operation stays in the log, marked, for ever; nothing may name it.
 * 4. What nullifies a suffix is signed by a key strictly above the signer of the
 *    suffix's *first* operation, in the list at the fork point, and comes no later
 *    than 72 h after that operation, exactly 72 h included.
 * 5. Nothing follows a live tombstone; it can only be nullified, as by rule 4.
 * 6. `createdAt` strictly rises. The reference directory holds recoveries alone to
 *    that, its replica all operations [ref plc]; so `accept` demands it always,
 *    `replay` of other people's logs only where it decides something.
 * 7. An ordinary update is refused if 10, 30 or 100 live operations fall within the
 *    last hour, day or week. That is a directory's policy, so `replay` leaves it out.
 *
 * Shape and submission limits are checked before (`Operation.parse`, `Limits`).
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { Cid } from "../data/Cid.ts"
import type { Keys } from "../keys/Keys.ts"
import * as Operation from "./Operation.ts"

export interface LogEntry {
  readonly did: string
  readonly operation: Operation.Operation
  readonly cid: Cid
  readonly nullified: boolean
  readonly createdAtMillis: number
}

export type Log = ReadonlyArray<LogEntry>

export interface Accepted {
  readonly entry: LogEntry
  /** The suffix that falls, in log order; empty for an ordinary update. */
  readonly nullified: ReadonlyArray<Cid>
}

export class PlcRefusal extends Data.TaggedError("PlcRefusal")<{
  readonly reason:
    | "InvalidGenesis"
    | "DidMismatch"
    | "InvalidSignature"
    | "UnknownPrev"
    | "AfterTombstone"
    | "LateRecovery"
    | "TimeNotRising"
    | "RateLimited"
  readonly did: string
  readonly detail: string
}> {
  override get message(): string {
    return `${this.reason}: ${this.detail} (${this.did})`
  }
}

const hourMillis = 3_600_000
export const recoveryWindowMillis = 72 * hourMillis
export const rateLimits: ReadonlyArray<{ readonly windowMillis: number; readonly operations: number }> = [
  { windowMillis: hourMillis, operations: 10 },
  { windowMillis: 24 * hourMillis, operations: 30 },
  { windowMillis: 7 * 24 * hourMillis, operations: 100 }
]

/** The operations that stand, genesis first. */
export const live = (log: Log): Log => log.filter((entry) => !entry.nullified)

/** The last live operation. */
export const head = (log: Log): LogEntry | undefined => log.findLast((entry) => !entry.nullified)

/** The state that the log amounts to; undefined for an empty or tombstoned one. */
export const stateOf = (log: Log): Operation.PlcState | undefined => {
  const last = head(log)
  return last === undefined ? undefined : Operation.stateOf(last.operation)
}

export const isTombstoned = (log: Log): boolean => head(log)?.operation.type === "plc_tombstone"

/** The directory's clock for the next entry: now, or just after the last one if the clock stood or fell back. */
export const nextMillis = (log: Log, nowMillis: number): number => Math.max(nowMillis, (log.at(-1)?.createdAtMillis ?? -1) + 1)

/** The log with what `accept` decided. */
export const append = (log: Log, { entry, nullified }: Accepted): Log => {
  const fallen = new Set(nullified.map((cid) => cid.key))
  return [...log.map((old) => !old.nullified && fallen.has(old.cid.key) ? { ...old, nullified: true } : old), entry]
}

export interface AcceptOptions {
  readonly did: string
  readonly nowMillis: number
  readonly verify: Keys["Service"]["verify"]
  /**
   * False to read a log that another directory admitted: no rate limits, and
   * time must rise on recovery only. Default true.
   */
  readonly admission?: boolean
}

export const accept = (
  log: Log,
  operation: Operation.Operation,
  { admission = true, did, nowMillis, verify }: AcceptOptions
): Result.Result<Accepted, PlcRefusal> => {
  const refuse = (reason: PlcRefusal["reason"], detail: string) => Result.fail(new PlcRefusal({ reason, did, detail }))
  const standing = live(log)
  const cid = Operation.cidOf(operation)
  const accepted = (nullified: Log) =>
    Result.succeed({
      entry: { did, operation, cid, nullified: false, createdAtMillis: nowMillis },
      nullified: nullified.map((entry) => entry.cid)
    })

  const last = standing.at(-1)
  if (last === undefined) {
    const state = Operation.stateOf(operation)
    if (state === undefined) return refuse("InvalidGenesis", "a tombstone cannot come first")
    if (operation.prev !== null) return refuse("InvalidGenesis", "a first operation has prev null")
    if (Operation.didOf(operation) !== did) return refuse("DidMismatch", `this operation makes ${Operation.didOf(operation)}`)
    if (!Operation.verify(operation, state.rotationKeys, verify)) return refuse("InvalidSignature", "not signed by one of its own rotation keys")
    return accepted([])
  }

  const position = standing.findIndex((entry) => entry.cid.toString() === operation.prev)
  const base = standing[position]
  if (base === undefined) return refuse("UnknownPrev", `prev ${operation.prev} is not a live operation`)
  const state = Operation.stateOf(base.operation)
  if (state === undefined) return refuse("AfterTombstone", "nothing follows a tombstone")

  const suffix = standing.slice(position + 1)
  const disputed = suffix[0]
  if (disputed === undefined) {
    if (!Operation.verify(operation, state.rotationKeys, verify)) return refuse("InvalidSignature", "not signed by a rotation key")
    if (!admission) return accepted([])
    if (nowMillis <= last.createdAtMillis) return refuse("TimeNotRising", "not after the last operation")
    const limit = rateLimits.find(({ operations, windowMillis }) =>
      standing.filter((entry) => entry.createdAtMillis > nowMillis - windowMillis).length >= operations
    )
    return limit === undefined
      ? accepted([])
      : refuse("RateLimited", `${limit.operations} operations within ${limit.windowMillis / hourMillis} h`)
  }

  const signer = Operation.signerIndex(disputed.operation, state.rotationKeys, verify)
  if (!Operation.verify(operation, state.rotationKeys.slice(0, Math.max(0, signer)), verify)) {
    return refuse("InvalidSignature", `not signed by a rotation key above number ${signer}, which signed what it would nullify`)
  }
  if (nowMillis <= last.createdAtMillis) return refuse("TimeNotRising", "not after the last operation")
  const ageMillis = nowMillis - disputed.createdAtMillis
  if (ageMillis > recoveryWindowMillis) return refuse("LateRecovery", `${ageMillis} ms after what it would nullify, more than 72 h`)
  return accepted(suffix)
}

export interface Submission {
  readonly operation: Operation.Operation
  readonly createdAtMillis: number
}

/**
 * The log that a sequence of operations amounts to, marks recomputed; refused
 * at the first that cannot stand. [PLC-9]
 */
export const replay = (
  did: string,
  submissions: Iterable<Submission>,
  verify: Keys["Service"]["verify"]
): Result.Result<Log, PlcRefusal> => {
  let log: Log = []
  for (const { createdAtMillis, operation } of submissions) {
    const accepted = accept(log, operation, { did, nowMillis: createdAtMillis, verify, admission: false })
    if (Result.isFailure(accepted)) return Result.fail(accepted.failure)
    log = append(log, accepted.success)
  }
  return Result.succeed(log)
}
