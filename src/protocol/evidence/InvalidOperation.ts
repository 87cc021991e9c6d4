/**
 * An entry that no voter may accept, in a log that the accused cosigned: by its
 * relatives, or by the whole log up to it.
 */
import * as Result from "effect/Result"
import * as Entry from "../consortium/Entry.ts"
import * as Inheritance from "../consortium/Inheritance.ts"
import type { Keys } from "../keys/Keys.ts"
import * as Log from "../plc/Log.ts"
import * as Merkle from "../tlog/Merkle.ts"
import { toBase64 } from "../tlog/SignedNote.ts"
import * as CompactRange from "./CompactRange.ts"
import type { Included, InvalidLog, InvalidOperation, Verdict } from "./Evidence.ts"
import * as Relatives from "./Relatives.ts"
import * as Signed from "./Signed.ts"

type Verify = Keys["Service"]["verify"]

const verdict = (accused: ReadonlyArray<string>, index: number, reason: string, did: string | undefined): Verdict => ({
  charge: "invalid operation",
  accused,
  detail: `entry ${index}: ${reason}`,
  ...(did === undefined ? {} : { did })
})

export const judge = (evidence: InvalidOperation, operators: ReadonlyArray<Signed.Operator>, verify: Verify): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, checkpoint } = yield* Signed.checkpoint(evidence.checkpoint, operators)
    const leaves = yield* Signed.included(evidence.entries, checkpoint)
    const last = leaves.at(-1)
    if (by.length === 0 || last === undefined) return yield* Signed.unproven("nobody signed, or there is no entry")
    if (last.entry === undefined) {
      return leaves.length === 1 ? verdict(by, last.index, "it is no entry at all", undefined) : yield* Signed.unproven("entries of one DID are expected")
    }
    const did = Relatives.didOf(last)
    const relatives = did === undefined ? undefined : Relatives.of(did, leaves)
    if (did === undefined || relatives === undefined) return yield* Signed.unproven("entries of one DID are expected")
    const refusal = Relatives.refusalOfLast(did, relatives, verify)
    return refusal === undefined ? yield* Signed.unproven("these entries alone do not show it") : verdict(by, last.index, refusal, did)
  })

export const judgeWhole = (evidence: InvalidLog, operators: ReadonlyArray<Signed.Operator>, verify: Verify): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, checkpoint } = yield* Signed.checkpoint(evidence.checkpoint, operators)
    if (by.length === 0) return yield* Signed.unproven("nobody signed")
    let tree: CompactRange.CompactRange | undefined = new CompactRange.CompactRange()
    const entries: Array<Entry.Entry> = []
    for (const each of evidence.entries) {
      const bytes = yield* Signed.bytes(each)
      tree.append(Merkle.leafHash(bytes))
      const entry = Entry.decode(bytes)
      if (Result.isFailure(entry)) return yield* Signed.unproven("bytes that are no entry are evidence of their own")
      entries.push(entry.success)
    }
    tree = tree.extended(checkpoint.size, yield* Signed.hashes(evidence.rest))
    if (tree === undefined || !Merkle.equals(tree.root(), checkpoint.root)) return yield* Signed.unproven("the entries are not those of the checkpoint")
    const refusal = refusalOfLast(entries, verify)
    return refusal === undefined
      ? yield* Signed.unproven("the last entry is acceptable, or the fault is in an earlier one")
      : verdict(by, entries.length - 1, refusal.reason, refusal.did)
  })

/** Why the last entry of a whole log cannot be there, if all before it of its DID can. */
const refusalOfLast = (entries: ReadonlyArray<Entry.Entry>, verify: Verify): { readonly reason: string; readonly did?: string } | undefined => {
  const last = entries.at(-1)
  if (last === undefined) return undefined
  if ((last.type === "genesis") !== (entries.length === 1)) return { reason: "a log begins with its genesis, and has one" }
  const [first] = entries
  const inherits = first?.type === "genesis" ? first.inherits : undefined
  const misplaced = Inheritance.misplaced(inherits, entries.length - 1, last)
  if (misplaced !== undefined) return { reason: misplaced }
  if (last.type !== "inherited" && entries.some(({ time }) => last.time < time)) return { reason: "its time is below that of an entry before" }
  const placed = Inheritance.operationOf(last)
  const refusal = placed === undefined ? undefined : refusalOfOperation(placed.did, entries, verify)
  if (refusal !== undefined || inherits === undefined || entries.length !== inherits.size + 1) return refusal
  const unbound = Inheritance.problemOf(inherits, entries.flatMap((entry) => entry.type === "inherited" ? [entry.leaf] : []))
  return unbound === undefined ? undefined : { reason: unbound }
}

/** Why the last of a log, an operation of this DID, cannot follow what the log has of it before. */
const refusalOfOperation = (did: string, entries: ReadonlyArray<Entry.Entry>, verify: Verify): { readonly reason: string; readonly did: string } | undefined => {
  let log: Log.Log = []
  for (const entry of entries) {
    const placed = Inheritance.operationOf(entry)
    if (placed?.did !== did) continue
    const accepted = Log.accept(log, placed.operation, { did, nowMillis: placed.time, verify, admission: !placed.isInherited })
    if (Result.isFailure(accepted)) return entry === entries.at(-1) ? { reason: accepted.failure.message, did } : undefined
    log = Log.append(log, accepted.success)
  }
  return undefined
}

/** An entry with its place in a tree, as evidence carries it. */
export const include = (index: number, entry: Uint8Array, size: number, node: Merkle.NodeAt): Included => ({
  index,
  entry: toBase64(entry),
  path: Merkle.inclusionProof(index, size, node).map(toBase64)
})

export interface Accusation {
  readonly operators: ReadonlyArray<Signed.Operator>
  readonly accused: ReadonlyArray<string>
  readonly checkpoint: { readonly note: string; readonly size: number }
  /** All entries of the DID up to the refused one, which is the last; or that one alone, if it is none of a DID. */
  readonly relatives: ReadonlyArray<{ readonly index: number; readonly entry: Uint8Array }>
  /** All leaves up to the refused one; asked only if the relatives do not do. */
  readonly whole: () => ReadonlyArray<Uint8Array>
  readonly node: Merkle.NodeAt
  readonly verify: Verify
}

/** The smallest evidence that convicts, if any does. */
export const make = ({ accused, checkpoint, node, operators, relatives, verify, whole }: Accusation): InvalidOperation | InvalidLog | undefined => {
  const note = Signed.signedBy(checkpoint.note, operators, accused)
  if (note === undefined) return undefined
  const byRelatives: InvalidOperation = {
    kind: "invalid-operation",
    checkpoint: note,
    entries: relatives.map(({ entry, index }) => include(index, entry, checkpoint.size, node))
  }
  if (Result.isSuccess(judge(byRelatives, operators, verify))) return byRelatives
  const entries = whole()
  const byLog: InvalidLog = {
    kind: "invalid-log",
    checkpoint: note,
    entries: entries.map(toBase64),
    rest: CompactRange.cover(node, entries.length, checkpoint.size).map(toBase64)
  }
  return Result.isSuccess(judgeWhole(byLog, operators, verify)) ? byLog : undefined
}
