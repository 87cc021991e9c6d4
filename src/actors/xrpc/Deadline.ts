/**
 * A limit of time for calls that nearly all end long before it. It means what
 * `Effect.timeoutOrElse` means, which races two equals and awaits the loser;
 * here an alarm stands beside the call, which takes half as many steps.
 *
 *     caller ─▶ work ─▶ its exit                    the alarm is taken back
 *            └▶ alarm ─▶ work interrupted ─▶ late   and so does the caller's own interruption
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/** Rings once after so long, unless what it gives is called before; after that, and a second time, it does nothing. */
export type Alarm = (millis: number, ring: () => void) => () => void

/** Where none is given a fiber sleeps for it. */
export const Alarm = Context.Reference<Alarm | undefined>("orrery/xrpc/Alarm", { defaultValue: () => undefined })

const asleep = (context: Context.Context<never>): Alarm => (millis, ring) => {
  const sleeper = Effect.runForkWith(context)(Effect.sleep(millis))
  sleeper.addObserver((exit) => Exit.isSuccess(exit) ? ring() : undefined)
  return () => sleeper.interruptUnsafe()
}

export const within = <A, E, R, E2>(work: Effect.Effect<A, E, R>, millis: number, late: () => E2): Effect.Effect<A, E | E2, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<A, E | E2>((resume) => {
      const working = Effect.runForkWith(context)(work)
      const already = working.pollUnsafe()
      if (already !== undefined) return resume(already)
      const setAlarm = Context.get(context, Alarm) ?? asleep(context)
      const takeBack = setAlarm(millis, () =>
        resume(Effect.andThen(Fiber.interrupt(working), Effect.suspend(() => Effect.fail(late())))))
      working.addObserver((exit) => {
        takeBack()
        resume(exit)
      })
      return Effect.suspend(() => {
        takeBack()
        return Fiber.interrupt(working)
      })
    }))
