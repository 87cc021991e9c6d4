/**
 * Something bound to happen in a scenario's timeline: what may be written about
 * it, and how it is put into the heap. One file each; `All.ts` lists them.
 *
 * Its chance comes from `scene.chance(label)`, a stream of its own, so that one
 * happening more moves nothing in the others.
 */
import type * as Schema from "effect/Schema"
import type { Network } from "../../actors/Network.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Population } from "../population/Population.ts"
import type { Directory } from "../scenario/Build.ts"
import type { StrangeName } from "../scenario/Names.ts"
import type { Scenario } from "../scenario/Scenario.ts"
import type { World } from "../World.ts"

/** Where people look for the directory now, and since when. */
export interface Whereabouts {
  directory: Directory
  sinceMillis: number
}

export interface Scene {
  readonly world: World
  readonly scenario: Scenario
  readonly network: Network
  readonly population: Population
  readonly whereabouts: Whereabouts
  readonly chance: (label: string) => Stream
}

export type Said = Schema.Codec<{ readonly what: string; readonly at: number }, unknown>

export interface Happening<S extends Said> {
  readonly what: S["Type"]["what"]
  /** A struct with `what` (a literal with a description), `at`, and whatever else may be said. */
  readonly schema: S
  /** Called once, before the world moves. */
  readonly schedule: (said: S["Type"], scene: Scene) => void
  /** What the Schema alone cannot see. `path` is that of the happening in the scenario. */
  readonly complaints?: (said: S["Type"], scenario: Scenario, path: ReadonlyArray<string | number>) => ReadonlyArray<StrangeName>
}
