/** What each actor had to do, as a table whose numbers can be compared at a glance within a column. */
import type { ActorLoad } from "../ReportData.ts"
import { section } from "./Section.ts"
import { bytes, count, escape } from "./Text.ts"

const columns = [
  ["requests in", "requestsIn", count],
  ["requests out", "requestsOut", count],
  ["failed", "failures", count],
  ["frames in", "framesIn", count],
  ["frames out", "framesOut", count],
  ["bytes in", "bytesIn", bytes],
  ["bytes out", "bytesOut", bytes]
] as const

export const loadTable = (actors: ReadonlyArray<ActorLoad>): string => {
  const most = columns.map(([, key]) => Math.max(1, ...actors.map((actor) => actor[key])))
  const rows = actors.map((actor) =>
    `<tr><th scope="row">${escape(actor.host)} <span class="source">${escape(actor.kind)}</span></th>${
      columns.map(([, key, print], i) => `<td class="n bar" style="--s:${Math.round((actor[key] / most[i]!) * 100)}%">${print(actor[key])}</td>`).join("")
    }</tr>`
  ).join("")
  const heading = `<tr><th scope="col">host</th>${columns.map(([name]) => `<th scope="col" class="n">${name}</th>`).join("")}</tr>`
  return section(
    "Load by actor",
    "HTTP requests and stream frames that each received and sent, requests of its own that got no answer, and bytes of bodies and frames. A bar is a number's share of the greatest in its column.",
    actors.length === 0
      ? `<p class="lead">Nobody sent anything.</p>`
      : `<div class="wide" tabindex="0" role="region" aria-label="Load by actor"><table class="load">${heading}${rows}</table></div>`
  )
}
