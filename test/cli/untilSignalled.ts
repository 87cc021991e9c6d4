/** A program that does nothing until a signal comes, and then ends well: `Signals.test.ts` runs it. */
import * as Effect from "effect/Effect"
import * as Signals from "../../src/cli/Signals.ts"

await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
  const signals = yield* Signals.listen
  process.stdout.write("listening")
  // What keeps the process until then, as its sockets do.
  const busy = setInterval(() => {}, 60_000)
  yield* Effect.ensuring(signals.next, Effect.sync(() => clearInterval(busy)))
})))
process.stdout.write(", ended")
