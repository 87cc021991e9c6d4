/**
 * Traffic over virtual time: one line a series on a shared axis, commits as an
 * area of their own scale below, faults as marks on the axis.
 */
import type { MetricsData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import { at, clock, count, escape } from "./Text.ts"

const width = 1060
const left = 54
const right = 28

interface Panel {
  readonly top: number
  readonly height: number
}

const niceCeiling = (n: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(n, 1)))
  return [1, 2, 2.5, 5, 10].map((step) => step * magnitude).find((step) => step >= n) ?? n
}

/** A calm number of ticks at round times. */
const timeTicks = (totalMillis: number): ReadonlyArray<number> => {
  const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400].map((seconds) => seconds * 1_000)
  const step = steps.find((candidate) => totalMillis / candidate <= 12) ?? totalMillis
  return Array.from({ length: Math.floor(totalMillis / step) + 1 }, (_, i) => i * step)
}

const panel = (
  { height, top }: Panel,
  metrics: MetricsData,
  names: ReadonlyArray<{ readonly name: string; readonly color: string; readonly filled: boolean }>
): string => {
  const perSecond = 1_000 / metrics.bucketMillis
  const series = names.map((line) => ({
    ...line,
    rates: (metrics.series.find((s) => s.name === line.name)?.counts ?? []).map((n) => n * perSecond)
  }))
  const buckets = Math.max(1, ...series.map((s) => s.rates.length))
  const ceiling = niceCeiling(Math.max(0.001, ...series.flatMap((s) => s.rates)))
  const x = (i: number) => left + (i / Math.max(1, buckets - 1)) * (width - left - right)
  const y = (rate: number) => top + height - (rate / ceiling) * height
  const grid = [0, 0.5, 1].map((share) =>
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(ceiling * share))}" y2="${at(y(ceiling * share))}"/>`
    + `<text x="${left - 8}" y="${at(y(ceiling * share) + 4)}" text-anchor="end">${ceiling < 10 ? at(ceiling * share) : count(ceiling * share)}</text>`
  ).join("")
  const lines = series.map(({ color, filled, rates }) => {
    const points = rates.map((rate, i) => `${at(x(i))},${at(y(rate))}`).join(" ")
    const area = filled
      ? `<polygon points="${at(x(0))},${at(y(0))} ${points} ${at(x(rates.length - 1))},${at(y(0))}" fill="var(${color})" opacity="0.16"/>`
      : ""
    return rates.length === 0 ? "" : `${area}<polyline points="${points}" fill="none" stroke="var(${color})" stroke-width="1.6" stroke-linejoin="round"/>`
  }).join("")
  return grid + lines
}

export const trafficChart = (metrics: MetricsData, run: Outcome): string => {
  const upper: Panel = { top: 14, height: 150 }
  const lower: Panel = { top: 196, height: 80 }
  const bottom = lower.top + lower.height
  const total = Math.max(run.virtualMillis, 1)
  const x = (millis: number) => left + Math.min(1, millis / total) * (width - left - right)
  const ticks = timeTicks(total).map((tick) =>
    `<text x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle">${clock(tick).replace(/\.\d+$/, "")}</text>`
  ).join("")
  const faults = run.faults.map((fault, i) =>
    `<g><title>${escape(`${fault.kind}: ${fault.detail} at ${clock(fault.at)}`)}</title>`
    + `<line x1="${at(x(fault.at))}" x2="${at(x(fault.at))}" y1="${upper.top - 4}" y2="${bottom}" stroke="var(--bad)" stroke-dasharray="3 3" opacity="0.75"/>`
    + `<text x="${at(x(fault.at) + 4)}" y="${upper.top + 6 + (i % 4) * 12}" style="fill:var(--bad)">${escape(fault.kind)}</text></g>`
  ).join("")
  return `<div class="legend"><span><i style="background:var(--a)"></i>HTTP requests per second</span>`
    + `<span><i style="background:var(--b)"></i>stream frames per second</span>`
    + `<span><i style="background:var(--d)"></i>failed requests per second</span>`
    + `<span><i style="background:var(--c)"></i>commits per second (below)</span>`
    + (run.faults.length > 0 ? `<span><i style="background:var(--bad)"></i>fault</span>` : "") + `</div>`
    + `<div class="wide"><svg viewBox="0 0 ${width} ${bottom + 26}" style="min-width:600px" role="img" aria-label="Traffic over virtual time">`
    + panel(upper, metrics, [
      { name: "requests", color: "--a", filled: true },
      { name: "frames", color: "--b", filled: false },
      { name: "failures", color: "--d", filled: false }
    ])
    + panel(lower, metrics, [{ name: "commits", color: "--c", filled: true }])
    + ticks + faults + `</svg></div>`
}
