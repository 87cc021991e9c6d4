/**
 * Between the thread of a world and that of its witness: what goes over, and a
 * few counters that both see at once.
 *
 * The world tells much and hears little. It runs ahead by a bounded number of
 * batches, and waits, without leaving its stack, where it must: for room, for
 * the next questions, for the testimony. A world cannot be left in the middle
 * of a step, so it is the thread that sleeps.
 */
import type { Question } from "../../sim/oracles/Oracle.ts"
import type { Batch } from "../../sim/witness/Wire.ts"
import type { Setting, Testimony } from "../../sim/witness/Witness.ts"

export interface Beginning {
  readonly _tag: "Begin"
  /** Codes of the oracles that take a seat, in the catalogue's order. */
  readonly codes: ReadonlyArray<string>
  readonly setting: Setting
  /** Where the trace goes, an open file; absent, nobody wants it. */
  readonly trace: number | undefined
}

export type Told =
  | Beginning
  | { readonly _tag: "Batch"; readonly batch: Batch }
  | { readonly _tag: "Rest" }
  | { readonly _tag: "Ask"; readonly nowMillis: number }
  | { readonly _tag: "Testify" }

export type Reply =
  | { readonly _tag: "Questions"; readonly questions: ReadonlyArray<Question> }
  | { readonly _tag: "Testimony"; readonly testimony: Testimony }
  /** The witness broke; nothing more will come. */
  | { readonly _tag: "Broke"; readonly message: string }

/** Indices of the shared counters. */
export const batchesHeard = 0
export const replies = 1
export const commits = 2
export const violations = 3
/** Not zero: the next reply says why there will be no more. */
export const broken = 4
/** Messages to the witness. */
export const told = 5
/** Error number with which writing the trace ended, or 0. */
export const traceErrno = 6
const counters = 7

export const makeCounters = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(counters * Int32Array.BYTES_PER_ELEMENT))

/** Looks at a counter before a thread lies down to sleep: to be woken takes longer than a short answer. */
const glances = 5_000

const dozeMillis = 1_000

/**
 * Waits until a counter is that high; false if it did not rise in so many
 * dozes of a second. A process that was stopped meanwhile has lost one only.
 */
export const until = (shared: Int32Array<SharedArrayBuffer>, counter: number, wanted: number, dozes = Number.POSITIVE_INFINITY): boolean => {
  for (let i = 0; i < glances; i++) if (Atomics.load(shared, counter) >= wanted) return true
  let before = Atomics.load(shared, counter)
  for (let left = dozes; before < wanted;) {
    Atomics.wait(shared, counter, before, dozeMillis)
    const now = Atomics.load(shared, counter)
    if (now !== before) left = dozes
    else if (--left <= 0) return false
    before = now
  }
  return true
}

export const raise = (shared: Int32Array<SharedArrayBuffer>, counter: number): void => {
  Atomics.add(shared, counter, 1)
  Atomics.notify(shared, counter)
}
