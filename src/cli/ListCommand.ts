/** `orrery list`: the scenarios that come with the house. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as ScenarioFile from "./ScenarioFile.ts"

const json = Flag.Boolean("json").pipe(Flag.withDescription("Print one JSON array."), Flag.withDefault(false))

export const list = Command.make("list", { json }, ({ json }) =>
  Effect.gen(function*() {
    const rows = yield* Effect.forEach(ScenarioFile.known(), (file) =>
      Effect.map(ScenarioFile.load(file), ({ description, name }) => ({ name, file, description })))
    if (json) return yield* Console.log(JSON.stringify(rows))
    const width = Math.max(0, ...rows.map(({ file }) => file.length))
    for (const { description, file } of rows) yield* Console.log(`${file.padEnd(width)}  ${description}`)
  })).pipe(
    Command.withDescription("List the scenarios that come with Orrery."),
    Command.withExamples([{ command: "orrery list", description: "Each with its description" }])
  )
