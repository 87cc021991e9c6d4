/** The program: runs the command, says what broke, sets the exit code. */
import { loaded } from "./withoutAsyncContext.ts"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { main } from "./Orrery.ts"

loaded()

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on("error", () => process.exit(0))

const exit = await Effect.runPromiseExit(Effect.provide(main(process.argv.slice(2)), NodeServices.layer))
if (Exit.isSuccess(exit)) {
  process.exitCode = exit.value
} else {
  const message = Cause.squash(exit.cause)
  process.stderr.write(`orrery broke, which is a bug: ${message instanceof Error ? message.message : String(message)}\n`)
  if (process.env.ORRERY_STACK !== undefined) process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
  else process.stderr.write("Set ORRERY_STACK=1 to see where.\n")
  process.exitCode = 1
}
