/** The runs of a campaign: each as a process, told in a line, and all of them added up. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type { RunReport } from "../sim/report/RunReport.ts"
import { argumentsOf, printRecipe, type Recipe } from "./Recipe.ts"
import type { Style } from "./Style.ts"

export interface Wanted extends Recipe {
  readonly scenario: string
}

export interface Result extends Wanted {
  /** `broken`: the process said nothing that could be read; `interrupted`: it was ended before its time, and had found nothing. */
  readonly verdict: "pass" | "fail" | "broken" | "interrupted"
  readonly reasons: ReadonlyArray<string>
  readonly wallMillis: number
  readonly traceHash: string | undefined
  readonly checks: Readonly<Record<string, number>>
  readonly marks: Readonly<Record<string, number>>
  readonly faultsFired: number
  /** Where its report is, if it failed. */
  readonly report: string | undefined
  /** The command that repeats it. */
  readonly recipe: string
}

export interface OfScenario {
  readonly scenario: string
  readonly runs: number
  readonly passed: number
  readonly medianWallMillis: number
  readonly slowestWallMillis: number
  /** How often each invariant was checked, over all seeds. */
  readonly checks: Readonly<Record<string, number>>
  readonly faultsFired: number
}

export interface Summary {
  /** Runs that came to their end. */
  readonly runs: number
  /** How many were wanted: more, where the campaign was interrupted. */
  readonly wanted: number
  readonly failed: number
  readonly scenarios: ReadonlyArray<OfScenario>
  /** Marks that no run of any scenario hit: nothing here tries that. */
  readonly marksNeverHit: ReadonlyArray<string>
  readonly failures: ReadonlyArray<Pick<Result, "scenario" | "seed" | "verdict" | "reasons" | "report" | "recipe">>
}

const main = fileURLToPath(new URL("main.ts", import.meta.url))

interface Ended {
  readonly stdout: string
  readonly stderr: string
}

/** Ends with the process; a process that is not awaited any more is stopped. */
const output = (args: ReadonlyArray<string>): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const child = spawn(process.execPath, [...process.execArgv, main, ...args], { stdio: ["ignore", "pipe", "pipe"] })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (chunk) => void (stdout += String(chunk)))
    child.stderr.on("data", (chunk) => void (stderr += String(chunk)))
    child.on("error", (error) => resume(Effect.succeed({ stdout, stderr: error.message })))
    child.on("close", () => resume(Effect.succeed({ stdout, stderr })))
    return Effect.sync(() => void child.kill())
  })

const parse = (text: string): RunReport | undefined => {
  try {
    return JSON.parse(text) as RunReport
  } catch {
    return undefined
  }
}

/** One thread each: runs side by side keep the cores busy. */
export const runOne = (wanted: Wanted, folder: string): Effect.Effect<Result> =>
  Effect.map(output([...argumentsOf(wanted), "--json", "--threads", "1", "--out", folder]), ({ stderr, stdout }) => {
    const report = parse(stdout)
    const base = { ...wanted, recipe: printRecipe(wanted) }
    if (report === undefined) {
      const said = stderr.trim().split("\n").slice(-3).join(" ")
      return { ...base, verdict: "broken", reasons: [said], wallMillis: 0, traceHash: undefined, checks: {}, marks: {}, faultsFired: 0, report: folder }
    }
    return {
      ...base,
      verdict: report.interrupted && report.invariants.every(({ violationCount }) => violationCount === 0) ? "interrupted" : report.verdict,
      reasons: report.reasons,
      wallMillis: report.wallMillis,
      traceHash: report.traceHash,
      checks: Object.fromEntries(report.invariants.map(({ checked, code }) => [code, checked])),
      marks: Object.fromEntries(report.marks.map(({ hits, name }) => [name, hits])),
      faultsFired: report.faults.filter(({ fired }) => fired).length,
      report: report.verdict === "pass" ? undefined : folder
    }
  })

const sumByKey = (all: ReadonlyArray<Readonly<Record<string, number>>>): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const one of all) for (const [key, n] of Object.entries(one)) sums[key] = (sums[key] ?? 0) + n
  return sums
}

const ofScenario = (scenario: string, results: ReadonlyArray<Result>): OfScenario => {
  const walls = results.map(({ wallMillis }) => wallMillis).sort((a, b) => a - b)
  return {
    scenario,
    runs: results.length,
    passed: results.filter(({ verdict }) => verdict === "pass").length,
    medianWallMillis: walls[walls.length >> 1] ?? 0,
    slowestWallMillis: walls.at(-1) ?? 0,
    checks: sumByKey(results.map(({ checks }) => checks)),
    faultsFired: results.reduce((sum, { faultsFired }) => sum + faultsFired, 0)
  }
}

/** In the order of the scenarios' names and seeds, whichever run ended first. */
export const summarize = (results: ReadonlyArray<Result>, wanted: number): Summary => {
  const names = [...new Set(results.map(({ scenario }) => scenario))].sort()
  const marks = sumByKey(results.map((result) => result.marks))
  const failures = results.filter(({ verdict }) => verdict !== "pass")
    .sort((a, b) => a.scenario < b.scenario ? -1 : a.scenario > b.scenario ? 1 : a.seed - b.seed)
  return {
    runs: results.length,
    wanted,
    failed: failures.length,
    scenarios: names.map((name) => ofScenario(name, results.filter(({ scenario }) => scenario === name))),
    marksNeverHit: Object.keys(marks).filter((name) => marks[name] === 0),
    failures: failures.map(({ reasons, recipe, report, scenario, seed, verdict }) => ({ scenario, seed, verdict, reasons, report, recipe }))
  }
}

const shownReasons = 3
const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

export const line = ({ reasons, recipe, scenario, seed, verdict, wallMillis }: Result, style: Style): ReadonlyArray<string> => [
  `${verdict === "pass" ? style.good("pass") : style.bad("FAIL")}  ${scenario}, seed ${seed}, ${seconds(wallMillis)}`,
  ...reasons.slice(0, shownReasons).map((reason) => `      ${reason}`),
  ...(verdict === "pass" ? [] : [`      ${style.dim(recipe)}`])
]

const verdict = ({ failed, runs, wanted }: Summary, style: Style): string => {
  const cut = runs < wanted ? `; ${wanted - runs} of ${wanted} did not come to their end` : ""
  return `${failed > 0 ? style.bad("FAIL") : cut === "" ? style.good("pass") : style.bold("interrupted")}  ${runs - failed} of ${runs} runs passed${cut}`
}

export const describe = (summary: Summary, style: Style): ReadonlyArray<string> => [
  ...summary.scenarios.map(({ checks, faultsFired, medianWallMillis, passed, runs, scenario, slowestWallMillis }) =>
    `${scenario}: ${passed} of ${runs} pass; ${seconds(medianWallMillis)} a run, ${seconds(slowestWallMillis)} at most; `
    + `${Object.values(checks).reduce((sum, n) => sum + n, 0)} checks, ${faultsFired} faults`),
  ...(summary.marksNeverHit.length === 0 ? [] : [style.dim(`No run hit: ${summary.marksNeverHit.join("; ")}`)]),
  verdict(summary, style)
]
