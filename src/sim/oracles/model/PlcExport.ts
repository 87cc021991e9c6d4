/** The whole export of a directory at rest, in both forms, asked for once however many oracles want it. */
import * as Effect from "effect/Effect"
import type { Probe } from "../Oracle.ts"
import type { Ledger } from "./Ledger.ts"
import { type Line, type Replay, replay } from "./NaivePlc.ts"
import * as SharedLog from "./SharedLog.ts"

export interface Told {
  readonly sequenced: ReadonlyArray<Line>
  readonly dated: ReadonlyArray<Line>
  /** Of the sequenced form. */
  readonly byDid: ReadonlyMap<string, ReadonlyArray<Line>>
  readonly replays: ReadonlyMap<string, Replay>
}

const pageLines = 1000

const pages = Effect.fnUntraced(function*(probe: Probe, host: string, first: string, next: (last: Line) => string) {
  const lines: Array<Line> = []
  let after = first
  while (true) {
    const { body, status } = yield* probe.get(host, `/export?count=${pageLines}${after === "" ? "" : `&after=${after}`}`)
    const page = status === 200 && body.length > 0
      ? Buffer.from(body).toString().split("\n").map((line) => JSON.parse(line) as Line)
      : []
    lines.push(...page)
    const last = page.at(-1)
    if (last === undefined || next(last) === after) return lines
    after = next(last)
  }
})

/** Directories that others founded their logs upon. At rest nobody looks there any more. */
export const predecessors = (ledger: Ledger): ReadonlyArray<string> =>
  ledger.of("plc").filter((host) => ledger.hosts.some(({ options }) => (options?.["inherits"] as { readonly from: string } | undefined)?.from === host))

/** Directories, and operators of one that are not made to lie. */
export const directories = (ledger: Ledger): ReadonlyArray<string> => {
  const left = predecessors(ledger)
  return [...ledger.of("plc").filter((host) => !left.includes(host)), ...SharedLog.honest(ledger)]
}

const told = new WeakMap<Ledger, Map<string, Told>>()

export const of = Effect.fnUntraced(function*(ledger: Ledger, probe: Probe, host: string) {
  const known = told.get(ledger)?.get(host)
  if (known !== undefined) return known
  const sequenced = yield* pages(probe, host, "0", (last) => String(last.seq))
  const dated = yield* pages(probe, host, "", (last) => last.createdAt)
  const byDid = new Map<string, Array<Line>>()
  for (const line of sequenced) {
    const lines = byDid.get(line.did)
    if (lines === undefined) byDid.set(line.did, [line])
    else lines.push(line)
  }
  const replays = new Map([...byDid].map(([did, lines]) => [did, replay(did, lines)]))
  const all: Told = { sequenced, dated, byDid, replays }
  told.set(ledger, (told.get(ledger) ?? new Map<string, Told>()).set(host, all))
  return all
})
