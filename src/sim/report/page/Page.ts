/**
 * `index.html`: one self-contained page, no script, no font, nothing fetched.
 * It is a function of scenario and seed, to the byte: wall-clock figures stay
 * in `run.json`.
 */
import type { ActorLoad, ReportData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import { latencyChart } from "./LatencyChart.ts"
import { sequenceDiagram } from "./SequenceDiagram.ts"
import { style } from "./Style.ts"
import { bytes, clock, count, duration, escape } from "./Text.ts"
import { trafficChart } from "./TrafficChart.ts"

/** Text in which backticks mark code. */
const prose = (text: string): string => escape(text).replace(/`([^`]+)`/g, "<code>$1</code>")

const tile = (value: string, label: string): string => `<div class="tile"><b>${value}</b><span>${label}</span></div>`

const section = (title: string, lead: string, body: string): string =>
  `<section><h2>${title}</h2><p>${lead}</p>${body}</section>`

const drawn = (run: Outcome): string =>
  section(
    "What the seed drew",
    `The same scenario with seed ${run.seed} draws these again, and ends in the same trace.`,
    `<div class="columns">${
      [run.drawn.slice(0, Math.ceil(run.drawn.length / 2)), run.drawn.slice(Math.ceil(run.drawn.length / 2))].map((half) =>
        `<table>${half.map(({ name, value }) => `<tr><td>${escape(name)}</td><td class="v">${escape(value)}</td></tr>`).join("")}</table>`
      ).join("")
    }</div>`
  )

const heading = (first: string, numbers: ReadonlyArray<string>, last: string): string =>
  `<tr><th scope="col">${first}</th>${numbers.map((name) => `<th scope="col" class="n">${name}</th>`).join("")}<th scope="col">${last}</th></tr>`

const loads = (actors: ReadonlyArray<ActorLoad>): string => {
  const most = Math.max(1, ...actors.map((a) => a.bytesIn + a.bytesOut))
  const rows = actors.map((a) => {
    const share = ((a.bytesIn + a.bytesOut) / most) * 120
    return `<tr><td><b>${escape(a.host)}</b> <span class="source">${escape(a.kind)}</span></td>`
      + `<td class="n">${count(a.requestsIn)}</td><td class="n">${count(a.requestsOut)}</td><td class="n">${count(a.failures)}</td>`
      + `<td class="n">${count(a.framesIn)}</td><td class="n">${count(a.framesOut)}</td>`
      + `<td class="n">${bytes(a.bytesIn)}</td><td class="n">${bytes(a.bytesOut)}</td>`
      + `<td><svg viewBox="0 0 120 10" style="width:120px" aria-hidden="true"><rect width="${Math.max(1, Math.round(share))}" height="8" y="1" rx="2" fill="var(--a)" opacity="0.75"/></svg></td></tr>`
  }).join("")
  return section(
    "Load by actor",
    "Requests answered and asked, frames, and bytes on the wire.",
    `<div class="wide" tabindex="0" role="region" aria-label="Load by actor"><table>${
      heading("host", ["requests in", "requests out", "failed", "frames in", "frames out", "bytes in", "bytes out"], "bytes, compared")
    }${rows}</table></div>`
  )
}

const invariants = (run: Outcome): string => {
  const rows = run.invariants.map((i) => {
    const verdict = i.violationCount > 0
      ? `<span class="no">${count(i.violationCount)} violated</span>`
      : i.checked === 0
      ? `<span class="no">never checked</span>`
      : `<span class="ok">holds</span>`
    const measured = (i.measured ?? []).map((line) => `<div class="source">${escape(line)}</div>`).join("")
    const found = i.violations.length === 0 ? "" : `<details open><summary class="no">what was found</summary><ul>${
      i.violations.slice(0, 8).map((v) => `<li><code>${clock(v.at)}</code> ${escape(v.message)}</li>`).join("")
    }</ul></details>`
    return `<tr><td><code>${escape(i.code)}</code></td><td>${prose(i.title)}<div class="source">${escape(i.source)}</div>${measured}${found}</td>`
      + `<td class="n">${count(i.checked)}</td><td class="n">${verdict}</td></tr>`
  }).join("")
  const checks = run.invariants.reduce((sum, i) => sum + i.checked, 0)
  return section(
    "Invariants",
    `${run.invariants.length} oracles made ${count(checks)} checks against models of their own.`,
    `<table><tr><th scope="col">code</th><th scope="col">invariant</th><th scope="col" class="n">checks</th><th scope="col" class="n">verdict</th></tr>${rows}</table>`
  )
}

const faults = (run: Outcome): string =>
  run.faults.length === 0 ? "" : section(
    "Faults",
    "Every scheduled fault must be seen to fire.",
    `<table><tr><th scope="col">at</th><th scope="col">fault</th><th scope="col">what</th><th scope="col" class="n">fired</th></tr>${
      run.faults.map((f) =>
        `<tr><td class="mono">${clock(f.at)}</td><td>${escape(f.kind)}</td><td>${escape(f.detail)}</td>`
        + `<td class="n">${f.fired ? `<span class="ok">yes</span>` : `<span class="no">never</span>`}</td></tr>`
      ).join("")
    }</table>`
  )

/** What a run passed through, and what it should have; all else is of other scenarios. */
const marks = ({ marks }: Outcome): string => {
  if (marks.length === 0) return ""
  const shown = marks.filter(({ hits, kind }) => hits > 0 || kind === "always")
  const others = marks.filter((mark) => !shown.includes(mark))
  const middle = Math.ceil(shown.length / 2)
  return section(
    "Marks",
    "States that this run passed through, and how often; every run should pass through those marked always.",
    `<div class="columns">${
      [shown.slice(0, middle), shown.slice(middle)].map((half) =>
        `<table>${
          half.map((m) => `<tr><td>${escape(m.name)}</td><td class="source">${m.kind}</td><td class="n">${
            m.hits > 0 ? count(m.hits) : `<span class="no">never</span>`
          }</td></tr>`).join("")
        }</table>`
      ).join("")
    }</div>${
      others.length === 0 ? "" : `<details class="rest"><summary>${others.length} that it did not</summary><ul>${
        others.map((m) => `<li>${escape(m.name)}</li>`).join("")
      }</ul></details>`
    }`
  )
}

const diagrams = (data: ReportData): string =>
  data.diagrams.map((d) =>
    section(
      `Around the violation of ${escape(d.code)}`,
      `${clock(d.at)}: ${escape(d.message)}`,
      sequenceDiagram(d)
    )
  ).join("")

/** `replay`: the command that repeats the run. */
export const page = (data: ReportData, replay: string): string => {
  const { description, metrics, run } = data
  const violations = run.invariants.reduce((sum, i) => sum + i.violationCount, 0)
  const verdict = run.interrupted && violations === 0 ? "interrupted" : run.verdict
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(run.scenario)} · seed ${run.seed} · ${verdict}</title>
<style>${style}</style>
</head>
<body><main>
<header><h1>${escape(run.scenario)}</h1><span class="verdict ${verdict === "interrupted" ? "cut" : verdict}">${verdict}</span><span class="lead">seed ${run.seed}</span></header>
<p class="lead">${escape(description)}</p>
${run.reasons.length === 0 ? "" : `<ul class="reasons">${run.reasons.map((reason) => `<li>${escape(reason)}</li>`).join("")}</ul>`}
<div class="tiles">${
    tile(count(run.accounts), "accounts") + tile(count(run.records), "records") + tile(count(run.commits), "commits")
    + tile(count(run.events), "messages and events") + tile(duration(run.virtualMillis), "of virtual time")
    + tile(count(violations), "violations")
  }</div>
${diagrams(data)}
${section("Traffic", "What the network carried, by virtual time.", trafficChart(metrics, run))}
${section("Latency", "On a logarithmic axis.", `<div class="columns">${metrics.latencies.map(latencyChart).join("")}</div>`)}
${invariants(run)}
${faults(run)}
${loads(metrics.actors)}
${marks(run)}
${drawn(run)}
<footer>Trace <code>${escape(run.traceHash)}</code> · replay with <code>${escape(replay)}</code></footer>
</main></body>
</html>
`
}
