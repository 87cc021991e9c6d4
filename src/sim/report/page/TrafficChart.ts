/**
 * Traffic over virtual time: messages above, commits on a scale of their own
 * below, and under both what befell the network. It is drawn twice, for a wide
 * page and for a phone; one of the two is shown.
 */
import type { MetricsData, ReportData } from "../ReportData.ts"
import * as Lanes from "./Lanes.ts"
import { spans } from "./Spans.ts"
import { at, count, escape, span } from "./Text.ts"
import * as TimeAxis from "./TimeAxis.ts"

interface Panel {
  readonly top: number
  readonly height: number
  readonly unit: string
}

const niceCeiling = (n: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(n, 1)))
  return [1, 2, 2.5, 5, 10].map((step) => step * magnitude).find((step) => step >= n) ?? n
}

/** A scale's own mark: whole where it can be. */
const tickLabel = (rate: number): string => Number.isInteger(rate) ? count(rate) : String(Number(rate.toPrecision(3)))

/** A rest of a bucket, shorter than this share of it, tells no rate. */
const tellingShare = 0.25

interface Point {
  readonly millis: number
  readonly rate: number
}

/** Of each bucket the middle of what the run had of it, and the rate there. */
const pointsOf = (counts: ReadonlyArray<number>, bucketMillis: number, totalMillis: number): ReadonlyArray<Point> =>
  Array.from({ length: Math.ceil(totalMillis / bucketMillis) }, (_, i) => counts[i] ?? 0).flatMap((n, i) => {
    const from = i * bucketMillis
    const length = Math.min(bucketMillis, totalMillis - from)
    return i > 0 && length < bucketMillis * tellingShare ? [] : [{ millis: from + length / 2, rate: (n * 1_000) / length }]
  })

const panel = (
  { height, top, unit }: Panel,
  axis: TimeAxis.TimeAxis,
  metrics: MetricsData,
  names: ReadonlyArray<{ readonly name: string; readonly color: string; readonly filled: boolean }>
): string => {
  const series = names.map((line) => ({
    ...line,
    points: pointsOf(metrics.series.find((s) => s.name === line.name)?.counts ?? [], metrics.bucketMillis, axis.totalMillis)
  }))
  const ceiling = niceCeiling(Math.max(0.001, ...series.flatMap((s) => s.points.map(({ rate }) => rate))))
  const y = (rate: number) => top + height - (rate / ceiling) * height
  const grid = [0, 0.5, 1].map((share) =>
    `<line class="grid" x1="${axis.left}" x2="${axis.right}" y1="${at(y(ceiling * share))}" y2="${at(y(ceiling * share))}"/>`
    + `<text x="${axis.left - 8}" y="${at(y(ceiling * share) + 4)}" text-anchor="end">${tickLabel(ceiling * share)}</text>`
  ).join("")
  const lines = series.map(({ color, filled, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!]
    if (first === last) return `<circle cx="${at(axis.x(first.millis))}" cy="${at(y(first.rate))}" r="2.5" fill="var(${color})"/>`
    const drawn = points.map(({ millis, rate }) => `${at(axis.x(millis))},${at(y(rate))}`).join(" ")
    const area = filled
      ? `<polygon points="${at(axis.x(first.millis))},${at(y(0))} ${drawn} ${at(axis.x(last.millis))},${at(y(0))}" fill="var(${color})" opacity="0.16"/>`
      : ""
    return `${area}<polyline points="${drawn}" fill="none" stroke="var(${color})" stroke-width="1.6" stroke-linejoin="round"/>`
  }).join("")
  return `${grid}<text x="${axis.left}" y="${top - 7}">${unit}</text>${lines}`
}

/** Where people stop, and the network comes to rest. */
const curtain = (actingMillis: number, { right, totalMillis, x }: TimeAxis.TimeAxis, top: number, bottom: number): string => {
  if (actingMillis >= totalMillis) return ""
  const stop = x(actingMillis)
  const label = right - stop > 70 ? `x="${at(stop + 4)}"` : `x="${at(stop - 4)}" text-anchor="end"`
  return `<line x1="${at(stop)}" x2="${at(stop)}" y1="${top}" y2="${bottom}" stroke="var(--soft)" stroke-dasharray="1 3"/>`
    + `<text ${label} y="${top + 9}">people stop</text>`
}

/** Where they go beyond the page, it is scrolled. */
const shapes = [
  { name: "broad", width: 1060, left: 54, right: 28, upper: 150, lower: 80 },
  { name: "narrow", width: 372, left: 36, right: 24, upper: 110, lower: 70 }
] as const

const draw = (data: ReportData, shape: (typeof shapes)[number]): string => {
  const { metrics, run } = data
  const axis = TimeAxis.make(shape.width, shape.left, shape.right, Math.max(run.virtualMillis, 1))
  const upper: Panel = { top: 22, height: shape.upper, unit: "messages per second" }
  const lower: Panel = { top: upper.top + upper.height + 34, height: shape.lower, unit: "commits per second" }
  const shown = spans(data)
  const arranged = Lanes.arrange(shown, axis)
  const panels = lower.top + lower.height
  const bottom = panels + (arranged.length === 0 ? 6 : 12 + arranged.length * Lanes.laneHeight)
  const told = shown.length === 0 ? "" : `; below it ${escape(shown.map(({ label }) => label).join("; "))}`
  return `<svg class="${shape.name}" viewBox="0 0 ${shape.width} ${bottom + TimeAxis.tickRoom}" `
    + `role="img" aria-label="Requests, stream frames, failed requests and commits per second over ${span(axis.totalMillis)} of virtual time${told}">`
    + TimeAxis.ticks(axis, upper.top, bottom)
    + Lanes.shades(shown, axis, upper.top, panels)
    + panel(upper, axis, metrics, [
      { name: "requests", color: "--a", filled: true },
      { name: "frames", color: "--b", filled: false },
      { name: "failures", color: "--d", filled: false }
    ])
    + panel(lower, axis, metrics, [{ name: "commits", color: "--c", filled: true }])
    + curtain(data.actingMillis, axis, upper.top, panels)
    + Lanes.lanes(arranged, panels + 8) + `</svg>`
}

const legend = (data: ReportData): string => {
  const kinds = new Set(spans(data).map(({ kind }) => kind))
  const entries: ReadonlyArray<readonly [color: string, name: string, shape: string]> = [
    ["--a", "HTTP requests", ""],
    ["--b", "stream frames", ""],
    ["--d", "failed requests", ""],
    ["--c", "commits", ""],
    ...(kinds.has("fault") ? [["--fault", "a fault, for as long as it lasted", "bar"] as const] : []),
    ...(kinds.has("bound") ? [["--soft", "what the scenario's timeline has", "bar"] as const] : []),
    ...(kinds.has("violation") ? [["--bad", "an invariant violated for the first time", "point"] as const] : [])
  ]
  return `<div class="legend">${entries.map(([color, name, shape]) => `<span><i class="${shape}" style="background:var(${color})"></i>${name}</span>`).join("")}</div>`
}

export const trafficChart = (data: ReportData): string =>
  `${legend(data)}<div class="wide" tabindex="0" role="region" aria-label="Traffic over virtual time">${shapes.map((shape) => draw(data, shape)).join("")}</div>`
