/**
 * `orrery campaign FILE …`: many seeds of many scenarios, each run in a process
 * of its own, some side by side. Reports of failing runs are kept; of all
 * together it says what failed, with the command that repeats it, and which
 * marks no seed ever hit.
 */
import { rmSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { makeDirectory } from "../live/MakeDirectory.ts"
import type { Scenario } from "../sim/scenario/Scenario.ts"
import * as Campaign from "./Campaign.ts"
import { type Failure, failed, interrupted, wrongUsage } from "./Failure.ts"
import { folder, wholeNumber } from "./Flags.ts"
import * as ReportFolder from "./ReportFolder.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as Signals from "./Signals.ts"
import { styleOf } from "./Style.ts"

const flags = {
  files: Argument.String("file").pipe(
    Argument.withDescription("Scenario files, or names of some in scenarios/; default: all of those."),
    Argument.atLeast(0)
  ),
  seeds: wholeNumber("seeds", 1).pipe(Flag.withDescription("How many seeds of each."), Flag.withDefault(20)),
  first: wholeNumber("first").pipe(Flag.withDescription("The first seed; the others follow it."), Flag.withDefault(1)),
  jobs: wholeNumber("jobs", 1).pipe(
    Flag.withDescription("Runs side by side; default: one a core."),
    Flag.withDefault(availableParallelism())
  ),
  out: folder("out").pipe(
    Flag.withDescription("Folder of the summary and of the reports of failing runs."),
    Flag.withDefault(join("reports", "campaign"))
  ),
  set: Flag.String("set").pipe(
    Flag.withDescription("Change the scenarios: path=value, such as population.accounts=500. May be repeated."),
    Flag.withMetavar("PATH=VALUE"),
    Flag.atLeast(0)
  ),
  json: Flag.Boolean("json").pipe(Flag.withDescription("Print campaign.json on stdout, and nothing else."), Flag.withDefault(false))
}

/** Runs are told by scenario and seed, and leave their reports under that name. */
const ownNames = (paths: ReadonlyArray<string>, scenarios: ReadonlyArray<Scenario>): Effect.Effect<void, Failure> => {
  const first = new Map<string, string>()
  for (const [i, { name }] of scenarios.entries()) {
    const other = first.get(name)
    if (other !== undefined) {
      return Effect.fail(wrongUsage(
        other === paths[i] ? `${other} is named twice: --seeds runs more seeds of it` : `${other} and ${paths[i]} are both of the name ${name}: each scenario of a campaign needs its own`
      ))
    }
    first.set(name, paths[i]!)
  }
  return Effect.void
}

export const campaign = Command.make("campaign", flags, ({ files, first, jobs, json, out, seeds, set }) =>
  Effect.scoped(Effect.gen(function*() {
    const paths = files.length > 0 ? files : ScenarioFile.known()
    if (paths.length === 0) return yield* wrongUsage("There is no scenario to run")
    // Mistakes in a file are told once and at once, not by every run of it.
    const scenarios = yield* Effect.forEach(paths, (path) => ScenarioFile.load(path, set))
    yield* ownNames(paths, scenarios)
    const wanted = paths.flatMap((path, i) =>
      Array.from({ length: seeds }, (_, n): Campaign.Wanted => ({ file: path, scenario: scenarios[i]!.name, seed: first + n, set })))
    yield* Effect.try({ try: () => makeDirectory(out), catch: ReportFolder.unwritable(out) })
    const signals = yield* Signals.listen
    const style = styleOf(process.stdout)
    const results: Array<Campaign.Result> = []
    yield* Effect.forEach(wanted, (one) =>
      Effect.gen(function*() {
        if (signals.received() !== undefined) return
        const report = join(out, `${one.scenario}-${one.seed}`)
        const result = yield* Campaign.runOne(one, report)
        if (result.verdict === "pass" || result.verdict === "interrupted") rmSync(report, { recursive: true, force: true })
        // A terminal's Ctrl-C reaches each of them, too.
        if (result.verdict === "interrupted") return
        results.push(result)
        if (!json) yield* Console.log(Campaign.line(result, style).join("\n"))
      }), { concurrency: jobs, discard: true })
    const summary = Campaign.summarize(results, wanted.length)
    writeFileSync(join(out, "campaign.json"), `${JSON.stringify(summary, null, 2)}\n`)
    yield* Console.log(json ? JSON.stringify(summary) : ["", ...Campaign.describe(summary, style)].join("\n"))
    const signal = signals.received()
    if (summary.failed === 0 && signal !== undefined && results.length < wanted.length) return yield* interrupted(Signals.exitCodes[signal])
    if (summary.failed > 0 || results.length < wanted.length) return yield* failed
  }))).pipe(
    Command.withDescription("Run many seeds of scenarios, and say what failed in any of them."),
    Command.withExamples([
      { command: "orrery campaign outage move --seeds 50", description: "Fifty seeds of two scenarios" },
      { command: "orrery campaign --seeds 5 --jobs 2", description: "Five seeds of all that come with Orrery" }
    ])
  )
