/**
 * A receipt that its giver's own log honours too late: an entry past the
 * deadline comes before the operation. Entries of one block have one time, so
 * what is promised may stand anywhere in the first block past the deadline.
 * The promise is that of `consortium/Receipt.ts`.
 */
import * as Result from "effect/Result"
import * as Entry from "../consortium/Entry.ts"
import * as Merkle from "../tlog/Merkle.ts"
import { toBase64 } from "../tlog/SignedNote.ts"
import * as CompactRange from "./CompactRange.ts"
import type { LateMerge, Verdict } from "./Evidence.ts"
import * as Omission from "./Omission.ts"
import * as Signed from "./Signed.ts"

export const judge = (evidence: LateMerge, operators: ReadonlyArray<Signed.Operator>): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, checkpoint, receipt, tree: before } = yield* Omission.opened(evidence, operators)
    const entries: Array<Entry.Entry | undefined> = []
    for (const each of evidence.entries) {
      const bytes = yield* Signed.bytes(each)
      before.append(Merkle.leafHash(bytes))
      entries.push(Result.getOrUndefined(Entry.decode(bytes)))
    }
    const tree = before.extended(checkpoint.size, yield* Signed.hashes(evidence.rest))
    if (tree === undefined || !Merkle.equals(tree.root(), checkpoint.root)) return yield* Signed.unproven("the entries are not those of the checkpoint")
    const first = entries.findIndex((entry) => Omission.settles(entry, receipt.did))
    if (first < 0 || first !== entries.length - 1) return yield* Signed.unproven("the last entry is expected to be the first of the DID since the receipt")
    const past = entries.find((entry) => entry !== undefined && entry.time >= receipt.deadline)
    const settled = entries[first]!
    if (past === undefined || past.time >= settled.time) return yield* Signed.unproven("nothing past the deadline comes before it")
    return {
      charge: "late merge" as const,
      accused: [by],
      did: receipt.did,
      detail: `${receipt.cid}, promised for ${receipt.deadline}, came into the log after ${past.time}, at ${settled.time}`
    }
  })

/** `entries` are all leaves from the receipt's size up to the first of the DID. */
export const make = (
  operators: ReadonlyArray<Signed.Operator>,
  receipt: { readonly note: string; readonly by: string; readonly size: number },
  checkpoint: { readonly note: string; readonly size: number },
  entries: ReadonlyArray<Uint8Array>,
  node: Merkle.NodeAt
): LateMerge | undefined => {
  const shown = Omission.make(operators, receipt, checkpoint, entries, node)
  return shown === undefined ? undefined : {
    ...shown,
    kind: "late-merge",
    rest: CompactRange.cover(node, receipt.size + entries.length, checkpoint.size).map(toBase64)
  }
}
