/**
 * Checks that a world is a function of its seed (Law 2): runs it twice side by
 * side and compares the rolling hashes after every step. The first step that
 * differs is where something outside of the seed came in; what it was shows in
 * the two steps, of which the hash saw either one.
 */
import type { World } from "./World.ts"

export interface Divergence {
  /** Steps that agreed. */
  readonly steps: number
  readonly first: World["lastStep"]
  readonly second: World["lastStep"]
}

/** `make` builds the world anew and schedules all that will happen to it. */
export const firstDivergence = (make: () => World, untilMillis: number): Divergence | undefined => {
  const first = make()
  const second = make()
  while (true) {
    const outcome = first.step(1, untilMillis)
    const other = second.step(1, untilMillis)
    if (outcome !== other || first.hash !== second.hash) {
      return { steps: first.steps, first: first.lastStep, second: second.lastStep }
    }
    if (outcome !== "more") return undefined
  }
}
