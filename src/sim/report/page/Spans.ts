/** Faults, what was bound to happen, and violations, as the time axis shows them. */
import type { ReportData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import type { Span } from "./Lanes.ts"
import { clock, span as length } from "./Text.ts"

type Fault = Outcome["faults"][number]

/** Nobody can miss what was to come after a run was cut short. */
export const isNotReached = ({ at, fired }: Fault, run: Outcome): boolean => !fired && run.interrupted && at >= run.virtualMillis

const faultSpan = (fault: Fault, run: Outcome): Span => {
  const { at, detail, fired, kind, until } = fault
  const name = `${kind} ${detail.replace(/, for [^,]*$/, "")}`
  if (!fired) return { kind: "fault", from: at, missed: true, label: `${name}, never fired`, title: `${kind} at ${clock(at)}, ${detail}: never fired` }
  return until === undefined
    ? { kind: "fault", from: at, until: run.virtualMillis, open: true, label: `${name}, to the end`, title: `${kind} ${detail}, from ${clock(at)} until the run ended` }
    : { kind: "fault", from: at, until, label: `${name}, ${length(until - at)}`, title: `${kind} ${detail}, from ${clock(at)} until ${clock(until)}` }
}

/** One mark for an invariant at a time: where it was violated first. */
const violationSpans = (run: Outcome): ReadonlyArray<Span> =>
  run.invariants.flatMap(({ code, violationCount, violations: [first] }) =>
    first === undefined ? [] : [{
      kind: "violation" as const,
      from: first.at,
      label: violationCount > 1 ? `${code}, ${violationCount} in all` : code,
      title: `${code} at ${clock(first.at)}: ${first.message}`
    }])

export const spans = ({ run, timeline }: ReportData): ReadonlyArray<Span> => [
  ...violationSpans(run),
  ...run.faults.filter((fault) => !isNotReached(fault, run)).map((fault) => faultSpan(fault, run)),
  ...timeline.filter(({ at }) => at < run.virtualMillis).map(({ at, detail, until, what }): Span => {
    const label = detail === "" ? what : `${what} ${detail}`
    const title = `${label} ${until === undefined ? `at ${clock(at)}` : `from ${clock(at)} until ${clock(until)}`}`
    return { kind: "bound", label, title, from: at, ...(until === undefined ? {} : { until }) }
  })
].sort((a, b) => a.from - b.from)
