/** The log of a consortium as its operators tell it at rest, asked for once however many oracles want it. */
import * as Effect from "effect/Effect"
import type { HostOf, Ledger } from "./Ledger.ts"
import * as NaiveTlog from "./NaiveTlog.ts"
import { cidOf, type Line, type PlcOperation } from "./NaivePlc.ts"
import type { Probe } from "../Oracle.ts"

const conductOf = ({ options }: HostOf): string | undefined => (options?.["conduct"] as { readonly kind: string } | undefined)?.kind

/** Operators that were made to misbehave, and how. */
export const liars = (hosts: ReadonlyArray<HostOf>): ReadonlyMap<string, string> =>
  new Map(hosts.flatMap((each) => {
    const conduct = each.kind === "operator" ? conductOf(each) : undefined
    return conduct === undefined ? [] : [[each.host, conduct]]
  }))

export const honest = (ledger: Ledger): ReadonlyArray<string> => {
  const lying = liars(ledger.hosts)
  return ledger.of("operator").filter((host) => !lying.has(host))
}

/** Whether no more operators lie than a consortium tolerates. */
export const isTolerable = (hosts: ReadonlyArray<HostOf>): boolean => {
  const operators = hosts.filter(({ kind }) => kind === "operator").length
  return liars(hosts).size <= Math.floor((operators - 1) / 3)
}

export interface Told {
  readonly leaves: ReadonlyArray<Uint8Array>
  readonly entries: ReadonlyArray<NaiveTlog.Entry>
  readonly byDid: ReadonlyMap<string, ReadonlyArray<Line & { readonly index: number }>>
  /** Every key that an operator ever had. */
  readonly vkeys: ReadonlyArray<string>
}

const page = 256

const told = new WeakMap<Ledger, Map<string, Told>>()

export const of = Effect.fnUntraced(function*(ledger: Ledger, probe: Probe, host: string) {
  const known = told.get(ledger)?.get(host)
  if (known !== undefined) return known
  const leaves: Array<Uint8Array> = []
  while (true) {
    const { body, status } = yield* probe.get(host, `/consortium/entries?start=${leaves.length}&end=${leaves.length + page}`)
    const lines = status === 200 ? Buffer.from(body).toString().split("\n").filter((line) => line !== "") : []
    if (lines.length === 0) break
    for (const line of lines) {
      const { entry, index } = JSON.parse(line) as { readonly index: number; readonly entry: string }
      if (index === leaves.length) leaves.push(new Uint8Array(Buffer.from(entry, "base64")))
    }
  }
  const entries = leaves.map(NaiveTlog.readEntry)
  const byDid = new Map<string, Array<Line & { readonly index: number }>>()
  entries.forEach(({ did, operation, time, type }, index) => {
    if ((type !== "operation" && type !== "inherited") || did === undefined) return
    const line = { did, index, operation: operation as PlcOperation, cid: cidOf(operation as PlcOperation), createdAt: new Date(time).toISOString() }
    byDid.set(did, [...byDid.get(did) ?? [], line])
  })
  const vkeys = entries.flatMap(({ member, members = [] }) => [...members, ...(member === undefined ? [] : [member])])
  const all: Told = { leaves, entries, byDid, vkeys }
  told.set(ledger, (told.get(ledger) ?? new Map<string, Told>()).set(host, all))
  return all
})

/** How many members there are for each entry, before it counts. */
export const membersAt = (entries: ReadonlyArray<NaiveTlog.Entry>): ReadonlyArray<number> => {
  let members = 0
  return entries.map(({ members: founders, type }) => {
    const before = members
    members += type === "genesis" ? founders!.length : type === "join" ? 1 : type === "leave" || type === "remove" ? -1 : 0
    return before
  })
}

export const quorumOf = (members: number): number => Math.floor((members + Math.floor((members - 1) / 3)) / 2) + 1
