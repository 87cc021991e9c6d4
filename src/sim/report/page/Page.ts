/**
 * `index.html`: one self-contained page, no script, no font, nothing fetched.
 * It is a function of scenario and seed, to the byte: wall-clock figures stay
 * in `run.json`.
 */
import type { ReportData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import { header, wordOf } from "./Header.ts"
import { invariantTable } from "./InvariantTable.ts"
import { latencyChart } from "./LatencyChart.ts"
import { loadTable } from "./LoadTable.ts"
import { section } from "./Section.ts"
import { sequenceDiagram } from "./SequenceDiagram.ts"
import { isNotReached } from "./Spans.ts"
import { style } from "./Style.ts"
import { trafficChart } from "./TrafficChart.ts"
import { clock, count, escape, moment } from "./Text.ts"

/** A table in two columns, where there is room for two. */
const inTwo = <A>(rows: ReadonlyArray<A>, className: string, row: (each: A) => string): string => {
  const middle = Math.ceil(rows.length / 2)
  return `<div class="columns">${
    [rows.slice(0, middle), rows.slice(middle)].filter((half) => half.length > 0).map((half) => `<table class="${className}">${half.map(row).join("")}</table>`).join("")
  }</div>`
}

const drawn = (run: Outcome): string =>
  section(
    "What the seed drew",
    `The same scenario with seed ${run.seed} draws these again, and ends in the same trace.`,
    inTwo(run.drawn, "drawn", ({ name, value }) => `<tr><th scope="row">${escape(name)}</th><td class="v">${escape(value)}</td></tr>`)
  )

const interval = ({ at, fired, until }: Outcome["faults"][number]): string => {
  const end = until === undefined ? fired ? "the end" : undefined : moment(until)
  return `<span class="mono">${moment(at)}</span>${end === undefined ? "" : ` <span class="mono">– ${end}</span>`}`
}

const faults = (run: Outcome): string =>
  run.faults.length === 0 ? "" : section(
    "Faults",
    "Every scheduled fault must be seen to fire.",
    `<table class="stack"><tr><th scope="col">from, until</th><th scope="col" class="main">fault</th><th scope="col" class="n">fired</th></tr>${
      run.faults.map((fault) =>
        `<tr><td>${interval(fault)}</td><td class="main"><b>${escape(fault.kind)}</b> ${escape(fault.detail)}</td><td class="n">${
          fault.fired ? `<span class="ok">yes</span>` : isNotReached(fault, run) ? "not reached" : `<span class="no">never</span>`
        }</td></tr>`
      ).join("")
    }</table>`
  )

/** What a run passed through, and what it should have; all else is of other scenarios. */
const marks = ({ marks }: Outcome): string => {
  if (marks.length === 0) return ""
  const shown = marks.filter(({ hits, kind }) => hits > 0 || kind === "always")
  const others = marks.filter((mark) => !shown.includes(mark))
  return section(
    "Marks",
    "States that this run passed through, and how often; every run should pass through those marked always.",
    inTwo(shown, "marks", (m) => `<tr><td>${escape(m.name)}</td><td class="source">${m.kind}</td><td class="n">${m.hits > 0 ? count(m.hits) : `<span class="no">never</span>`}</td></tr>`)
      + (others.length === 0 ? "" : `<details class="rest"><summary>${others.length} that it did not</summary><ul>${
        others.map((m) => `<li>${escape(m.name)}</li>`).join("")
      }</ul></details>`)
  )
}

const diagrams = ({ diagrams, run }: ReportData): ReadonlyArray<string> =>
  diagrams.map((diagram) => {
    const n = diagram.messages.length
    const which = `The last ${n} ${escape(diagram.chosen)}${diagram.at > run.virtualMillis ? ", before the network was at rest and the violation was found" : ""}.`
    return section(`Around the violation of ${escape(diagram.code)}`, `<code>${clock(diagram.at)}</code> ${escape(diagram.message)}<br>${which}`, sequenceDiagram(diagram))
  })

/** `replay`: the command that repeats the run. */
export const page = (data: ReportData, replay: string): string => {
  const { metrics, run } = data
  const parts = [
    ...diagrams(data),
    section("Traffic", "What the network carried, and what befell it, by virtual time.", trafficChart(data)),
    faults(run),
    section(
      "Latency",
      "Each on a logarithmic axis of its own; a bar’s height is its share of the samples. 90 of 100 took no longer than p90 says.",
      `<div class="columns even">${metrics.latencies.map(latencyChart).join("")}</div>`
    ),
    invariantTable(run),
    loadTable(metrics.actors),
    marks(run),
    drawn(run)
  ]
  const titles = parts.flatMap((part) => /<h2>(.*?)<\/h2>/.exec(part)?.[1] ?? [])
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(run.scenario)} · seed ${run.seed} · ${wordOf(run)}</title>
<style>${style}</style>
</head>
<body><main>
${header(data, titles)}
${parts.filter((part) => part !== "").join("\n")}
<footer>Trace <code>${escape(run.traceHash)}</code> · replay with <code>${escape(replay)}</code></footer>
</main></body>
</html>
`
}
