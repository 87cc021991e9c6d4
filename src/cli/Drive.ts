/** Moves a run to its end, slice by slice, with a progress bar and an ear for Ctrl-C. */
import * as Effect from "effect/Effect"
import type { ReportData } from "../sim/report/ReportData.ts"
import type { Progress, Run } from "../sim/Run.ts"
import { ProgressBar } from "./ProgressBar.ts"
import type { Signals } from "./Signals.ts"

export interface DriveOptions {
  readonly quiet: boolean
  readonly signals: Signals
  readonly onSlice?: () => void
}

/** Lets signals and the terminal have a turn: a run itself never waits. */
export const breathe: Effect.Effect<void> = Effect.callback((resume) => {
  const turn = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(turn))
})

/** The largest memory that this process had. */
export const peakRssBytes = (): number => process.resourceUsage().maxRSS * 1024

const waitsFor = ({ acting, violations }: Progress): string =>
  [...(acting > 0 ? [`${acting} acting`] : []), ...(violations > 0 ? [`${violations} violations`] : [])].join(", ")

export const drive = Effect.fnUntraced(function*(run: Run, options: DriveOptions) {
  const startedAt = performance.now()
  const bar = new ProgressBar(process.stderr, { quiet: options.quiet, nowMillis: startedAt })
  const steps = run.steps()
  let report: ReportData | undefined
  while (report === undefined) {
    const step = steps.next()
    options.onSlice?.()
    if (step.done === true) {
      report = step.value
    } else {
      const { commits, phase, totalMillis, virtualMillis } = step.value
      bar.show(() => ({ phase, virtualMillis, untilMillis: totalMillis, commits, pending: waitsFor(step.value) }), performance.now())
      yield* breathe
      if (options.signals.received() !== undefined) run.interrupt()
    }
  }
  bar.clear()
  return { report, wallMillis: performance.now() - startedAt }
})
