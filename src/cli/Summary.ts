/** What a person reads when a run has ended. */
import type { RunReport } from "../sim/report/RunReport.ts"
import { clock, columns, mebibytes, number, type Style } from "./Style.ts"

const shownViolations = 3

export const drawn = (run: { readonly scenario: string; readonly seed: number; readonly drawn: RunReport["drawn"] }, style: Style): ReadonlyArray<string> => [
  style.bold(`${run.scenario}, seed ${run.seed}`),
  ...columns(run.drawn.map(({ name, value }) => [name, value])),
  ""
]

export const verdict = (run: RunReport, style: Style): string => {
  const violated = run.invariants.some(({ violationCount }) => violationCount > 0)
  const word = run.interrupted && !violated ? "interrupted" : run.verdict === "pass" ? style.good("pass") : style.bad("FAIL")
  return `${style.bold(word)}  ${run.scenario}, seed ${run.seed}${run.interrupted && violated ? ", interrupted" : ""}: `
    + `${number(run.accounts)} accounts, ${number(run.records)} records, ${number(run.commits)} commits `
    + `in ${(run.wallMillis / 1000).toFixed(1)} s (${number(run.commitsPerSecond)} commits/s)`
}

const invariants = (run: RunReport, style: Style): ReadonlyArray<string> => {
  const width = Math.max(...run.invariants.map(({ code }) => code.length))
  const counts = run.invariants.map(({ checked }) => number(checked))
  const countWidth = Math.max(...counts.map((text) => text.length))
  return run.invariants.flatMap(({ checked, code, measured = [], title, violationCount, violations }, i) => {
    const mark = violationCount > 0 ? style.bad("✗") : checked === 0 ? style.bad("?") : style.good("✓")
    return [
      `  ${mark} ${code.padEnd(width)}  ${counts[i]!.padStart(countWidth)}  ${style.dim(title)}`,
      ...measured.map((line) => `      ${style.dim(line)}`),
      ...violations.slice(0, shownViolations).map(({ at, message }) => `      ${style.dim(clock(at))} ${message}`),
      ...(violationCount > shownViolations ? [`      … ${number(violationCount)} in all`] : [])
    ]
  })
}

export const summary = (run: RunReport, index: string, style: Style): ReadonlyArray<string> => {
  const hit = run.marks.filter(({ hits }) => hits > 0).length
  const fired = run.faults.filter((fault) => fault.fired).length
  return [
    ...invariants(run, style),
    "",
    ...columns([
      ["virtual time", clock(run.virtualMillis)],
      ["events", number(run.events)],
      ["marks hit", `${hit} of ${run.marks.length}`],
      ["faults fired", `${fired} of ${run.faults.length}`],
      ["trace hash", run.traceHash],
      ["peak memory", mebibytes(run.peakRssBytes)],
      ["report", index]
    ]),
    "",
    ...run.reasons.map((reason) => `${style.bad("✗")} ${reason}`),
    verdict(run, style)
  ]
}
