/**
 * Two views of one DID's log, as one directory gave them to two askers, or to
 * one at two times: what of its lies shows between them. [plc]; paper §3.5.2; A18
 *
 *     invalid    operations that do not stand: no directory can forge, so this one did
 *     denied     known to one, and unknown to the other
 *     omitted    the one is the beginning of the other, which has more from
 *                before the shorter was given: left out then, or put in later
 *                at an earlier time; the two views alone do not say which
 *     forked     they part: each has an operation that the other has not
 *     retimed    one operation at two times
 *
 * A view that is merely older than the other is no finding. One alone shows
 * forgeries and nothing else: what a directory leaves out, or which of two
 * sides it chose, only somebody can tell who saw it otherwise.
 */
import * as Result from "effect/Result"
import type { Keys } from "../keys/Keys.ts"
import * as Log from "./Log.ts"
import * as Operation from "./Operation.ts"

export interface View {
  /** When it was given, by the asker's clock, in milliseconds since 1970. */
  readonly atMillis: number
  /** Every operation, the fallen ones too, as the directory's audit log has them. */
  readonly submissions: ReadonlyArray<Log.Submission>
}

export type Finding = "invalid" | "denied" | "omitted" | "forked" | "retimed"

/** `toleranceMillis`: how far the directory's clock may be from the askers'. */
export const compare = (
  did: string,
  one: View,
  other: View,
  { toleranceMillis, verify }: { readonly toleranceMillis: number; readonly verify: Keys["Service"]["verify"] }
): Finding | undefined => {
  const [shorter, longer] = one.submissions.length <= other.submissions.length ? [one, other] : [other, one]
  if ([shorter, longer].some(({ submissions }) => Result.isFailure(Log.replay(did, submissions, verify)))) return "invalid"
  const cidAt = (view: View, i: number) => Operation.cidOf(view.submissions[i]!.operation).toString()
  const common = shorter.submissions.length
  for (let i = 0; i < common; i++) {
    if (cidAt(shorter, i) !== cidAt(longer, i)) return "forked"
    if (shorter.submissions[i]!.createdAtMillis !== longer.submissions[i]!.createdAtMillis) return "retimed"
  }
  const missing = longer.submissions[common]
  if (missing === undefined || missing.createdAtMillis + toleranceMillis >= shorter.atMillis) return undefined
  return common === 0 ? "denied" : "omitted"
}
