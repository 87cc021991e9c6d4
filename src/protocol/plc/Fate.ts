/**
 * What a log says of an operation that was sent, and whose answer was lost. [plc]
 *
 *     next ──▶ stands ──▶ fallen          a copy of it may arrive at any time
 *      │ ▲ fork ─┘                        as long as it is next or a fork
 *      └──┴──▶ barred
 *
 * It can be taken while its `prev` is the head, or as a recovery: while its
 * `prev` stands, and who followed that signed with a lower key, for 72 hours.
 * What has fallen or is barred stays so, whatever the log grows by: what follows
 * its `prev` gives way to higher keys alone.
 *
 * A log that lacks `prev` is an old one, and says nothing (undefined).
 */
import type { Keys } from "../keys/Keys.ts"
import * as Log from "./Log.ts"
import * as Operation from "./Operation.ts"

export type Fate =
  | "stands"
  | "fallen"
  /** It would come after the head. */
  | "next"
  /** It would take back what stands. */
  | "fork"
  /** It can be taken no more. */
  | "barred"

/** `nowMillis`: by a clock that is not ahead of the directory's. */
export const fateOf = (
  log: Log.Log,
  operation: Operation.Operation,
  { did, nowMillis, verify }: { readonly did: string; readonly nowMillis: number; readonly verify: Keys["Service"]["verify"] }
): Fate | undefined => {
  const cid = Operation.cidOf(operation)
  const known = log.find((entry) => entry.cid.equals(cid))
  if (known !== undefined) return known.nullified ? "fallen" : "stands"
  if (!log.some((entry) => entry.cid.toString() === operation.prev)) return undefined
  // Limits of a directory's own pass, and its time rises.
  const accepted = Log.accept(log, operation, { did, nowMillis: Log.nextMillis(log, nowMillis), verify, admission: false })
  if (accepted._tag === "Failure") return "barred"
  return accepted.success.nullified.length === 0 ? "next" : "fork"
}
