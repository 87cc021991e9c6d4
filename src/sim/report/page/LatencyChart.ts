/** A latency distribution on a logarithmic axis, with its percentiles marked. */
import type { Latency } from "../ReportData.ts"
import { at, count, duration, escape, span } from "./Text.ts"

const width = 340
const side = 8
const base = 112

/** Each bar is a quarter of an octave, up to its bound. */
const bar = 2 ** 0.25

const decades = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 86_400_000, 864_000_000]
const between = decades.flatMap((decade, i) => i < 4 ? [decade, decade * 2, decade * 5] : [decade])

/** Round durations: as few as tell the scale. */
const ticks = (low: number, high: number): ReadonlyArray<number> => {
  const inside = (all: ReadonlyArray<number>) => all.filter((millis) => millis >= low && millis <= high)
  const coarse = inside(decades)
  return coarse.length > 1 ? coarse : inside(between)
}

export const latencyChart = (latency: Latency): string => {
  const heading = `<h3>${escape(latency.name)}</h3><p class="source">${escape(latency.description)} ${count(latency.count)} ${latency.count === 1 ? "sample" : "samples"}.</p>`
  if (latency.count === 0) return `<div>${heading}<p class="lead">Nothing was measured.</p></div>`
  const bars = latency.histogram
  const low = bars[0]!.upToMillis / bar
  const high = Math.max(bars.at(-1)!.upToMillis, low * 2)
  const x = (millis: number) => side + (Math.log(Math.min(high, Math.max(millis, low)) / low) / Math.log(high / low)) * (width - 2 * side)
  const most = Math.max(...bars.map((each) => each.count))
  const drawn = bars.map(({ count: n, upToMillis }) => {
    if (n === 0) return ""
    const size = Math.max(1, (n / most) * (base - 34))
    const [from, to] = [x(upToMillis / bar), x(upToMillis)]
    return `<rect x="${at(from)}" y="${at(base - size)}" width="${at(Math.max(1, to - from - 1))}" height="${at(size)}" fill="var(--a)" opacity="0.75">`
      + `<title>up to ${duration(upToMillis)}: ${count(n)}</title></rect>`
  }).join("")
  const grid = ticks(low, high).map((tick) =>
    `<line class="axis" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${base}" y2="${base + 4}"/>`
    + `<text x="${at(Math.min(width - 18, Math.max(18, x(tick))))}" y="${base + 16}" text-anchor="middle">${span(tick)}</text>`
  ).join("")
  const percentiles = [["p50", latency.p50Millis], ["p90", latency.p90Millis], ["p99", latency.p99Millis]] as const
  const marks = percentiles.map(([name, millis], i) =>
    `<line x1="${at(x(millis))}" x2="${at(x(millis))}" y1="${8 + i * 11}" y2="${base}" stroke="var(--b)" stroke-dasharray="2 2"/>`
    + `<text x="${at(Math.min(x(millis) + 3, width - 22))}" y="${17 + i * 11}" class="strong">${name}</text>`
  ).join("")
  const facts = [...percentiles, ["max", latency.maxMillis] as const]
  return `<div>${heading}<svg class="small" viewBox="0 0 ${width} ${base + 22}" role="img" aria-label="${escape(latency.name)}: half within ${duration(latency.p50Millis)}, 99 of 100 within ${duration(latency.p99Millis)}, all within ${duration(latency.maxMillis)}">`
    + `<line class="axis" x1="0" x2="${width}" y1="${base}" y2="${base}"/>${drawn}${grid}${marks}</svg>`
    + `<table class="facts"><tr>${facts.map(([name]) => `<th scope="col" class="n">${name}</th>`).join("")}</tr>`
    + `<tr>${facts.map(([, millis]) => `<td class="n"><b>${duration(millis)}</b></td>`).join("")}</tr></table></div>`
}
