/** `--check-determinism`: the second run, and what to say where it parts from the first. */
import * as Effect from "effect/Effect"
import { type Divergence, type Notes, SecondRun, type Steppable } from "../sim/run/SecondRun.ts"
import type { Run } from "../sim/Run.ts"
import { breathe } from "./Drive.ts"
import { ProgressBar } from "./ProgressBar.ts"
import type { Signals } from "./Signals.ts"
import { clock } from "./Style.ts"

const steppable = (run: Run): Steppable => {
  const steps = run.steps()
  const { world } = run.stage
  return {
    slice: (maxSteps) => {
      run.sliceSteps = maxSteps
      return steps.next().done === true ? "done" : "more"
    },
    get hash() {
      return world.hash
    },
    get lastStep() {
      return world.lastStep
    }
  }
}

/** `untilMillis`: the virtual time to which the run came. */
export interface NotesOfRun extends Notes {
  readonly untilMillis: number
}

/** Takes notes of a first run, after each of its slices. */
export const notes = () => {
  const hashes: Array<string> = []
  const taken = { sliceSteps: 0, hashes, untilMillis: 0 }
  return {
    taken: taken as NotesOfRun,
    take: (run: Run): void => {
      taken.sliceSteps = run.sliceSteps
      hashes.push(run.stage.world.hash)
      taken.untilMillis = run.stage.world.now
    }
  }
}

export const check = Effect.fnUntraced(function*(
  first: NotesOfRun,
  make: () => Run,
  options: { readonly quiet: boolean; readonly signals: Signals }
): Effect.fn.Return<Divergence | "same" | "interrupted"> {
  const bar = new ProgressBar(process.stderr, { quiet: options.quiet, nowMillis: performance.now() })
  let current: Run | undefined
  const second = new SecondRun(first, () => {
    current = make()
    return steppable(current)
  })
  let outcome = second.slice()
  while (outcome === "more" && options.signals.received() === undefined) {
    bar.show(() => ({
      phase: "second run",
      virtualMillis: current?.stage.world.now ?? 0,
      untilMillis: first.untilMillis,
      commits: current?.witness.soFar().commits ?? 0,
      pending: ""
    }), performance.now())
    yield* breathe
    outcome = second.slice()
  }
  bar.clear()
  return outcome === "more" ? "interrupted" : second.divergence ?? "same"
})

export const describe = ({ agreedUntilMillis, steps }: Divergence): string =>
  steps === undefined
    ? `A second run of the seed differs after ${clock(agreedUntilMillis)} of virtual time (${agreedUntilMillis} ms), but not whenever it is run.`
    : `A second run of the seed differs at ${steps[0].atMillis} ms of virtual time: ${steps[0].kind} at ${steps[0].host} in the one, `
      + `${steps[1].kind} at ${steps[1].host} (${steps[1].atMillis} ms) in the other.`
