/**
 * Who looks on at a run: oracles, measurements, the trace. It is told what the
 * world lets anybody see, and tells in the end what it found.
 *
 *     world ── observations ─▶ witness
 *     world ◀── questions ──── witness      once the network is at rest
 *     world ─── answers ─────▶ witness ──▶ testimony
 *
 * What it finds is a function of what it was told, in that order; the world
 * does not change by being seen, but for the questions. So a witness may sit
 * in another thread than the world, and lag behind it: the world waits only
 * where it does not know what it is asked next.
 */
import type { HostOf } from "../oracles/model/Ledger.ts"
import type { Finding } from "../oracles/Jury.ts"
import type { ProbeAnswer, Question } from "../oracles/Oracle.ts"
import type { Observation } from "../Observation.ts"
import type { Diagram, MetricsData } from "../report/ReportData.ts"

/** What a witness must know of a run before it begins. */
export interface Setting {
  readonly hosts: ReadonlyArray<HostOf>
  /** Virtual time that one bar of the report's charts stands for. */
  readonly bucketMillis: number
}

export interface Testimony {
  readonly findings: ReadonlyArray<Finding>
  readonly metrics: MetricsData
  readonly diagrams: ReadonlyArray<Diagram>
  /** Unexpected throws inside actors, before the network was at rest. */
  readonly defects: ReadonlyArray<string>
  readonly commits: number
  /** Records created or updated. */
  readonly records: number
  /** Observations before the network was at rest. */
  readonly events: number
}

export interface Witness {
  readonly observe: (o: Observation) => void
  /** Somebody read a timeline; `uris` of posts by others. */
  readonly readTimeline: (uris: ReadonlyArray<string>, at: number) => void
  /** The world has done a slice of its work. */
  readonly pause: () => void
  /** How far it has come, for a progress bar; it may lag behind the world. */
  readonly soFar: () => { readonly commits: number; readonly violations: number }
  /** The network is at rest, or the run was cut short: what follows belongs to the questions. */
  readonly rest: () => void
  /** The questions that come first, or next after those before are answered; none, and all is asked. */
  readonly questions: (nowMillis: number) => ReadonlyArray<Question>
  /** The answer to the next of them. */
  readonly answer: (nowMillis: number, answer: ProbeAnswer) => void
  /** Once, at the end. */
  readonly testimony: () => Testimony
}
