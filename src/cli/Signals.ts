/** Ctrl-C and `kill`, heard once: the first asks for a clean end, one a while later ends at once. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SignalCode } from "./Failure.ts"

type Signal = "SIGINT" | "SIGTERM"

/**
 * Under `npm run`, one Ctrl-C may come twice: from the terminal to the whole
 * group, and once more from npm. So soon after, it is no second wish.
 */
const echoMillis = 1000

export const exitCodes: Readonly<Record<Signal, SignalCode>> = { SIGINT: 130, SIGTERM: 143 }

export interface Signals {
  /** The signal that came, if one did. */
  readonly received: () => Signal | undefined
  /** Resumes when a signal comes. */
  readonly next: Effect.Effect<Signal>
}

const silence = (on: (signal: Signal) => void): void => {
  process.off("SIGINT", on)
  process.off("SIGTERM", on)
}

/**
 * Once a signal came its listeners stay until the process is gone: by Node's
 * default an echo that arrives after the work has ended would kill it, and the
 * exit code with it. Node takes the listeners away itself while it dismantles
 * its heap, which `process.exit` leaves out.
 */
const endAfterSignal = (): void => {
  process.once("beforeExit", () => process.exit())
}

export const listen: Effect.Effect<Signals, never, Scope.Scope> = Effect.gen(function*() {
  let received: Signal | undefined
  let receivedAtMillis = 0
  const waiting = new Set<(signal: Signal) => void>()
  const on = (signal: Signal): void => {
    const nowMillis = performance.now()
    if (received !== undefined) {
      if (nowMillis - receivedAtMillis < echoMillis) return
      process.exit(exitCodes[signal])
    }
    received = signal
    receivedAtMillis = nowMillis
    for (const resume of waiting) resume(signal)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      process.on("SIGINT", on)
      process.on("SIGTERM", on)
    }),
    () => Effect.sync(() => received === undefined ? silence(on) : endAfterSignal())
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
