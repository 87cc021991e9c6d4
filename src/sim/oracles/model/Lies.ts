/**
 * What operators that were made to lie signed and told to anybody but their
 * peers, and when that arrived. Which of it was a lie shows when the log is
 * known: at rest.
 */
import type { Observation } from "../../Observation.ts"
import type { HostOf } from "./Ledger.ts"
import * as NaiveTlog from "./NaiveTlog.ts"
import * as SharedLog from "./SharedLog.ts"

interface Told {
  /** Milliseconds since the world began. */
  readonly at: number
  readonly note: NaiveTlog.Note
}

type Json = Readonly<Record<string, unknown>>

const jsonOf = (body: Uint8Array): Json => {
  try {
    return JSON.parse(Buffer.from(body).toString()) as Json
  } catch {
    return {}
  }
}

/** The number behind a word. */
const numberAfter = (line: string | undefined, word: string): number => Number((line ?? "").slice(word.length + 1))

export class Lies {
  private readonly told = new Map<string, Map<string, Told>>()
  private readonly operators: ReadonlySet<string>
  /** Seconds of a cosignature, less when it was heard: the world's epoch, but for what the way took. */
  private readonly epochs: Array<number> = []

  constructor(hosts: ReadonlyArray<HostOf>) {
    this.operators = new Set(hosts.filter(({ kind }) => kind === "operator").map(({ host }) => host))
    for (const host of SharedLog.liars(hosts).keys()) this.told.set(host, new Map())
  }

  observe(o: Observation): void {
    if (o._tag === "FrameReceived" && this.operators.has(o.from) && !this.operators.has(o.to) && o.path.startsWith("/consortium/stream")) {
      const text = Buffer.from(o.bytes).toString()
      this.hear(o.from, o.at, text)
      const seconds = NaiveTlog.readNote(text)?.signatures[0]?.bytes
      if (seconds?.length === 72) this.epochs.push(Number(seconds.readBigUInt64BE(0)) * 1_000 - o.at)
    }
    if (o._tag !== "HttpResponseReceived" || o.status >= 300 || !this.told.has(o.request.to) || this.operators.has(o.request.from)) return
    const { path, to } = o.request
    if (path.startsWith("/consortium/checkpoint") || path.startsWith("/consortium/statement")) this.hear(to, o.at, Buffer.from(o.body).toString())
    else if (path.startsWith("/consortium/history") || (o.request.method === "POST" && path.startsWith("/did:plc:"))) {
      const { checkpoint, receipt, statement } = jsonOf(o.body)
      for (const text of [checkpoint, receipt, statement]) if (typeof text === "string") this.hear(to, o.at, text)
    }
  }

  private hear(host: string, at: number, text: string): void {
    const notes = this.told.get(host)
    if (notes === undefined || notes.has(text)) return
    const note = NaiveTlog.readNote(text)
    if (note !== undefined) notes.set(text, { at, note })
  }

  private notes(host: string, header?: string): ReadonlyArray<Told> {
    return [...this.told.get(host)?.values() ?? []].filter(({ note: { lines } }) =>
      header === undefined ? lines.length === 3 : lines[0] === header)
  }

  /** Milliseconds since 1970 at which the world began, as cosignatures tell it, to a second or so. */
  private get epochMillis(): number {
    const sorted = this.epochs.toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }

  /**
   * From when on an operator could be convicted of what it was made to do, in
   * milliseconds since 1970; undefined if it never was: nobody asked it.
   */
  since(host: string, conduct: string, { byDid, entries, leaves }: SharedLog.Told): number | undefined {
    const { epochMillis } = this
    switch (conduct) {
      case "equivocate":
      case "backdate":
      case "invent": {
        const rootAt = NaiveTlog.roots(leaves)
        const lie = this.notes(host).find(({ note: { lines } }) => Number(lines[1]) > leaves.length || rootAt(Number(lines[1])) !== lines[2])
        return lie === undefined ? undefined : epochMillis + lie.at
      }
      case "fork": {
        const roots = new Map<string, string>()
        const second = this.notes(host).find(({ note: { lines: [, size = "", root = ""] } }) => {
          const other = roots.get(size) ?? root
          roots.set(size, root)
          return other !== root
        })
        return second === undefined ? undefined : epochMillis + second.at
      }
      case "dishonour": {
        const lie = this.notes(host, "orrery/statement/v1").find(({ note: { lines: [, , did = "", size, count] } }) =>
          (byDid.get(did) ?? []).filter(({ index }) => index < numberAfter(size, "size")).length !== numberAfter(count, "count"))
        return lie === undefined ? undefined : epochMillis + lie.at
      }
      case "omit":
      case "merge-late": {
        const due = this.notes(host, "orrery/receipt/v1").flatMap(({ note: { lines: [, , did = "", , size, deadline] } }) => {
          const past = entries.find(({ time }, index) => index >= numberAfter(size, "size") && time >= numberAfter(deadline, "deadline"))
          const kept = (byDid.get(did) ?? []).find(({ index }) => index >= numberAfter(size, "size"))
          return past === undefined || (kept !== undefined && entries[kept.index]!.time <= past.time)
            ? []
            : conduct === "omit" ? [past.time] : kept === undefined ? [] : [entries[kept.index]!.time]
        })
        return due.length === 0 ? undefined : Math.min(...due)
      }
      default:
        return undefined
    }
  }
}
