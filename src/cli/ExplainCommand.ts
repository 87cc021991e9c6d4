/** `orrery explain CODE`: what an invariant says, where it comes from, and what holds it. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import type { Invariant } from "../sim/invariants/Invariant.ts"
import { invariants } from "../sim/invariants/Invariants.ts"
import { nearest } from "../sim/scenario/Suggest.ts"
import { wrongUsage } from "./Failure.ts"

const holders = ({ missing, oracles, tests }: Invariant): ReadonlyArray<string> =>
  missing === undefined
    ? [...oracles.map((oracle) => `oracle ${oracle.code}, in every run that gives occasion`), ...tests.map(({ file, kind }) => `${kind} test/${file}`)]
    : [`nothing yet: ${missing}`]

/** `ID-1 to ID-8, DATA-1 to DATA-7, …` */
const families = (): string => {
  const named = Map.groupBy(invariants.map(({ code }) => code), (code) => code.slice(0, code.indexOf("-")))
  return [...named.values()].map((codes) => codes.length === 1 ? codes[0] : `${codes[0]} to ${codes.at(-1)}`).join(", ")
}

const code = Argument.String("code").pipe(Argument.withDescription("Code of an invariant, such as REPO-3."))

export const explain = Command.make("explain", { code }, ({ code }) =>
  Effect.gen(function*() {
    const invariant = invariants.find((each) => each.code === code.toUpperCase())
    if (invariant === undefined) {
      const near = nearest(code.toUpperCase(), invariants.map((each) => each.code))
      return yield* wrongUsage(
        `No invariant has the code ${code}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
        `Codes: ${families()}`
      )
    }
    yield* Console.log(`${invariant.code}  ${invariant.title}`)
    yield* Console.log(`Source   ${invariant.source}`)
    for (const [i, holder] of holders(invariant).entries()) yield* Console.log(`${i === 0 ? "Held by" : "       "}  ${holder}`)
  })).pipe(
    Command.withDescription("Explain the invariant that a report or a test names by its code."),
    Command.withExamples([{ command: "orrery explain SYNC-3", description: "What SYNC-3 says, its source, and what holds it" }])
  )
