/**
 * `npm run bench`: our figure, the peer's and the ratio, from one interleaved run.
 *
 *   --only <pattern>   cases whose name matches the regular expression
 *   --json             one JSON document instead of the table
 *
 * Exits with 1 if a target is missed. What it would be at the machine's pace (`Pace.ts`) is told beside it.
 */
import { parseArgs } from "node:util"
import * as K256 from "../src/protocol/keys/K256.ts"
import { type Case, type Figure, measure } from "./Case.ts"
import * as consortium from "./consortium.ts"
import { cases as keysCases } from "./keys.ts"
import * as memory from "./protocol/memory.ts"
import * as plc from "./protocol/plc.ts"
import * as repos from "./protocol/repos.ts"
import * as trees from "./protocol/trees.ts"

const { values: options } = parseArgs({ options: { only: { type: "string" }, json: { type: "boolean" } } })
const only = new RegExp(options.only ?? "")

const keys = (): ReadonlyArray<Case> =>
  keysCases.flatMap(({ name, ours, peers }) =>
    Object.entries(peers).map(([peer, run]) => ({ name, unit: "µs" as const, ours, peer: { name: peer, run } }))
  )

const verdict = ({ atMost, met, metAtPace, pace }: NonNullable<Figure["target"]>): string =>
  met
    ? `met (≤ ${atMost})`
    : `MISSED (≤ ${atMost}; by yardsticks ${pace.toFixed(2)}× slower here: ≤ ${(atMost * pace).toFixed(0)} ${metAtPace ? "met" : "missed"})`

const row = ({ name, ours, peer, target, unit }: Figure): string =>
  [
    name.trim().padEnd(62),
    `${ours.toFixed(ours < 10 ? 2 : 1)} ${unit}`.padStart(11),
    (peer === undefined ? "" : `${peer.figure.toFixed(1)} ${unit}  ${peer.name}`).padEnd(34),
    (peer === undefined ? "" : `${peer.ratio.toFixed(1)}×`).padStart(8),
    target === undefined ? "" : verdict(target)
  ].join("  ")

const figures: Array<Figure> = []
if (options.json !== true) {
  console.log(`node ${process.version}, k256 by ${K256.backend}; medians`)
  console.log(["".padEnd(62), "ours".padStart(11), "peer".padEnd(34), "ratio".padStart(8), "target"].join("  "))
}
for (const group of [...trees.groups, ...repos.groups, ...plc.groups, ...consortium.groups, keys, ...memory.groups]) {
  for (const benchCase of group()) {
    if (!only.test(benchCase.name)) continue
    const figure = await measure(benchCase)
    figures.push(figure)
    if (options.json !== true) console.log(row(figure))
  }
}
if (options.json === true) console.log(JSON.stringify({ node: process.version, k256: K256.backend, figures }, undefined, 2))
if (figures.some(({ target }) => target?.met === false)) process.exitCode = 1
