/** Ctrl-C and `kill`, heard once: the first asks for a clean end, a second one ends at once. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

type Signal = "SIGINT" | "SIGTERM"

const exitCodes: Readonly<Record<Signal, number>> = { SIGINT: 130, SIGTERM: 143 }

export interface Signals {
  /** The signal that came, if one did. */
  readonly received: () => Signal | undefined
  /** Resumes when a signal comes. */
  readonly next: Effect.Effect<Signal>
}

export const listen: Effect.Effect<Signals, never, Scope.Scope> = Effect.gen(function*() {
  let received: Signal | undefined
  const waiting = new Set<(signal: Signal) => void>()
  const on = (signal: Signal): void => {
    if (received !== undefined) process.exit(exitCodes[signal])
    received = signal
    for (const resume of waiting) resume(signal)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      process.on("SIGINT", on)
      process.on("SIGTERM", on)
    }),
    () =>
      Effect.sync(() => {
        process.off("SIGINT", on)
        process.off("SIGTERM", on)
      })
  )
  return {
    received: () => received,
    next: Effect.callback<Signal>((resume) => {
      if (received !== undefined) return resume(Effect.succeed(received))
      const heard = (signal: Signal) => resume(Effect.succeed(signal))
      waiting.add(heard)
      return Effect.sync(() => waiting.delete(heard))
    })
  }
})
