/**
 * A limit of time for calls that nearly all end long before it. It means what
 * `Effect.timeoutOrElse` means, which races two equals and awaits the loser;
 * here a timer stands beside the call, which takes half as many steps.
 *
 *     caller ─▶ work ─▶ its exit                    the timer is cancelled
 *            └▶ timer ─▶ work interrupted ─▶ late   and so does the caller's own interruption
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

export const within = <A, E, R, E2>(work: Effect.Effect<A, E, R>, millis: number, late: () => E2): Effect.Effect<A, E | E2, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<A, E | E2>((resume) => {
      const fork = Effect.runForkWith(context)
      const working = fork(work)
      const already = working.pollUnsafe()
      if (already !== undefined) return resume(already)
      const timer = fork(Effect.sleep(millis))
      working.addObserver((exit) => {
        timer.interruptUnsafe()
        resume(exit)
      })
      timer.addObserver((exit) => {
        if (Exit.isSuccess(exit)) resume(Effect.andThen(Fiber.interrupt(working), Effect.suspend(() => Effect.fail(late()))))
      })
      return Effect.suspend(() => {
        timer.interruptUnsafe()
        return Fiber.interrupt(working)
      })
    }))
