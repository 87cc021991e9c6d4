/** The messages around a violation, one life line a host, time running down; and the same as a list. */
import type { Diagram } from "../ReportData.ts"
import { at, clock, escape } from "./Text.ts"

const columnWidth = 200
const rowHeight = 23
const left = 96
/** Of its full size a picture may shrink to this share, and no further: it is scrolled then. */
const readableShare = 0.85

/** Letters are at most about so wide. */
const letterWidth = 6.2

/** What fits between two life lines; all of it is told on pointing at it, and in the list. */
const fitting = (label: string, room: number): string => {
  const most = Math.max(4, Math.floor(room / letterWidth))
  return label.length <= most ? escape(label) : `${escape(label.slice(0, most - 1))}…<title>${escape(label)}</title>`
}

const colors = { request: "--a", response: "--c", failure: "--bad", frame: "--b", event: "--soft" } as const

const list = ({ messages }: Diagram): string =>
  `<details class="rest"><summary>The same as a list</summary><div class="wide" tabindex="0" role="region" aria-label="These messages as a list"><table>`
  + `<tr><th scope="col">at</th><th scope="col">from</th><th scope="col">to</th><th scope="col">what</th></tr>${
    messages.map(({ at, found, from, label, to }) =>
      `<tr${found === true ? ` class="found"` : ""}><td class="mono">${clock(at)}</td><td>${escape(from)}</td><td>${from === to ? "" : escape(to)}</td><td>${escape(label)}</td></tr>`
    ).join("")
  }</table></div></details>`

export const sequenceDiagram = (diagram: Diagram): string => {
  const { messages } = diagram
  if (messages.length === 0) return `<p class="lead">No message of the last ones that were kept has to do with it.</p>`
  const hosts: Array<string> = []
  for (const { from, to } of messages) {
    for (const host of [from, to]) if (!hosts.includes(host)) hosts.push(host)
  }
  const x = (host: string) => left + columnWidth / 2 + hosts.indexOf(host) * columnWidth
  const width = left + hosts.length * columnWidth
  const height = 44 + messages.length * rowHeight
  const lives = hosts.map((host) =>
    `<text x="${x(host)}" y="14" text-anchor="middle" class="name">${fitting(host, columnWidth)}</text>`
    + `<line class="axis" x1="${x(host)}" x2="${x(host)}" y1="22" y2="${height}"/>`
  ).join("")
  const rows = messages.map((message, i) => {
    const y = 44 + i * rowHeight
    const from = x(message.from)
    const to = x(message.to)
    const color = `var(${colors[message.kind]})`
    const mark = message.found === true ? `<rect class="found" x="0" y="${y - 15}" width="${width}" height="${rowHeight - 1}" rx="3"/>` : ""
    const time = `${mark}<text x="2" y="${y + 4}" class="mono">${clock(message.at)}</text>`
    if (from === to) {
      return `${time}<circle cx="${from}" cy="${y}" r="3.5" style="fill:${color}"/><text x="${from + 8}" y="${y + 4}" class="strong">${fitting(message.label, width - from - 8)}</text>`
    }
    const tip = to > from ? -6 : 6
    const dash = message.kind === "response" || message.kind === "failure" ? ` stroke-dasharray="4 3"` : ""
    return `${time}<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${color}"${dash}/>`
      + `<path d="M${to} ${y} l${tip} -3.5 v7 z" fill="${color}"/>`
      + `<text x="${at((from + to) / 2)}" y="${y - 4}" text-anchor="middle" class="strong">${fitting(message.label, Math.abs(to - from) - 10)}</text>`
  }).join("")
  const name = `${messages.length} messages before the violation of ${escape(diagram.code)}, among ${escape(hosts.join(", "))}; the list below has them as text`
  return `<div class="wide" tabindex="0" role="region" aria-label="${name}"><svg class="messages" viewBox="0 0 ${width} ${height + 8}" style="max-width:${width}px;min-width:${at(width * readableShare)}px" role="img" `
    + `aria-label="${name}">${lives}${rows}</svg></div>${list(diagram)}`
}
