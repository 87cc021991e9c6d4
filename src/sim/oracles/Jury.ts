/**
 * All oracles of a run over one ledger: feeds them, counts their checks, keeps
 * their violations. An oracle that throws has failed its own check: its model
 * met something it cannot explain.
 */
import * as Effect from "effect/Effect"
import type { Observation } from "../Observation.ts"
import { type HostOf, Ledger } from "./model/Ledger.ts"
import type { Oracle, Probe, Trial, Violation } from "./Oracle.ts"

/** How many violations of one invariant a report keeps in full. */
const keptViolations = 20

export interface Finding {
  readonly code: string
  readonly title: string
  readonly source: string
  readonly checked: number
  readonly violations: ReadonlyArray<Violation>
  readonly violationCount: number
  /** Where the oracle measures something. */
  readonly measured?: ReadonlyArray<string>
}

interface Seat {
  readonly oracle: Oracle
  readonly trial: Trial
  readonly violations: Array<Violation>
  checked: number
  violationCount: number
}

export class Jury {
  readonly ledger: Ledger
  private readonly seats: Array<Seat> = []
  private now = 0
  /** Called with each violation as it is found, so that a recorder can keep what led to it. */
  onViolation: (code: string, violation: Violation) => void = () => {}

  constructor(oracles: ReadonlyArray<Oracle>, hosts: ReadonlyArray<HostOf>) {
    this.ledger = new Ledger(hosts)
    for (const oracle of oracles) {
      const seat: Seat = { oracle, violations: [], checked: 0, violationCount: 0, trial: {} }
      const check = (holds: boolean, message: () => string, about?: () => ReadonlyArray<string>) => {
        seat.checked++
        if (!holds) this.violated(seat, message(), about?.() ?? [])
      }
      this.seats.push(Object.assign(seat, { trial: oracle.make(check, this.ledger) }))
    }
  }

  /** Violations so far, over all oracles. */
  get violationCount(): number {
    return this.seats.reduce((sum, seat) => sum + seat.violationCount, 0)
  }

  observe(o: Observation): void {
    this.now = o.at
    this.ledger.observe(o)
    for (const seat of this.seats) {
      try {
        seat.trial.observe?.(o)
      } catch (error) {
        this.violated(seat, `the oracle's model broke on ${o._tag}: ${String(error)}`, [])
      }
    }
  }

  /** Runs every final check that needs no answer. */
  reckon(nowMillis: number): void {
    this.now = nowMillis
    for (const seat of this.seats) {
      try {
        seat.trial.reckon?.()
      } catch (error) {
        this.violated(seat, `the oracle's final check broke: ${String(error)}`, [])
      }
    }
  }

  /** Runs every final check that asks, one after the other. */
  atRest(probe: Probe): Effect.Effect<void> {
    return Effect.andThen(Effect.sync(() => this.ledger.rest()), Effect.forEach(this.seats, (seat) => {
      this.now = probe.nowMillis()
      return seat.trial.atRest === undefined ? Effect.void : Effect.catchDefect(
        seat.trial.atRest(probe),
        (defect) => Effect.sync(() => this.violated(seat, `the oracle's final check broke: ${String(defect)}`, []))
      )
    }, { discard: true }))
  }

  findings(): ReadonlyArray<Finding> {
    return this.seats.map(({ checked, oracle, trial, violationCount, violations }) => ({
      code: oracle.code,
      title: oracle.title,
      source: oracle.source,
      checked,
      violations,
      violationCount,
      ...(trial.measured === undefined ? {} : { measured: trial.measured() })
    }))
  }

  private violated(seat: Seat, message: string, about: ReadonlyArray<string>): void {
    seat.violationCount++
    if (seat.violations.length >= keptViolations) return
    const violation = { at: this.now, message, about }
    seat.violations.push(violation)
    this.onViolation(seat.oracle.code, violation)
  }
}
