/** What an operator signed about a DID, against the log that it cosigned. */
import * as Result from "effect/Result"
import type * as Statement from "../consortium/Statement.ts"
import type { Charge, FalseStatement, Included, Verdict } from "./Evidence.ts"
import * as Relatives from "./Relatives.ts"
import * as Signed from "./Signed.ts"

interface Lie {
  readonly charge: Charge
  readonly detail: string
}

/** The lie that these entries of the DID show; each of them is in the log, more there may be. */
const lieOf = ({ count, did, head, newest, size }: Statement.Statement, relatives: ReadonlyArray<Relatives.Relative>): Lie | undefined => {
  const known = relatives.filter(({ index }) => index < size)
  if (head !== undefined && Relatives.isNullified(known, head, size)) {
    return { charge: "dishonoured nullification", detail: `${head} is said to be the head of ${did} at size ${size}, and was nullified before` }
  }
  const hidden = known.find(({ cid, index, operation }) =>
    newest === undefined || index > newest || (head !== undefined && operation.prev === head && cid !== head))
  if (hidden !== undefined || known.length > count) {
    const where = hidden === undefined ? `${known.length} entries where ${count} are admitted` : `entry ${hidden.index}`
    return { charge: "hidden operation", detail: `${where} of ${did}, denied at size ${size}` }
  }
  return undefined
}

export const judge = (evidence: FalseStatement, operators: ReadonlyArray<Signed.Operator>): Signed.Proven<Verdict> =>
  Result.gen(function*() {
    const { by, statement } = yield* Signed.statement(evidence.statement, operators)
    const signed = yield* Signed.checkpoint(evidence.checkpoint, operators)
    if (signed.checkpoint.origin !== statement.origin) return yield* Signed.unproven("statement and checkpoint are of different logs")
    if (signed.by.join(" ") !== by) return yield* Signed.unproven("the checkpoint is not by the maker of the statement alone")
    const relatives = Relatives.of(statement.did, yield* Signed.included(evidence.entries, signed.checkpoint))
    if (relatives === undefined) return yield* Signed.unproven("entries of that DID are expected")
    const lie = lieOf(statement, relatives)
    return lie === undefined
      ? yield* Signed.unproven("these entries do not contradict the statement")
      : { ...lie, accused: [by], did: statement.did }
  })

/** `entries` are those of the DID, with their places in the checkpoint's tree. */
export const make = (
  operators: ReadonlyArray<Signed.Operator>,
  statement: { readonly note: string; readonly by: string },
  checkpoint: string,
  entries: ReadonlyArray<Included>
): FalseStatement | undefined => {
  const note = Signed.signedBy(checkpoint, operators, [statement.by])
  const evidence = note === undefined ? undefined : { kind: "false-statement" as const, statement: statement.note, checkpoint: note, entries }
  return evidence !== undefined && Result.isSuccess(judge(evidence, operators)) ? evidence : undefined
}
