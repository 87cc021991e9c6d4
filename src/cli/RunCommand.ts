/** `orrery run FILE`: one run of a scenario, its report, and, if asked, a second run that must be the same. */
import { writeSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Schema from "effect/Schema"
import { layerOf } from "../actors/Actor.ts"
import { Run, type RunOptions } from "../sim/Run.ts"
import type { RunReport } from "../sim/report/RunReport.ts"
import { TraceWriter } from "../sim/trace/TraceWriter.ts"
import { PresentWitness } from "../sim/witness/PresentWitness.ts"
import * as Determinism from "./Determinism.ts"
import { drive, peakRssBytes } from "./Drive.ts"
import { failed } from "./Failure.ts"
import { printRecipe } from "./Recipe.ts"
import * as ReportFolder from "./ReportFolder.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as Signals from "./Signals.ts"
import { styleOf } from "./Style.ts"
import * as Summary from "./Summary.ts"
import { WitnessThread } from "./witness/WitnessThread.ts"

const flags = {
  file: Argument.String("file").pipe(Argument.withDescription("A scenario file, or the name of one in scenarios/.")),
  seed: Flag.Int("seed").pipe(Flag.withDescription("The seed; default: the scenario's."), Flag.optional),
  out: Flag.String("out").pipe(
    Flag.withDescription("Folder of the report; default: reports/<scenario>-<seed>."),
    Flag.withMetavar("DIR"),
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
  threads: Flag.Int("threads").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2 }))),
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

/** Who looks on at the run that is reported: from a thread of its own, or from this one. */
const witnessOf = (threads: number, trace: number) =>
  threads > 1
    ? Effect.map(
      Effect.acquireRelease(Effect.sync(() => new WitnessThread({ trace })), (thread) => Effect.promise(() => thread.close())),
      (thread): Required<RunOptions>["witness"] => (oracles, setting) => thread.begin(oracles, setting)
    )
    : Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new TraceWriter({ write: (bytes) => void writeSync(trace, bytes) })),
        (writer) => Effect.sync(() => writer.end())
      ),
      (writer): Required<RunOptions>["witness"] => (oracles, setting) => new PresentWitness(oracles, setting, (lines) => writer.lines(lines))
    )

/** The run that is reported. It has a function of its own so that its world can go before a second one comes. */
const firstRun = Effect.fnUntraced(function*(
  options: RunOptions,
  { folder, quiet, signals, threads }: Surroundings,
  announce: (run: Run) => Effect.Effect<void>
) {
  const watched = new Run({ ...options, witness: yield* witnessOf(threads, folder.trace) })
  yield* announce(watched)
  const notes = Determinism.notes()
  const driven = yield* drive(watched, { quiet, signals, onSlice: () => notes.take(watched) })
  return { ...driven, notes: notes.taken, peakRssBytes: peakRssBytes() }
}, Effect.scoped)

export const run = Command.make("run", flags, ({ checkDeterminism, file, json, out, quiet, seed: givenSeed, set, threads }) =>
  Effect.scoped(Effect.gen(function*() {
    const scenario = yield* ScenarioFile.load(file, set, Option.getOrUndefined(givenSeed))
    const seed = Option.getOrElse(givenSeed, () => scenario.seed)
    const folder = yield* ReportFolder.open(Option.getOrElse(out, () => join("reports", `${scenario.name}-${seed}`)))
    const signals = yield* Signals.listen
    const style = styleOf(process.stdout)
    const say = (lines: ReadonlyArray<string>) => json ? Effect.void : Console.log(lines.join("\n"))

    const options: RunOptions = { scenario, seed, layerOf }
    const { notes, peakRssBytes, report, wallMillis } = yield* firstRun(options, { folder, quiet, signals, threads }, (watched) =>
      quiet ? Effect.void : say(Summary.drawn({ scenario: scenario.name, seed, drawn: watched.drawn }, style)))

    const divergence = checkDeterminism && signals.received() === undefined
      ? yield* Determinism.check(notes, () => new Run(options), { quiet, signals })
      : undefined
    const reasons = divergence === undefined ? report.run.reasons : [...report.run.reasons, Determinism.describe(divergence)]
    const outcome = { ...report.run, reasons, verdict: reasons.length === 0 ? "pass" as const : "fail" as const }
    const whole: RunReport = {
      ...outcome,
      wallMillis: Math.round(wallMillis),
      peakRssBytes,
      commitsPerSecond: Math.round(outcome.commits / Math.max(0.001, wallMillis / 1000))
    }
    folder.write(whole, { ...report, run: outcome }, printRecipe({ file, seed, set }))

    if (json) yield* Console.log(JSON.stringify(whole))
    else if (quiet) yield* say([...whole.reasons, Summary.verdict(whole, style)])
    else {
      yield* say(Summary.summary(whole, folder.index, style))
      if (checkDeterminism && divergence === undefined && signals.received() === undefined) yield* say(["A second run of the seed took the same steps."])
    }
    if (whole.verdict === "fail") return yield* failed
  }))).pipe(
    Command.withDescription("Run a scenario in the simulated world, check every invariant, and write a report."),
    Command.withExamples([
      { command: "orrery run scenarios/town.yaml", description: "A town of 2,000 accounts for an hour" },
      { command: "orrery run hello --seed 7 --check-determinism", description: "Twice the same ten minutes" },
      { command: "orrery run town --set population.accounts=500 --json", description: "A smaller town, for a program" }
    ])
  )
