/**
 * The export of a directory that others founded a log upon, as it was told while
 * it was there, and the new log's beginning held against it.
 */
import * as DagCbor from "@ipld/dag-cbor"
import * as Effect from "effect/Effect"
import type { Observation } from "../../Observation.ts"
import type { Check, Probe } from "../Oracle.ts"
import type { Ledger } from "./Ledger.ts"
import { type Line, replay } from "./NaivePlc.ts"
import * as NaiveTlog from "./NaiveTlog.ts"
import * as PlcExport from "./PlcExport.ts"
import { ask } from "./Questions.ts"
import * as SharedLog from "./SharedLog.ts"

type Audited = Line & { readonly nullified: boolean }

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each)

/** What two lines of one operation have in common. */
const gist = ({ cid, createdAt, did, operation }: Line): string => sorted({ cid, createdAt, did, operation })

export class OldLog {
  /** By number. */
  private readonly lines = new Map<number, Line>()
  private readonly hosts: ReadonlySet<string>

  constructor(ledger: Ledger) {
    this.hosts = new Set(PlcExport.predecessors(ledger))
  }

  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived" || o.status !== 200 || !this.hosts.has(o.request.to)) return
    if (!o.request.path.startsWith("/export?") || o.body.length === 0) return
    for (const text of Buffer.from(o.body).toString().split("\n")) {
      const line = JSON.parse(text) as Line
      if (line.seq !== undefined) this.lines.set(line.seq, line)
    }
  }

  /** The first lines, in their order. */
  first(count: number): ReadonlyArray<Line> {
    return [...this.lines.values()].toSorted((a, b) => a.seq! - b.seq!).slice(0, count)
  }
}

const byDid = (lines: ReadonlyArray<Line>): ReadonlyMap<string, ReadonlyArray<Line>> => {
  const all = new Map<string, Array<Line>>()
  for (const line of lines) {
    const known = all.get(line.did)
    if (known === undefined) all.set(line.did, [line])
    else known.push(line)
  }
  return all
}

/** The leaf that the new log has to have for a line of the old export. */
const leafOf = ({ cid, createdAt, did, operation, seq }: Line): Uint8Array =>
  DagCbor.encode({ type: "sequenced_op", seq, did, cid, operation, createdAt })

/** What a founder answers of a DID, against the old log and what came to it since. */
const compareDid = Effect.fnUntraced(function*(check: Check, probe: Probe, host: string, did: string, old: ReadonlyArray<Line>) {
  const audit = (yield* ask(probe, host, `/${did}/log/audit`)) as unknown as ReadonlyArray<Audited> | undefined
  const live = (yield* ask(probe, host, `/${did}/log`)) as unknown as ReadonlyArray<Line["operation"]> | undefined
  const told = audit ?? []
  const parting = old.findIndex((line, i) => told[i] === undefined || gist(told[i]) !== gist(line))
  check(parting === -1, () => `${host} does not have operation ${parting} of ${did} as the old log had it: ${old[parting]!.cid} of ${old[parting]!.createdAt}`, () => [host, did])
  const fallen = replay(did, old).nullified
  const risen = fallen.findIndex((isFallen, i) => isFallen && told[i]?.nullified === false)
  check(risen === -1, () => `${host} lets ${old[risen]!.cid} of ${did} stand, which had fallen in the old log`, () => [host, did])
  const whole = [...old, ...told.slice(old.length)]
  const { nullified, problem } = replay(did, whole)
  check(problem === undefined, () => `what came to ${did} since does not follow upon the old log: ${problem}`, () => [host, did])
  const wrong = nullified.findIndex((isFallen, i) => told[i] !== undefined && told[i].nullified !== isFallen)
  check(wrong === -1, () => `${host} marks ${whole[wrong]!.cid} of ${did} otherwise than the two logs replay`, () => [host, did])
  const standing = whole.filter((_, i) => nullified[i] === false).map(({ operation }) => operation)
  check(sorted(live) === sorted(standing), () => `${host} answers another log of ${did} than stands by the two`, () => [host, did])
})

/** The beginning of each founder's log against what the old one told. */
export const compare = Effect.fnUntraced(function*(check: Check, probe: Probe, ledger: Ledger, oldLog: OldLog) {
  for (const host of SharedLog.honest(ledger)) {
    const { entries } = yield* SharedLog.of(ledger, probe, host)
    const inherits = entries[0]?.inherits
    check(inherits !== undefined, () => `${host} was to found upon the old log, and did not`, () => [host])
    if (inherits === undefined) continue
    const old = oldLog.first(inherits.size)
    const leaves = old.map(leafOf)
    const root = NaiveTlog.roots(leaves)(leaves.length)
    const bound = Buffer.from(inherits.root).toString("base64")
    check(old.length === inherits.size && root === bound, () => `${host} is founded upon ${inherits.size} operations of root ${bound}; the old log told ${old.length}, of root ${root}`, () => [host])
    const parting = leaves.findIndex((leaf, i) => Buffer.compare(leaf, entries[i + 1]?.leaf ?? new Uint8Array(0)) !== 0)
    check(parting === -1, () => `entry ${parting + 1} of ${host} is not what stood there in the old log`, () => [host])
    for (const [did, lines] of byDid(old)) yield* compareDid(check, probe, host, did, lines)
  }
})
