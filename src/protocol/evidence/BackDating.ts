/**
 * An entry whose time is below that of the entry before it, in a log that the
 * accused cosigned: two neighbours of the tree. The agreed time decides which
 * side of a fork wins, so a log whose time falls has chosen one. What was
 * inherited has the times of its own log.
 */
import * as Result from "effect/Result"
import type * as Merkle from "../tlog/Merkle.ts"
import type { BackDating, Verdict } from "./Evidence.ts"
import { include } from "./InvalidOperation.ts"
import * as Signed from "./Signed.ts"

export const judge = (evidence: BackDating, operators: ReadonlyArray<Signed.Operator>): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, checkpoint } = yield* Signed.checkpoint(evidence.checkpoint, operators)
    const [before, entry, ...more] = yield* Signed.included(evidence.entries, checkpoint)
    if (by.length === 0 || before?.entry === undefined || entry?.entry === undefined || more.length > 0 || entry.index !== before.index + 1) {
      return yield* Signed.unproven("two neighbouring entries under a signed checkpoint are expected")
    }
    if (entry.entry.type === "inherited" || entry.entry.time >= before.entry.time) return yield* Signed.unproven("its time does not fall")
    return {
      charge: "back-dating" as const,
      accused: by,
      detail: `entry ${entry.index} has the time ${entry.entry.time}, the one before it ${before.entry.time}`,
      ...(entry.entry.type === "operation" ? { did: entry.entry.did } : {})
    }
  })

export interface Accusation {
  readonly operators: ReadonlyArray<Signed.Operator>
  readonly accused: ReadonlyArray<string>
  readonly checkpoint: { readonly note: string; readonly size: number }
  /** Where the entry stands, and its bytes after those of the one before. */
  readonly index: number
  readonly entries: readonly [before: Uint8Array, entry: Uint8Array]
  readonly node: Merkle.NodeAt
}

/** Undefined if the time does not fall there. */
export const make = ({ accused, checkpoint, entries, index, node, operators }: Accusation): BackDating | undefined => {
  const note = Signed.signedBy(checkpoint.note, operators, accused)
  if (note === undefined) return undefined
  const evidence: BackDating = {
    kind: "back-dating",
    checkpoint: note,
    entries: entries.map((entry, i) => include(index - 1 + i, entry, checkpoint.size, node))
  }
  return Result.isSuccess(judge(evidence, operators)) ? evidence : undefined
}
