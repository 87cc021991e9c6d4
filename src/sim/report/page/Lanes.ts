/**
 * What went on beside the traffic, on the same time axis: a bar for as long as
 * it lasted, or a point, with its label; what would overlap gets another lane.
 *
 *     ▇▇▇▇ crash relay.test          ▇▇ crash appview.test
 *        ▇▇▇▇▇▇ crash pds2.test      ▇▇ crash relay.test
 */
import { at, escape } from "./Text.ts"
import type { TimeAxis } from "./TimeAxis.ts"

export interface Span {
  readonly kind: "fault" | "bound" | "violation"
  readonly label: string
  /** All of it, on pointing at it. */
  readonly title: string
  readonly from: number
  /** Absent for what has no length. */
  readonly until?: number
  /** It went on when the run ended. */
  readonly open?: boolean
  /** Planned, and not seen. */
  readonly missed?: boolean
}

export const laneHeight = 17
const gap = 5
/** Letters are at most about so wide. */
const letterWidth = 6.3
const leastWidth = 3
const colors = { fault: "--fault", bound: "--soft", violation: "--bad" } as const

interface Placed {
  readonly span: Span
  readonly x1: number
  readonly x2: number
  readonly textX: number
  readonly anchor: "start" | "end"
  readonly text: string
  readonly begin: number
  readonly end: number
}

/** Right of the bar, or left of it where there is more room, and cut only if neither has enough. */
const place = (span: Span, { right, width, x }: TimeAxis): Placed => {
  const x1 = Math.min(x(span.from), right - leastWidth)
  const x2 = Math.max(x1 + leastWidth, span.until === undefined ? x1 : x(span.until))
  const room = { start: width - x2 - gap, end: x1 - gap }
  const wanted = span.label.length * letterWidth
  const anchor = wanted <= room.start || room.start >= room.end ? "start" : "end"
  const most = Math.max(1, Math.floor(room[anchor] / letterWidth))
  const text = span.label.length <= most ? span.label : `${span.label.slice(0, most - 1)}…`
  const length = text.length * letterWidth
  return anchor === "start"
    ? { span, x1, x2, anchor, text, textX: x2 + gap, begin: x1, end: x2 + gap + length }
    : { span, x1, x2, anchor, text, textX: x1 - gap, begin: x1 - gap - length, end: x2 }
}

/** Each in the first lane where it has room, in the order given. */
export const arrange = (spans: ReadonlyArray<Span>, axis: TimeAxis): ReadonlyArray<ReadonlyArray<Placed>> => {
  const lanes: Array<Array<Placed>> = []
  for (const span of spans) {
    const placed = place(span, axis)
    const free = lanes.find((lane) => lane.every(({ begin, end }) => placed.begin > end + gap || placed.end + gap < begin))
    if (free === undefined) lanes.push([placed])
    else free.push(placed)
  }
  return lanes
}

const shape = ({ span, x1, x2 }: Placed, y: number): string => {
  const color = `var(${colors[span.kind]})`
  if (span.missed === true) {
    return `<rect x="${at(x1)}" y="${y + 4}" width="${at(x2 - x1)}" height="8" rx="2" fill="none" stroke="var(--bad)" stroke-dasharray="2 2"/>`
  }
  if (span.until === undefined && span.open !== true) {
    return `<path d="M${at(x1)} ${y + 2.5} l5.5 5.5 -5.5 5.5 -5.5 -5.5 z" fill="${color}"/>`
  }
  return `<rect x="${at(x1)}" y="${y + 4}" width="${at(x2 - x1)}" height="8" rx="2" fill="${color}"/>`
}

/** From `top` downwards. */
export const lanes = (arranged: ReadonlyArray<ReadonlyArray<Placed>>, top: number): string =>
  arranged.map((lane, i) =>
    lane.map((placed) => {
      const y = top + i * laneHeight
      return `<g><title>${escape(placed.span.title)}</title>${shape(placed, y)}`
        + `<text x="${at(placed.textX)}" y="${y + 12}"${placed.anchor === "end" ? ` text-anchor="end"` : ""} class="${placed.span.missed === true ? "missed" : "strong"}">${escape(placed.text)}</text></g>`
    }).join("")
  ).join("")

/** Over the charts: for how long each fault lasted, and when each violation was found. */
export const shades = (spans: ReadonlyArray<Span>, { x }: TimeAxis, top: number, bottom: number): string =>
  spans.map(({ from, kind, missed, until }) => {
    if (missed === true || kind === "bound") return ""
    const x1 = x(from)
    const line = `<line x1="${at(x1)}" x2="${at(x1)}" y1="${top}" y2="${bottom}" stroke="var(${colors[kind]})" stroke-dasharray="3 3" opacity="0.75"/>`
    return until === undefined ? line : `<rect x="${at(x1)}" y="${top}" width="${at(Math.max(1, x(until) - x1))}" height="${bottom - top}" fill="var(${colors[kind]})" opacity="0.1"/>${line}`
  }).join("")
