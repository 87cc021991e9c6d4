/** Judges any piece of evidence by the operators' keys and nothing else. */
import * as Result from "effect/Result"
import type { Keys } from "../keys/Keys.ts"
import * as BackDating from "./BackDating.ts"
import * as Equivocation from "./Equivocation.ts"
import * as Evidence from "./Evidence.ts"
import * as FalseStatement from "./FalseStatement.ts"
import * as InvalidOperation from "./InvalidOperation.ts"
import * as LateMerge from "./LateMerge.ts"
import * as Omission from "./Omission.ts"
import type * as Signed from "./Signed.ts"

export const judge = (
  evidence: Evidence.Evidence,
  operators: ReadonlyArray<Signed.Operator>,
  verify: Keys["Service"]["verify"]
): Signed.Proven<Evidence.Verdict> => {
  switch (evidence.kind) {
    case "equivocation":
      return Equivocation.judge(evidence, operators)
    case "omission":
      return Omission.judge(evidence, operators)
    case "late-merge":
      return LateMerge.judge(evidence, operators)
    case "back-dating":
      return BackDating.judge(evidence, operators)
    case "invalid-operation":
      return InvalidOperation.judge(evidence, operators, verify)
    case "invalid-log":
      return InvalidOperation.judgeWhole(evidence, operators, verify)
    case "false-statement":
      return FalseStatement.judge(evidence, operators)
  }
}

/** Who is guilty of what, by the text of a piece of evidence. `verify` is that of the operations' signatures. */
export const judgeText = (
  text: string,
  operators: ReadonlyArray<Signed.Operator>,
  verify: Keys["Service"]["verify"]
): Signed.Proven<Evidence.Verdict> => Result.flatMap(Evidence.parse(text), (evidence) => judge(evidence, operators, verify))
