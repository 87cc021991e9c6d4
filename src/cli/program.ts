/** The program: runs the command, says what broke, sets the exit code. */
import { loaded } from "./withoutAsyncContext.ts"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { main } from "./Orrery.ts"

loaded()

/** Wrong usage, as for reports that cannot be written. */
const unwritable = 2

let lost = false
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads our output may stop reading, as `head` does: the work goes on, and its verdict stands.
  if (error.code === "EPIPE" || lost) return
  lost = true
  process.stderr.write(`stdout cannot be written: ${error.message}\n`)
  process.exitCode = unwritable
})
// Nobody is left to be told.
process.stderr.on("error", () => {})

const exit = await Effect.runPromiseExit(Effect.provide(main(process.argv.slice(2)), NodeServices.layer))
if (Exit.isSuccess(exit)) {
  process.exitCode = lost ? unwritable : exit.value
} else {
  const message = Cause.squash(exit.cause)
  process.stderr.write(`orrery broke, which is a bug: ${message instanceof Error ? message.message : String(message)}\n`)
  if (process.env.ORRERY_STACK !== undefined) process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
  else process.stderr.write("Set ORRERY_STACK=1 to see where.\n")
  process.exitCode = 1
}
