/** `orrery run FILE`: one run of a scenario, its report, and, if asked, a second run that must be the same. */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { layerOf } from "../actors/Actor.ts"
import { Run, type RunOptions } from "../sim/Run.ts"
import type { RunReport } from "../sim/report/RunReport.ts"
import { TraceWriter } from "../sim/trace/TraceWriter.ts"
import { PresentWitness } from "../sim/witness/PresentWitness.ts"
import * as Determinism from "./Determinism.ts"
import { drive, peakRssBytes } from "./Drive.ts"
import { failed, interrupted } from "./Failure.ts"
import { folder, wholeNumber } from "./Flags.ts"
import { printRecipe } from "./Recipe.ts"
import * as ReportFolder from "./ReportFolder.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as Signals from "./Signals.ts"
import { styleOf } from "./Style.ts"
import * as Summary from "./Summary.ts"
import { TraceFile } from "./TraceFile.ts"
import { WitnessThread } from "./witness/WitnessThread.ts"

const flags = {
  file: Argument.String("file").pipe(Argument.withDescription("A scenario file, or the name of one in scenarios/.")),
  seed: wholeNumber("seed").pipe(Flag.withDescription("The seed; default: the scenario's."), Flag.optional),
  out: folder("out").pipe(
    Flag.withDescription("Folder of the report; default: reports/<scenario>-<seed>."),
    Flag.optional
  ),
  checkDeterminism: Flag.Boolean("check-determinism").pipe(
    Flag.withDescription("Run twice, and compare the rolling hash step by step."),
    Flag.withDefault(false)
  ),
  set: Flag.String("set").pipe(
    Flag.withDescription("Change the scenario: path=value, such as population.accounts=500. May be repeated."),
    Flag.withMetavar("PATH=VALUE"),
    Flag.atLeast(0)
  ),
  threads: wholeNumber("threads", 1, 2).pipe(
    Flag.withDescription("2: oracles, measurements and trace have a thread of their own. Default: as many as there are cores, at most 2."),
    Flag.withDefault(Math.min(2, availableParallelism()))
  ),
  json: Flag.Boolean("json").pipe(Flag.withDescription("Print run.json on stdout, and nothing else."), Flag.withDefault(false)),
  quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("Print the verdict only."), Flag.withDefault(false))
}

interface Surroundings {
  readonly folder: ReportFolder.ReportFolder
  readonly quiet: boolean
  readonly signals: Signals.Signals
  readonly threads: number
}

interface Looking {
  readonly witness: Required<RunOptions>["witness"]
  /** Ends the trace: the number of the error that kept it from being whole, or 0. */
  readonly endTrace: () => number
}

/** Who looks on at the run that is reported: from a thread of its own, or from this one. */
const witnessOf = (threads: number, trace: number): Effect.Effect<Looking, never, Scope.Scope> => {
  if (threads > 1) {
    return Effect.map(
      Effect.acquireRelease(Effect.sync(() => new WitnessThread({ trace })), (thread) => Effect.promise(() => thread.close())),
      (thread) => ({ witness: (oracles, setting) => thread.begin(oracles, setting), endTrace: () => thread.traceErrno })
    )
  }
  const file = new TraceFile(trace)
  const writer = new TraceWriter(file)
  return Effect.succeed({
    witness: (oracles, setting) => new PresentWitness(oracles, setting, (lines) => writer.lines(lines)),
    endTrace: () => {
      writer.end()
      return file.errno
    }
  })
}

/** The run that is reported. It has a function of its own so that its world can go before a second one comes. */
const firstRun = Effect.fnUntraced(function*(
  options: RunOptions,
  { folder, quiet, signals, threads }: Surroundings,
  announce: (run: Run) => Effect.Effect<void>
) {
  const { endTrace, witness } = yield* witnessOf(threads, folder.trace)
  const watched = new Run({ ...options, witness })
  yield* announce(watched)
  const notes = Determinism.notes()
  const driven = yield* drive(watched, { quiet, signals, onSlice: () => notes.take(watched) })
  return { ...driven, notes: notes.taken, peakRssBytes: peakRssBytes(), traceErrno: endTrace() }
}, Effect.scoped)

export const run = Command.make("run", flags, ({ checkDeterminism, file, json, out, quiet, seed: givenSeed, set, threads }) =>
  Effect.scoped(Effect.gen(function*() {
    const scenario = yield* ScenarioFile.load(file, set, Option.getOrUndefined(givenSeed))
    const seed = Option.getOrElse(givenSeed, () => scenario.seed)
    const signals = yield* Signals.listen
    const reports = yield* ReportFolder.open(Option.getOrElse(out, () => join("reports", `${scenario.name}-${seed}`)))
    const style = styleOf(process.stdout)
    const say = (lines: ReadonlyArray<string>) => json ? Effect.void : Console.log(lines.join("\n"))

    const options: RunOptions = { scenario, seed, layerOf }
    const { notes, peakRssBytes, report, traceErrno, wallMillis } = yield* firstRun(options, { folder: reports, quiet, signals, threads }, (watched) =>
      quiet ? Effect.void : say(Summary.drawn({ scenario: scenario.name, seed, drawn: watched.drawn }, style)))

    const second = !checkDeterminism ? undefined : report.run.interrupted ? "interrupted" : yield* Determinism.check(notes, () => new Run(options), { quiet, signals })
    const reasons = typeof second === "object" ? [...report.run.reasons, Determinism.describe(second)] : report.run.reasons
    const outcome = { ...report.run, reasons, verdict: reasons.length === 0 ? "pass" as const : "fail" as const }
    const whole: RunReport = {
      ...outcome,
      wallMillis: Math.round(wallMillis),
      peakRssBytes,
      commitsPerSecond: Math.round(outcome.commits / Math.max(0.001, wallMillis / 1000))
    }
    const written = yield* Effect.result(reports.write({ run: whole, report: { ...report, run: outcome }, replay: printRecipe({ file, seed, set }), traceErrno }))

    if (json) yield* Console.log(JSON.stringify(whole))
    else if (quiet) yield* say([...whole.reasons, Summary.verdict(whole, style)])
    else {
      yield* say(Summary.summary(whole, Result.isSuccess(written) ? reports.index : "none", style))
      if (second === "same") yield* say(["A second run of the seed took the same steps."])
    }
    if (second === "interrupted" && !whole.interrupted) yield* Console.error("The second run did not come to its end: whether it takes the same steps is not known.")
    if (Result.isFailure(written)) return yield* written.failure
    const signal = signals.received()
    const cut = signal !== undefined && (whole.interrupted || second === "interrupted")
    if (whole.interrupted ? whole.invariants.some(({ violationCount }) => violationCount > 0) : whole.verdict === "fail") return yield* failed
    if (cut) return yield* interrupted(Signals.exitCodes[signal])
  }))).pipe(
    Command.withDescription("Run a scenario in the simulated world, check every invariant, and write a report."),
    Command.withExamples([
      { command: "orrery run scenarios/town.yaml", description: "A town of 2,000 accounts for an hour" },
      { command: "orrery run hello --seed 7 --check-determinism", description: "Twice the same ten minutes" },
      { command: "orrery run town --set population.accounts=500 --json", description: "A smaller town, for a program" }
    ])
  )
