/** Why a run fails, in sentences; none, and it passes. */
import type { Finding } from "../oracles/Jury.ts"
import type { Latency } from "../report/ReportData.ts"
import type { Mark } from "../population/Marks.ts"
import type { Scenario } from "../scenario/Scenario.ts"
import type { FaultRecord } from "./Faults.ts"

export interface Evidence {
  readonly scenario: Scenario
  /** When somebody ended the run before its time. */
  readonly interruptedAtMillis: number | undefined
  readonly findings: ReadonlyArray<Finding>
  readonly faults: ReadonlyArray<FaultRecord>
  readonly marks: ReadonlyArray<Mark>
  /** Bugs: defects of actors and of our own client code. */
  readonly defects: ReadonlyArray<string>
  /** What servers refused to people, and how often. */
  readonly refusals: ReadonlyMap<string, number>
  /** What still went on when the time to come to rest was over. */
  readonly restless: ReadonlyArray<string>
  /** Whether the oracles asked their last questions, and judged what must hold at rest. */
  readonly asked: boolean
  readonly accounts: number
  readonly records: number
  readonly moves: number
  readonly postToAppView: Latency
}

const atLeast = (name: string, found: number, wanted: number | undefined): ReadonlyArray<string> =>
  wanted === undefined || found >= wanted ? [] : [`${name}: ${found}, at least ${wanted} expected`]

const times = (n: number): string => n === 1 ? "once" : `${n} times`
const seconds = (millis: number): string => `${Math.round(millis / 1000)} s`

export const reasons = (evidence: Evidence): ReadonlyArray<string> => {
  const { expect } = evidence.scenario
  const violated = evidence.findings.flatMap(({ code, violationCount, violations }) =>
    violationCount === 0 ? [] : [`${code} is violated ${times(violationCount)}, first: ${violations[0]!.message}`])
  const defects = [...new Set(evidence.defects)].slice(0, 10).map((defect) => `defect: ${defect.split("\n").slice(0, 3).join(" ")}`)
  const refused = [...evidence.refusals].slice(0, 10).map(([what, n]) => `refused ${times(n)}: ${what}`)
  // What a run cut short did not reach says nothing, but neither has it passed.
  if (evidence.interruptedAtMillis !== undefined) {
    return [...violated, ...defects, ...refused, `interrupted after ${seconds(evidence.interruptedAtMillis)} of virtual time: what must hold at rest was not judged`]
  }
  const never = evidence.findings.flatMap(({ checked, code }) => checked > 0 || expect.unchecked.includes(code) ? [] : [code])
  const hit = new Map<string, number>(evidence.marks.map(({ hits, name }) => [name, hits]))
  return [
    ...violated,
    ...defects,
    ...refused,
    ...(never.length === 0 ? [] : [`never checked: ${never.join(", ")}`]),
    ...evidence.faults.flatMap(({ at, detail, fired, kind }) => fired ? [] : [`the ${kind} at ${at} ms (${detail}) never fired`]),
    ...evidence.marks.flatMap(({ hits, kind, name }) => kind === "always" && hits === 0 && evidence.scenario.population.accounts > 1 ? [`never: ${name}`] : []),
    ...expect.marks.flatMap((name) => (hit.get(name) ?? 0) > 0 ? [] : [`expected, but never: ${name}`]),
    ...atLeast("accounts", evidence.accounts, expect.minAccounts),
    ...atLeast("records", evidence.records, expect.minRecords),
    ...atLeast("moves", evidence.moves, expect.minMoves),
    ...(expect.postToAppViewP99 !== undefined && evidence.postToAppView.p99Millis > expect.postToAppViewP99
      ? [`99 of 100 posts reached the App View within ${evidence.postToAppView.p99Millis} ms, expected ${expect.postToAppViewP99} ms`]
      : []),
    ...(evidence.restless.length === 0 ? [] : [
      `the network did not come to rest in time: ${evidence.restless.slice(0, 6).join("; ")}`,
      ...(evidence.asked ? [] : ["people had only just acted, or faults been mended, so what must hold at rest was not judged: a longer quiesceWithin gives them time"])
    ])
  ]
}
