/** A receipt that its giver's own log does not honour. The promise is that of `consortium/Receipt.ts`. */
import * as Result from "effect/Result"
import * as Entry from "../consortium/Entry.ts"
import * as Inheritance from "../consortium/Inheritance.ts"
import type { Receipt } from "../consortium/Receipt.ts"
import type { Checkpoint } from "../tlog/Checkpoint.ts"
import * as Merkle from "../tlog/Merkle.ts"
import { toBase64 } from "../tlog/SignedNote.ts"
import * as CompactRange from "./CompactRange.ts"
import type { Omission, Verdict } from "./Evidence.ts"
import * as Signed from "./Signed.ts"

/** Whether an entry settles what a receipt promised: by the operation itself, or by another of its DID. */
export const settles = (entry: Entry.Entry | undefined, did: string): boolean => entry !== undefined && Inheritance.operationOf(entry)?.did === did

/** A receipt beside a checkpoint that its giver alone signed of the same log, and the tree that was before the receipt. */
export const opened = (
  evidence: Pick<Omission, "checkpoint" | "prefix" | "receipt">,
  operators: ReadonlyArray<Signed.Operator>
): Signed.Proven<{ readonly by: string; readonly receipt: Receipt; readonly checkpoint: Checkpoint; readonly tree: CompactRange.CompactRange }> =>
  Result.gen(function*() {
    const { by, receipt } = yield* Signed.receipt(evidence.receipt, operators)
    const signed = yield* Signed.checkpoint(evidence.checkpoint, operators)
    if (signed.checkpoint.origin !== receipt.origin) return yield* Signed.unproven("receipt and checkpoint are of different logs")
    if (signed.by.join(" ") !== by) return yield* Signed.unproven("the checkpoint is not by the giver of the receipt alone")
    const tree = CompactRange.CompactRange.of(receipt.size, yield* Signed.hashes(evidence.prefix))
    if (tree === undefined) return yield* Signed.unproven("the hashes do not cover what was before the receipt")
    return { by, receipt, checkpoint: signed.checkpoint, tree }
  })

export const judge = (evidence: Omission, operators: ReadonlyArray<Signed.Operator>): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, checkpoint: { root, size }, receipt, tree } = yield* opened(evidence, operators)
    let past = false
    for (const each of evidence.entries) {
      const bytes = yield* Signed.bytes(each)
      tree.append(Merkle.leafHash(bytes))
      const entry = Result.getOrUndefined(Entry.decode(bytes))
      past ||= entry !== undefined && entry.time >= receipt.deadline
      if (settles(entry, receipt.did)) return yield* Signed.unproven("the operation, or another of its DID, is in the log")
    }
    if (!past) return yield* Signed.unproven("the deadline has not passed in the log's own time")
    if (tree.size !== size || !Merkle.equals(tree.root(), root)) return yield* Signed.unproven("the entries are not those of the checkpoint")
    return {
      charge: "omission" as const,
      accused: [by],
      did: receipt.did,
      detail: `${receipt.cid}, promised for ${receipt.deadline}, is not in the log of size ${size}`
    }
  })

/** `entries` are all leaves from the receipt's size up to that of the checkpoint. */
export const make = (
  operators: ReadonlyArray<Signed.Operator>,
  receipt: { readonly note: string; readonly by: string; readonly size: number },
  checkpoint: { readonly note: string; readonly size: number },
  entries: ReadonlyArray<Uint8Array>,
  node: Merkle.NodeAt
): Omission | undefined => {
  const note = Signed.signedBy(checkpoint.note, operators, [receipt.by])
  return note === undefined ? undefined : {
    kind: "omission",
    receipt: receipt.note,
    checkpoint: note,
    prefix: CompactRange.cover(node, 0, receipt.size).map(toBase64),
    entries: entries.map(toBase64)
  }
}
