/**
 * Evidence of an operator's misconduct: documents that convict by themselves.
 *
 * 1. Whoever has the operators' public keys can judge it; nobody's word is needed.
 * 2. It consists of what the accused itself signed, and of hashes that bind the
 *    rest to that: two of its statements that cannot both be true. So neither a
 *    bad network nor any number of liars can convict an operator that keeps the
 *    rules (LOG-4).
 * 3. There is one spelling of it. A changed byte is no evidence any more, and
 *    the hash of its bytes is its name.
 *
 * A note in it carries the signatures of the accused and no other.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { hash } from "node:crypto"

const Base64 = Schema.String
const Hashes = Schema.Array(Base64)

/** An entry's bytes, and the proof that it stands at `index` of the checkpoint's tree. */
export const Included = Schema.Struct({ index: Schema.Int, entry: Base64, path: Hashes })
export type Included = typeof Included.Type

/**
 * Two checkpoints by the same hands of which the smaller is no prefix of the
 * larger. `prefix` and `rest` cover the larger tree up to the smaller size and
 * from there; both are empty where the sizes are equal.
 */
export const Equivocation = Schema.Struct({
  kind: Schema.Literal("equivocation"),
  first: Schema.String,
  second: Schema.String,
  prefix: Hashes,
  rest: Hashes
})
export type Equivocation = typeof Equivocation.Type

/**
 * A receipt, and a checkpoint by the same hand over a log whose time passed the
 * deadline without it. `entries` are all leaves from the receipt's size on, and
 * `prefix` covers what is before: the last block may honour the receipt in any
 * of its entries, so none is left out.
 */
export const Omission = Schema.Struct({
  kind: Schema.Literal("omission"),
  receipt: Schema.String,
  checkpoint: Schema.String,
  prefix: Hashes,
  entries: Schema.Array(Base64)
})
export type Omission = typeof Omission.Type

/**
 * A receipt, and all leaves from its size on up to the first of its DID, which
 * stands behind one whose time is past the deadline; `prefix` and `rest` cover
 * what is before and behind them in the tree of a checkpoint by the same hand.
 */
export const LateMerge = Schema.Struct({
  kind: Schema.Literal("late-merge"),
  receipt: Schema.String,
  checkpoint: Schema.String,
  prefix: Hashes,
  entries: Schema.Array(Base64),
  rest: Hashes
})
export type LateMerge = typeof LateMerge.Type

/** Two neighbouring entries of which the second has the earlier time. */
export const BackDating = Schema.Struct({
  kind: Schema.Literal("back-dating"),
  checkpoint: Schema.String,
  entries: Schema.Array(Included)
})
export type BackDating = typeof BackDating.Type

/**
 * An entry that the rules refuse, under a checkpoint of the accused: the last
 * of `entries`. Either its relatives alone show it, each with its place in the
 * tree, or the whole log up to it does (`Relatives.ts` says when which).
 */
export const InvalidOperation = Schema.Struct({
  kind: Schema.Literal("invalid-operation"),
  checkpoint: Schema.String,
  entries: Schema.Array(Included)
})
export type InvalidOperation = typeof InvalidOperation.Type

export const InvalidLog = Schema.Struct({
  kind: Schema.Literal("invalid-log"),
  checkpoint: Schema.String,
  /** All leaves from the first to the refused one. */
  entries: Schema.Array(Base64),
  rest: Hashes
})
export type InvalidLog = typeof InvalidLog.Type

/** What the accused said of a DID, against entries of that DID in a log that it cosigned. */
export const FalseStatement = Schema.Struct({
  kind: Schema.Literal("false-statement"),
  statement: Schema.String,
  checkpoint: Schema.String,
  entries: Schema.Array(Included)
})
export type FalseStatement = typeof FalseStatement.Type

export const Evidence = Schema.Union([Equivocation, Omission, LateMerge, BackDating, InvalidOperation, InvalidLog, FalseStatement])
export type Evidence = typeof Evidence.Type

/** What evidence shows, in the words of the rules broken. */
export type Charge =
  | "equivocation"
  | "omission"
  | "late merge"
  | "back-dating"
  | "invalid operation"
  | "dishonoured nullification"
  | "hidden operation"

export const charges: ReadonlyArray<Charge> = [
  "equivocation",
  "omission",
  "late merge",
  "back-dating",
  "invalid operation",
  "dishonoured nullification",
  "hidden operation"
]

export interface Verdict {
  readonly charge: Charge
  /** Names of the operators that are proven guilty, in order. */
  readonly accused: ReadonlyArray<string>
  readonly detail: string
  /** Whom it concerns, where it concerns one. */
  readonly did?: string
}

/** It proves nothing, and why. */
export class Unproven extends Data.TaggedError("Unproven")<{ readonly reason: string }> {
  override get message(): string {
    return `No evidence: ${this.reason}`
  }
}

const decode = Schema.decodeUnknownResult(Evidence)

export const format = (evidence: Evidence): string => JSON.stringify(evidence)

export const parse = (text: string): Result.Result<Evidence, Unproven> => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return Result.fail(new Unproven({ reason: "not JSON" }))
  }
  const decoded = decode(json, { onExcessProperty: "error" })
  if (Result.isFailure(decoded)) return Result.fail(new Unproven({ reason: "none of the known kinds" }))
  return format(decoded.success) === text ? Result.succeed(decoded.success) : Result.fail(new Unproven({ reason: "not in its one spelling" }))
}

/** The name of a piece of evidence. */
export const idOf = (text: string): string => hash("sha256", text, "hex")
