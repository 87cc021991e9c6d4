import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import { describe, expect, it } from "vitest"
import { Alarm, within } from "../../../src/actors/xrpc/Deadline.ts"

const late = () => "late" as const

/** Work that never ends by itself, and notes how it ended. */
const endless = (seen: Array<string>) =>
  Effect.onInterrupt(Effect.never, () => Effect.andThen(Effect.sleep(5), Effect.sync(() => seen.push("work ended"))))

describe("a limit of time", () => {
  it("gives what the work gives: a value, a failure, a defect", () =>
    Effect.runPromise(Effect.gen(function*() {
      expect(yield* within(Effect.succeed(1), 1000, late)).toBe(1)
      expect(yield* within(Effect.as(Effect.sleep(1), 2), 1000, late)).toBe(2)
      expect(yield* Effect.flip(within(Effect.andThen(Effect.sleep(1), Effect.fail("no")), 1000, late))).toBe("no")
      const died = yield* Effect.exit(within(Effect.andThen(Effect.sleep(1), Effect.die("a bug")), 1000, late))
      expect(Exit.isFailure(died) && died.cause.reasons.map(({ _tag }) => _tag)).toEqual(["Die"])
    })))

  it("leaves no timer behind", () =>
    Effect.runPromise(Effect.gen(function*() {
      const clock = yield* Clock.Clock
      let sleeping = 0
      const counting = {
        ...clock,
        currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
        sleep: () => Effect.onInterrupt(Effect.andThen(Effect.sync(() => sleeping++), Effect.never), () => Effect.sync(() => sleeping--))
      }
      const work = Effect.callback<number>((resume) => void setTimeout(() => resume(Effect.succeed(sleeping)), 5))
      expect(yield* Effect.provideService(within(work, 1000, late), Clock.Clock, counting)).toBe(1)
      expect(sleeping).toBe(0)
    })))

  it("has ended the work before it says that it is late", () => {
    const seen: Array<string> = []
    return Effect.runPromise(Effect.gen(function*() {
      const error = yield* Effect.flip(within(endless(seen), 10, late))
      seen.push(error)
      expect(seen).toEqual(["work ended", "late"])
    }))
  })

  it("ends the work with the caller", () => {
    const seen: Array<string> = []
    return Effect.runPromise(Effect.gen(function*() {
      const caller = yield* Effect.forkChild(within(endless(seen), 1000, late))
      yield* Effect.sleep(5)
      yield* Fiber.interrupt(caller)
      expect(seen).toEqual(["work ended"])
    }))
  })

  it("sets the world's alarm, where there is one, and takes it back with the work's end and with the caller's", () => {
    const seen: Array<string> = []
    const alarm: Alarm = (millis) => {
      seen.push(`set for ${millis}`)
      return () => void seen.push("taken back")
    }
    return Effect.runPromise(Effect.gen(function*() {
      expect(yield* within(Effect.as(Effect.sleep(1), 2), 1000, late)).toBe(2)
      expect(seen.splice(0)).toEqual(["set for 1000", "taken back"])
      const caller = yield* Effect.forkChild(within(endless(seen), 2000, late))
      yield* Effect.sleep(1)
      yield* Fiber.interrupt(caller)
      expect(seen.slice(0, 3)).toEqual(["set for 2000", "taken back", "work ended"])
    }).pipe(Effect.provideService(Alarm, alarm)))
  })

  it("has ended the work before it says that it is late, when the world's alarm rings", () => {
    const seen: Array<string> = []
    const soon: Alarm = (_, ring) => {
      const timer = setTimeout(ring, 5)
      return () => clearTimeout(timer)
    }
    return Effect.runPromise(Effect.gen(function*() {
      seen.push(yield* Effect.flip(within(endless(seen), 1000, late)))
      expect(seen).toEqual(["work ended", "late"])
    }).pipe(Effect.provideService(Alarm, soon)))
  })

  it("gives the work the services of the caller", () =>
    Effect.runPromise(Effect.gen(function*() {
      const level = within(Effect.andThen(Effect.sleep(1), References.MinimumLogLevel), 1000, late)
      expect(yield* Effect.provideService(level, References.MinimumLogLevel, "Fatal")).toBe("Fatal")
    })))
})
