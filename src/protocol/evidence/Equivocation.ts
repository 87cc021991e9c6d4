/** Two checkpoints by the same hands, and the smaller is no prefix of the larger. */
import * as Result from "effect/Result"
import * as Merkle from "../tlog/Merkle.ts"
import { toBase64 } from "../tlog/SignedNote.ts"
import * as CompactRange from "./CompactRange.ts"
import type { Equivocation, Verdict } from "./Evidence.ts"
import * as Signed from "./Signed.ts"

export const judge = (evidence: Equivocation, operators: ReadonlyArray<Signed.Operator>): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const first = yield* Signed.checkpoint(evidence.first, operators)
    const second = yield* Signed.checkpoint(evidence.second, operators)
    const prefix = yield* Signed.hashes(evidence.prefix)
    const rest = yield* Signed.hashes(evidence.rest)
    const [older, newer] = [first.checkpoint, second.checkpoint]
    if (older.origin !== newer.origin) return yield* Signed.unproven("the checkpoints are of different logs")
    if (older.size > newer.size) return yield* Signed.unproven("the smaller checkpoint stands first")
    if (first.by.length === 0 || first.by.join(" ") !== second.by.join(" ")) return yield* Signed.unproven("different hands signed the two")
    if (older.size === newer.size) {
      if (prefix.length + rest.length > 0) return yield* Signed.unproven("equal sizes need no proof")
      if (Merkle.equals(older.root, newer.root)) return yield* Signed.unproven("the checkpoints agree")
      if (evidence.first > evidence.second) return yield* Signed.unproven("of two equal sizes the lower text stands first")
    } else {
      const roots = CompactRange.roots(older.size, newer.size, prefix, rest)
      if (Result.isFailure(roots) || !Merkle.equals(roots.success.to, newer.root)) return yield* Signed.unproven("the hashes are not those of the larger tree")
      if (Merkle.equals(roots.success.from, older.root)) return yield* Signed.unproven("the smaller is a prefix of the larger")
    }
    return {
      charge: "equivocation" as const,
      accused: first.by,
      detail: older.size === newer.size ? `two logs of size ${older.size}` : `a log of size ${older.size} that is no prefix of that of size ${newer.size}`
    }
  })

/** From two notes that hold at least the signatures of `accused`, and the perfect subtrees of the larger log. */
export const make = (
  operators: ReadonlyArray<Signed.Operator>,
  accused: ReadonlyArray<string>,
  smaller: { readonly note: string; readonly size: number },
  larger: { readonly note: string; readonly size: number },
  node: Merkle.NodeAt
): Equivocation | undefined => {
  const notes = [smaller, larger].map(({ note }) => Signed.signedBy(note, operators, accused))
  if (notes[0] === undefined || notes[1] === undefined) return undefined
  const [first, second] = smaller.size === larger.size ? notes.toSorted() : notes
  const cover = (from: number, to: number) => smaller.size === larger.size ? [] : CompactRange.cover(node, from, to).map(toBase64)
  return {
    kind: "equivocation",
    first: first!,
    second: second!,
    prefix: cover(0, smaller.size),
    rest: cover(smaller.size, larger.size)
  }
}
