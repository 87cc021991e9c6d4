/**
 * Traffic over virtual time: one line a series on a shared axis, commits as an
 * area of their own scale below, faults as marks on the axis.
 */
import type { MetricsData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import { at, clock, count, duration, escape } from "./Text.ts"

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

/** Where a moment stands on the axis. */
type Across = (millis: number) => number

/** A scale's own mark: whole where it can be. */
const tickLabel = (rate: number): string => Number.isInteger(rate) ? count(rate) : at(rate)

/** A rest of a bucket, shorter than this share of it, tells no rate. */
const tellingShare = 0.25

const panel = (
  { height, top }: Panel,
  x: Across,
  { metrics, totalMillis }: { readonly metrics: MetricsData; readonly totalMillis: number },
  names: ReadonlyArray<{ readonly name: string; readonly color: string; readonly filled: boolean }>
): string => {
  const { bucketMillis } = metrics
  /** Of each bucket the middle of what the run had of it, and the rate there. */
  const pointsOf = (counts: ReadonlyArray<number>) =>
    counts.flatMap((n, i) => {
      const from = i * bucketMillis
      const length = Math.min(bucketMillis, totalMillis - from)
      return length < bucketMillis * tellingShare ? [] : [{ millis: from + length / 2, rate: (n * 1_000) / length }]
    })
  const series = names.map((line) => ({ ...line, points: pointsOf(metrics.series.find((s) => s.name === line.name)?.counts ?? []) }))
  const ceiling = niceCeiling(Math.max(0.001, ...series.flatMap((s) => s.points.map(({ rate }) => rate))))
  const y = (rate: number) => top + height - (rate / ceiling) * height
  const grid = [0, 0.5, 1].map((share) =>
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(ceiling * share))}" y2="${at(y(ceiling * share))}"/>`
    + `<text x="${left - 8}" y="${at(y(ceiling * share) + 4)}" text-anchor="end">${tickLabel(ceiling * share)}</text>`
  ).join("")
  const lines = series.map(({ color, filled, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (first === undefined || last === undefined) return ""
    const drawn = points.map(({ millis, rate }) => `${at(x(millis))},${at(y(rate))}`).join(" ")
    const area = filled
      ? `<polygon points="${at(x(first.millis))},${at(y(0))} ${drawn} ${at(x(last.millis))},${at(y(0))}" fill="var(${color})" opacity="0.16"/>`
      : ""
    return `${area}<polyline points="${drawn}" fill="none" stroke="var(${color})" stroke-width="1.6" stroke-linejoin="round"/>`
  }).join("")
  return grid + lines
}

/** Right of a line, or left of it where the picture ends. */
const besides = (x: number): string => x > width - 100 ? `x="${at(x - 4)}" text-anchor="end"` : `x="${at(x + 4)}"`

export const trafficChart = (metrics: MetricsData, run: Outcome): string => {
  const upper: Panel = { top: 14, height: 150 }
  const lower: Panel = { top: 196, height: 80 }
  const bottom = lower.top + lower.height
  const total = Math.max(run.virtualMillis, 1)
  const drawn = { metrics, totalMillis: total }
  const x: Across = (millis) => left + Math.min(1, millis / total) * (width - left - right)
  const ticks = timeTicks(total).map((tick) =>
    `<text x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle">${clock(tick).replace(/\.\d+$/, "")}</text>`
  ).join("")
  const faults = run.faults.map((fault, i) =>
    `<g><title>${escape(`${fault.kind}: ${fault.detail} at ${clock(fault.at)}`)}</title>`
    + `<line x1="${at(x(fault.at))}" x2="${at(x(fault.at))}" y1="${upper.top - 4}" y2="${bottom}" stroke="var(--bad)" stroke-dasharray="3 3" opacity="0.75"/>`
    + `<text ${besides(x(fault.at))} y="${upper.top + 6 + (i % 4) * 12}" style="fill:var(--bad)">${escape(fault.kind)}</text></g>`
  ).join("")
  return `<div class="legend"><span><i style="background:var(--a)"></i>HTTP requests per second</span>`
    + `<span><i style="background:var(--b)"></i>stream frames per second</span>`
    + `<span><i style="background:var(--d)"></i>failed requests per second</span>`
    + `<span><i style="background:var(--c)"></i>commits per second (below)</span>`
    + (run.faults.length > 0 ? `<span><i style="background:var(--bad)"></i>fault</span>` : "") + `</div>`
    + `<div class="wide" tabindex="0" role="region" aria-label="Traffic over virtual time"><svg viewBox="0 0 ${width} ${bottom + 26}" style="min-width:900px" `
    + `role="img" aria-label="Requests, stream frames, failed requests and commits per second over ${duration(total)} of virtual time, and ${run.faults.length} faults">`
    + panel(upper, x, drawn, [
      { name: "requests", color: "--a", filled: true },
      { name: "frames", color: "--b", filled: false },
      { name: "failures", color: "--d", filled: false }
    ])
    + panel(lower, x, drawn, [{ name: "commits", color: "--c", filled: true }])
    + ticks + faults + `</svg></div>`
}
