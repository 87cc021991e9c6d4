/** All that the HTML report is drawn from. Nothing in it depends on wall-clock time. */
import type { Outcome } from "./RunReport.ts"

export interface ReportData {
  readonly run: Outcome
  readonly description: string
  /** When people stop acting, in milliseconds; from then on the network comes to rest. */
  readonly actingMillis: number
  readonly timeline: ReadonlyArray<Bound>
  readonly metrics: MetricsData
  readonly diagrams: ReadonlyArray<Diagram>
}

/** What a scenario's timeline lets happen. */
export interface Bound {
  readonly what: string
  /** Whom or what it concerns, where that is said. */
  readonly detail: string
  readonly at: number
  /** By when all of it has begun, or is over, where that is said. */
  readonly until?: number
}

export interface MetricsData {
  readonly bucketMillis: number
  /** Counts by bucket of virtual time. */
  readonly series: ReadonlyArray<{ readonly name: string; readonly counts: ReadonlyArray<number> }>
  readonly latencies: ReadonlyArray<Latency>
  readonly actors: ReadonlyArray<ActorLoad>
}

export interface Latency {
  readonly name: string
  readonly description: string
  readonly count: number
  readonly p50Millis: number
  readonly p90Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
  /** Counts of samples up to each bound; the bounds rise geometrically. */
  readonly histogram: ReadonlyArray<{ readonly upToMillis: number; readonly count: number }>
}

export interface ActorLoad {
  readonly host: string
  readonly kind: string
  readonly requestsIn: number
  readonly requestsOut: number
  readonly failures: number
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** The messages around a violation. */
export interface Diagram {
  readonly code: string
  readonly message: string
  readonly at: number
  /** Which messages these are the latest of: `messages that name did:plc:…`. */
  readonly chosen: string
  readonly messages: ReadonlyArray<DiagramMessage>
}

export interface DiagramMessage {
  readonly at: number
  readonly from: string
  readonly to: string
  readonly label: string
  readonly kind: "request" | "response" | "failure" | "frame" | "event"
  /** It is what the oracle looked at when it found the violation. */
  readonly found?: boolean
}
