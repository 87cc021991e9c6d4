/**
 * An oracle checks one invariant with its own naive model, built from what it
 * observes. It never calls the rules of `src/protocol` (Law 3): it may use
 * outside libraries, or code that is obviously right and slow.
 */
import type { Effect } from "effect/Effect"
import type { Observation } from "../Observation.ts"
import type { HostOf, Ledger } from "./model/Ledger.ts"

export interface Violation {
  readonly at: number
  readonly message: string
  /** The hosts, DIDs or URIs concerned, for the message diagram. */
  readonly about: ReadonlyArray<string>
}

/** Counts one check; a false `holds` is a violation. `message` and `about` are only called then. */
export type Check = (holds: boolean, message: () => string, about?: () => ReadonlyArray<string>) => void

/** A GET that an oracle wants to have made through the network. */
export interface Question {
  readonly host: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Plain HTTP from an observer's own host to any host of the world, through the network, after it came to rest. */
export interface Probe {
  readonly get: (host: string, path: string, headers?: Readonly<Record<string, string>>) => Effect<ProbeAnswer>
  /** Questions of which none depends on another's answer, in their order: while one answer is judged, the world can work on the next. */
  readonly each: (questions: ReadonlyArray<Question>, judge: (answer: ProbeAnswer, index: number) => void) => Effect<void>
  readonly nowMillis: () => number
}

export interface ProbeAnswer {
  readonly status: number
  readonly body: Uint8Array
}

export interface Trial {
  readonly observe?: (observation: Observation) => void
  /** What needs nobody's answer: once, at rest, while the world works on the first questions. */
  readonly reckon?: () => void
  /** Once, when traffic has ceased and every actor is up. */
  readonly atRest?: (probe: Probe) => Effect<void>
  /** What was measured for a bound, in words; asked for at the end. */
  readonly measured?: () => ReadonlyArray<string>
}

/** What a run gives occasion for. */
export interface Occasion {
  /** Kinds of actors in the network. */
  readonly kinds: ReadonlySet<string>
  /** Names of what is in the timeline. */
  readonly happenings: ReadonlySet<string>
  /** Kinds of faults. */
  readonly faults: ReadonlySet<string>
  /** Habits that anybody has. */
  readonly habits: ReadonlySet<string>
  /** All actors, with their options. */
  readonly actors: ReadonlyArray<HostOf>
}

export interface Oracle {
  /** Stable code of the invariant catalogue, such as `REPO-3`. */
  readonly code: string
  /** The invariant, in one sentence. */
  readonly title: string
  /** Where the rule comes from: spec section or reference. */
  readonly source: string
  /** Whether a run gives occasion for it; where it does not, it takes no seat. Absent, every run does. */
  readonly when?: (occasion: Occasion) => boolean
  readonly make: (check: Check, ledger: Ledger) => Trial
}
