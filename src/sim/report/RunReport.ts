/** What a run was and what it found. */
import type { Violation } from "../oracles/Oracle.ts"

/** A function of scenario and seed, to the byte. */
export interface Outcome {
  readonly scenario: string
  readonly seed: number
  readonly verdict: "pass" | "fail"
  /** Why it failed, one sentence each; empty on a pass. */
  readonly reasons: ReadonlyArray<string>
  readonly interrupted: boolean
  readonly virtualMillis: number
  readonly accounts: number
  readonly commits: number
  readonly records: number
  /** Observations: HTTP messages, frames, starts, stops, faults. */
  readonly events: number
  readonly traceHash: string
  readonly invariants: ReadonlyArray<{
    readonly code: string
    readonly title: string
    readonly source: string
    readonly checked: number
    readonly violations: ReadonlyArray<Violation>
    /** All that were found; `violations` keeps the first few. */
    readonly violationCount: number
    /** What was measured for a bound, in words. */
    readonly measured?: ReadonlyArray<string>
  }>
  readonly marks: ReadonlyArray<{ readonly name: string; readonly kind: "always" | "sometimes" | "reached"; readonly hits: number }>
  readonly faults: ReadonlyArray<{
    readonly kind: string
    readonly at: number
    readonly fired: boolean
    readonly detail: string
    /** When it was mended; absent where it never fired, or the run ended before. */
    readonly until?: number
  }>
  /** What the seed drew, printed first. */
  readonly drawn: ReadonlyArray<{ readonly name: string; readonly value: string }>
}

/** `run.json`: the outcome, and what it cost this machine. */
export interface RunReport extends Outcome {
  readonly wallMillis: number
  readonly peakRssBytes: number
  /** Commits per second of wall time. */
  readonly commitsPerSecond: number
}
