/**
 * What the properties of forks are tried on: random people who hold random keys
 * of random lists, and submit at random times around the 72-hour edge to a
 * directory that is our state machine.
 */
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect } from "vitest"
import type { KeyPair } from "../../src/protocol/keys/Keys.ts"
import * as Log from "../../src/protocol/plc/Log.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"

export const ring = new KeyRing("forks")
export const hour = 3_600_000
export const windowMillis = 72 * hour
/** Of both curves. Who holds which is drawn with each history. */
export const keys = [0, 1, 2, 3, 4, 5].map((n) => ring.fromSecret(n % 2 === 0 ? "k256" : "p256", new Uint8Array(32).fill(n + 21)))
export const keyOf = (n: number): KeyPair => keys[n]!

export const update = (prev: string | null, list: ReadonlyArray<number>, name: string): Operation.UnsignedUpdate => ({
  type: "plc_operation",
  rotationKeys: list.map((n) => keyOf(n).didKey),
  verificationMethods: { atproto: keyOf(5).didKey },
  alsoKnownAs: [`at://${name}.test`],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
  prev
})
export const tombstone = (prev: string): Operation.UnsignedTombstone => ({ type: "plc_tombstone", prev })
export const sign = <A extends Operation.UnsignedOperation>(unsigned: A, key: number) => Operation.sign(unsigned, keyOf(key), ring.sign)
export const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()

/** An operation with the key that made it, which nobody has to find out by verifying. */
export interface Made {
  readonly operation: Operation.Operation
  readonly key: number
}

/** Our state machine as a directory: it takes what it can. */
export class Directory {
  readonly did: string
  readonly admission: boolean
  log: Log.Log = []
  /** By CID. */
  readonly signers = new Map<string, number>()

  constructor(genesis: Made, atMillis: number, admission = false) {
    this.did = Operation.didOf(genesis.operation)
    this.admission = admission
    expect(this.submit(genesis, atMillis)).toBe("accepted")
  }

  submit({ key, operation }: Made, nowMillis: number): string {
    const accepted = Log.accept(this.log, operation, { did: this.did, nowMillis, verify: ring.verify, admission: this.admission })
    if (Result.isFailure(accepted)) return accepted.failure.reason
    const first = accepted.success.nullified[0]
    if (first !== undefined) this.expectStronger(key, operation, first.toString(), nowMillis)
    this.signers.set(accepted.success.entry.cid.toString(), key)
    this.log = Log.append(this.log, accepted.success)
    return "accepted"
  }

  /** PLC-5, PLC-6 of every acceptance, by who made what rather than by signatures. */
  private expectStronger(key: number, operation: Operation.Operation, fallen: string, nowMillis: number): void {
    const base = this.log.find((entry) => entry.cid.toString() === operation.prev)!.operation as Operation.Update
    const rank = (n: number): number => base.rotationKeys.indexOf(keyOf(n).didKey)
    expect(rank(key)).toBeGreaterThanOrEqual(0)
    expect(rank(key)).toBeLessThan(rank(this.signers.get(fallen)!))
    const entry = this.log.find(({ cid }) => cid.toString() === fallen)!
    expect(nowMillis - entry.createdAtMillis).toBeLessThanOrEqual(windowMillis)
  }

  get head(): Log.LogEntry {
    return Log.head(this.log)!
  }

  get nullified(): ReadonlyArray<string> {
    return this.log.filter((entry) => entry.nullified).map((entry) => entry.cid.toString())
  }
}

/** A list of one to five different keys. */
export const list = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 5 })

export interface Step {
  /** What is named in `prev`: so many entries before the newest, fallen ones included. */
  readonly back: number
  /** Counts round the named operation's list; 5 is a key that is mostly outside of it, as a thief may hold. */
  readonly signer: number
  readonly list: ReadonlyArray<number>
  readonly tombstone: boolean
  /** "edge": 72 h after the operation that would fall, give or take milliseconds. */
  readonly when: { readonly kind: "gap" | "edge"; readonly millis: number }
}

/** Of at least three, so that there are ranks to dispute. */
const fullList = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 3, maxLength: 5 })
const gap = fc.record({ kind: fc.constant("gap" as const), millis: fc.constantFrom(0, 1, 2, hour, 24 * hour, 71 * hour) })
const edge = fc.record({ kind: fc.constant("edge" as const), millis: fc.constantFrom(-1, 0, 1, 2) })

/** Anything at all; else an ordinary update by a weaker key, or a stronger key's word against one: few chains of anything get so far. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      back: fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 3, 5, 8),
      signer: fc.constantFrom(0, 0, 1, 1, 2, 2, 3, 4, 5),
      list,
      tombstone: fc.constantFrom(false, false, false, false, false, true),
      when: fc.oneof({ weight: 3, arbitrary: gap }, { weight: 2, arbitrary: edge })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      back: fc.constant(0), signer: fc.constantFrom(1, 2, 3, 4), list: fullList, tombstone: fc.constant(false),
      when: fc.record({ kind: fc.constant("gap" as const), millis: fc.constantFrom(1, 2, hour) })
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      back: fc.constantFrom(1, 1, 1, 2, 3), signer: fc.constantFrom(0, 0, 0, 1), list: fullList, tombstone: fc.constant(false),
      when: fc.oneof(gap, edge)
    })
  }
)

export const madeOf = ({ back, list, signer, tombstone: final }: Step, index: number, directory: Directory): Made => {
  const base = directory.log[Math.max(0, directory.log.length - 1 - back)]!
  const prev = base.cid.toString()
  const authority = base.operation.type === "plc_operation" ? base.operation.rotationKeys : []
  const held = signer === 5 ? -1 : keys.findIndex((key) => key.didKey === authority[signer % authority.length])
  const key = held === -1 ? 5 : held
  return { key, operation: final ? sign(tombstone(prev), key) : sign(update(prev, list, `alice${index}`), key) }
}

/** The instant that a step asks for; the clock never falls back. */
export const instantOf = ({ when }: Step, { operation }: Made, directory: Directory, nowMillis: number): number => {
  if (when.kind === "gap") return nowMillis + when.millis
  const live = Log.live(directory.log)
  const first = live[live.findIndex((entry) => entry.cid.toString() === operation.prev) + 1]
  return Math.max(nowMillis, (first?.createdAtMillis ?? nowMillis) + windowMillis + when.millis)
}

export const begin = (keyList: ReadonlyArray<number>, signer: number): Made => {
  const key = keyList[signer % keyList.length]!
  return { key, operation: sign(update(null, keyList, "alice"), key) }
}
