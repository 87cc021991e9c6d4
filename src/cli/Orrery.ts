/** The command `orrery` and its subcommands. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import packageJson from "../../package.json" with { type: "json" }
import { campaign } from "./CampaignCommand.ts"
import { explain } from "./ExplainCommand.ts"
import { type ExitCode, Failure } from "./Failure.ts"
import { list } from "./ListCommand.ts"
import { run } from "./RunCommand.ts"
import { serve } from "./ServeCommand.ts"

const orrery = Command.make("orrery").pipe(
  Command.withDescription("A clockwork model of the AT Protocol network."),
  Command.withSubcommands([run, campaign, serve, list, explain])
)

const program = Command.runWith(orrery, { version: packageJson.version })

/** Help that nobody asked for would stand between the mistake and its reader, and on stdout where a program reads. */
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error([...event.errors.map(({ message }) => message), `${event.commandPath.join(" ")} --help tells more.`].join("\n"))
      : CliOutput.defaultPresenter.present(event)
})

/** What went wrong is said on stderr, without a stack; the exit code is the value. */
export const main = (args: ReadonlyArray<string>) =>
  program(args).pipe(
    Effect.provide(presenter),
    Effect.as<ExitCode>(0),
    Effect.catch((error) =>
      Effect.sync((): ExitCode => {
        if (error instanceof Failure) {
          if (error.lines.length > 0) process.stderr.write(`${error.lines.join("\n")}\n`)
          return error.exitCode
        }
        // What was wrong has been said, or the help been shown, where that was asked for.
        return error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2
      })
    )
  )
