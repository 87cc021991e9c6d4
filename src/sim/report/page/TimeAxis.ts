/** Virtual time from left to right. */
import { at, moment } from "./Text.ts"

export interface TimeAxis {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly totalMillis: number
  /** Where a moment stands; all that comes after the run's end stands there. */
  readonly x: (millis: number) => number
}

export const make = (width: number, left: number, right: number, totalMillis: number): TimeAxis => ({
  width,
  left,
  right: width - right,
  totalMillis,
  x: (millis) => left + Math.min(1, Math.max(0, millis / totalMillis)) * (width - left - right)
})

const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800].map((seconds) => seconds * 1_000)

/** A tick and its room take about so much. */
const tickWidth = 74

/** As many round times as have room. */
const times = ({ left, right, totalMillis }: TimeAxis): ReadonlyArray<number> => {
  const most = (right - left) / tickWidth
  const step = steps.find((candidate) => totalMillis / candidate <= most) ?? totalMillis
  return Array.from({ length: Math.floor(totalMillis / step) + 1 }, (_, i) => i * step)
}

/** Grid lines from `top` to `bottom`, and the times below them. */
export const ticks = (axis: TimeAxis, top: number, bottom: number): string =>
  times(axis).map((tick) => {
    const x = at(axis.x(tick))
    return `<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`
      + `<text x="${x}" y="${bottom + 15}" text-anchor="middle">${moment(tick)}</text>`
  }).join("")
  + `<text x="${at((axis.left + axis.right) / 2)}" y="${bottom + 31}" text-anchor="middle">virtual time, h:mm:ss</text>`

/** What `ticks` takes below `bottom`. */
export const tickRoom = 38
