/** A latency distribution on a logarithmic axis, with its percentiles marked. */
import type { Latency } from "../ReportData.ts"
import { at, count, duration, escape } from "./Text.ts"

const width = 340
const height = 150
const base = 112

export const latencyChart = (latency: Latency): string => {
  const heading = `<h3>${escape(latency.name)}</h3><p class="source">${escape(latency.description)} ${count(latency.count)} samples.</p>`
  if (latency.count === 0) return `<div>${heading}<p class="lead">Nothing measured.</p></div>`
  const bars = latency.histogram
  const low = Math.log2(bars[0]!.upToMillis)
  const high = Math.log2(Math.max(bars[bars.length - 1]!.upToMillis, bars[0]!.upToMillis * 2))
  const x = (millis: number) => 6 + ((Math.log2(Math.max(millis, bars[0]!.upToMillis)) - low) / (high - low)) * (width - 40)
  const most = Math.max(...bars.map((bar) => bar.count))
  const barWidth = Math.max(2, (width - 40) / Math.max(bars.length, 8) - 1)
  const drawn = bars.map((bar) => {
    const size = (bar.count / most) * (base - 34)
    return `<rect x="${at(x(bar.upToMillis))}" y="${at(base - size)}" width="${at(barWidth)}" height="${at(size)}" rx="1" fill="var(--a)" opacity="0.75">`
      + `<title>up to ${duration(bar.upToMillis)}: ${count(bar.count)}</title></rect>`
  }).join("")
  const percentiles = [["p50", latency.p50Millis], ["p90", latency.p90Millis], ["p99", latency.p99Millis]] as const
  const marks = percentiles.map(([name, millis], i) =>
    `<line x1="${at(x(millis))}" x2="${at(x(millis))}" y1="${12 + i * 11}" y2="${base}" stroke="var(--b)" stroke-dasharray="2 2"/>`
    + `<text x="${at(Math.min(x(millis) + 3, width - 26))}" y="${17 + i * 11}" class="strong">${name}</text>`
  ).join("")
  const facts = [...percentiles, ["max", latency.maxMillis] as const]
    .map(([name, millis]) => `<td class="n">${name}<br><b>${duration(millis)}</b></td>`).join("")
  return `<div>${heading}<svg viewBox="0 0 ${width} ${height - 22}" role="img" aria-label="${escape(latency.name)}: half within ${duration(latency.p50Millis)}, 99 of 100 within ${duration(latency.p99Millis)}, all within ${duration(latency.maxMillis)}">`
    + `<line class="axis" x1="0" x2="${width}" y1="${base}" y2="${base}"/>${drawn}${marks}`
    + `<text x="6" y="${base + 14}">${duration(bars[0]!.upToMillis)}</text>`
    + `<text x="${width - 34}" y="${base + 14}" text-anchor="end">${duration(bars[bars.length - 1]!.upToMillis)}</text></svg>`
    + `<table><tr>${facts}</tr></table></div>`
}
