/** The messages around a violation, one life line a host, time running down. */
import type { Diagram } from "../ReportData.ts"
import { at, clock, escape } from "./Text.ts"

const columnWidth = 190
const rowHeight = 22
const left = 96
/** Of its full size a picture may shrink to this share, and no further: it is scrolled then. */
const readableShare = 0.85

/** Letters are about so wide. */
const letterWidth = 5.6

/** What fits between two life lines; all of it is told on pointing at it. */
const fitting = (label: string, room: number): string => {
  const most = Math.floor(room / letterWidth)
  return label.length <= most ? escape(label) : `${escape(label.slice(0, most - 1))}…<title>${escape(label)}</title>`
}

const colors = { request: "--a", response: "--c", failure: "--bad", frame: "--b", event: "--soft" } as const

export const sequenceDiagram = (diagram: Diagram): string => {
  const hosts: Array<string> = []
  for (const { from, to } of diagram.messages) {
    for (const host of [from, to]) if (!hosts.includes(host)) hosts.push(host)
  }
  const x = (host: string) => left + columnWidth / 2 + hosts.indexOf(host) * columnWidth
  const width = left + hosts.length * columnWidth
  const height = 40 + diagram.messages.length * rowHeight
  const lives = hosts.map((host) =>
    `<text x="${x(host)}" y="14" text-anchor="middle" class="strong">${escape(host)}</text>`
    + `<line class="axis" x1="${x(host)}" x2="${x(host)}" y1="22" y2="${height}"/>`
  ).join("")
  const rows = diagram.messages.map((message, i) => {
    const y = 40 + i * rowHeight
    const from = x(message.from)
    const to = x(message.to)
    const color = `var(${colors[message.kind]})`
    const time = `<text x="0" y="${y + 4}" class="mono">${clock(message.at)}</text>`
    if (from === to) {
      return `${time}<circle cx="${from}" cy="${y}" r="3.5" style="fill:${color}"/><text x="${from + 8}" y="${y + 4}">${fitting(message.label, width - from - 8)}</text>`
    }
    const tip = to > from ? -6 : 6
    const dash = message.kind === "response" || message.kind === "failure" ? ` stroke-dasharray="4 3"` : ""
    return `${time}<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${color}"${dash}/>`
      + `<path d="M${to} ${y} l${tip} -3.5 v7 z" fill="${color}"/>`
      + `<text x="${at((from + to) / 2)}" y="${y - 4}" text-anchor="middle">${fitting(message.label, Math.abs(to - from) - 4)}</text>`
  }).join("")
  const name = `The last ${diagram.messages.length} messages before the violation of ${escape(diagram.code)}, among ${escape(hosts.join(", "))}`
  return `<div class="wide" tabindex="0" role="region" aria-label="${name}"><svg viewBox="0 0 ${width} ${height + 8}" style="min-width:${at(width * readableShare)}px" role="img" `
    + `aria-label="${name}">${lives}${rows}</svg></div>`
}
