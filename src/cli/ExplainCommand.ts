/** `orrery explain CODE`: what an invariant says, and where it comes from. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { catalogue } from "../sim/oracles/Catalogue.ts"
import { Ledger } from "../sim/oracles/model/Ledger.ts"
import type { Oracle } from "../sim/oracles/Oracle.ts"
import { nearest } from "../sim/scenario/Suggest.ts"
import { wrongUsage } from "./Failure.ts"

/** When an oracle checks, as its trial tells. Some decide while the world runs, some when it has come to rest. */
const momentsOf = (oracle: Oracle): string => {
  const trial = oracle.make(() => {}, new Ledger([]))
  if (trial.atRest === undefined) return "at every message"
  return `${trial.observe === undefined ? "" : "at every message, and "}when the network has come to rest`
}

const code = Argument.String("code").pipe(Argument.withDescription("Code of an invariant, such as REPO-3."))

export const explain = Command.make("explain", { code }, ({ code }) =>
  Effect.gen(function*() {
    const codes = catalogue.map((oracle) => oracle.code)
    const oracle = catalogue.find((each) => each.code === code.toUpperCase())
    if (oracle === undefined) {
      const near = nearest(code.toUpperCase(), codes)
      return yield* wrongUsage(
        `No oracle has the code ${code}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
        `Codes: ${codes.join(", ")}`
      )
    }
    yield* Console.log(`${oracle.code}  ${oracle.title}`)
    yield* Console.log(`Source   ${oracle.source}`)
    yield* Console.log(`Checked  ${momentsOf(oracle)}`)
  })).pipe(
    Command.withDescription("Explain the invariant that a report names by its code."),
    Command.withExamples([{ command: "orrery explain SYNC-3", description: "What SYNC-3 says, and its source" }])
  )
