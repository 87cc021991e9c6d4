/** The command `orrery` and its subcommands. */
import * as Effect from "effect/Effect"
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

/** What went wrong is said on stderr, without a stack; the exit code is the value. */
export const main = (args: ReadonlyArray<string>) =>
  program(args).pipe(
    Effect.as<ExitCode>(0),
    Effect.catch((error) =>
      Effect.sync((): ExitCode => {
        if (error instanceof Failure) {
          if (error.lines.length > 0) process.stderr.write(`${error.lines.join("\n")}\n`)
          return error.exitCode
        }
        // The command-line library has shown the help, and what was wrong, if anything was.
        return error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2
      })
    )
  )
