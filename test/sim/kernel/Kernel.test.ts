import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { describe, expect, it } from "vitest"
import { VirtualClock } from "../../../src/sim/Clock.ts"
import { Kernel } from "../../../src/sim/kernel/Kernel.ts"
import { Label } from "../../../src/sim/kernel/Label.ts"
import * as SimScheduler from "../../../src/sim/Scheduler.ts"

const epochMillis = Date.UTC(2026, 0, 5, 18)

const make = (seed = 1) => {
  const kernel = new Kernel(seed, epochMillis)
  const clock = new VirtualClock(kernel, new Label("alice.test"))
  const context = Context.empty().pipe(
    Context.add(Clock.Clock, clock),
    Context.add(Scheduler.Scheduler, SimScheduler.make(kernel))
  ) as Context.Context<never>
  return { kernel, clock, fork: Effect.runForkWith(context) }
}

describe("the kernel", () => {
  it("moves time only to the next entry, and runs what that makes runnable first", () => {
    const { fork, kernel } = make()
    const seen: Array<string> = []
    const note = (text: string) => Effect.sync(() => seen.push(`${kernel.nowMicros / 1000} ${text}`))
    fork(Effect.sleep(20).pipe(Effect.andThen(note("alice")), Effect.andThen(Effect.yieldNow), Effect.andThen(note("alice again"))))
    fork(Effect.sleep(20).pipe(Effect.andThen(note("bob"))))
    fork(Effect.sleep(10).pipe(Effect.andThen(note("carol"))))
    expect(kernel.step(1000, Number.POSITIVE_INFINITY)).toBe("idle")
    expect(seen).toEqual(["10 carol", "20 alice", "20 alice again", "20 bob"])
  })

  it("stops before a time, says what is left, and can be given small budgets", () => {
    const { fork, kernel } = make()
    fork(Effect.forever(Effect.sleep("1 second")))
    expect(kernel.step(1000, 2_500_000)).toBe("done")
    expect(kernel.nowMicros).toBe(2_500_000)
    expect(kernel.step(2, 60_000_000)).toBe("more")
  })

  it("forgets the timers of interrupted sleeps", () => {
    const { fork, kernel } = make()
    const fiber = fork(Effect.sleep("1 hour"))
    expect(kernel.heap.size).toBe(1)
    fork(Fiber.interrupt(fiber))
    kernel.step(100, Number.POSITIVE_INFINITY)
    expect(kernel.heap.size).toBe(0)
    expect(kernel.nowMicros).toBe(0)
  })

  it("reads the wall clock from the epoch, and lets a host's be wrong", () => {
    const { clock, kernel } = make()
    expect(new Date(clock.currentTimeMillisUnsafe()).toISOString()).toBe("2026-01-05T18:00:00.000Z")
    kernel.step(1, 10_000_000)
    clock.setWrong(-2500, 100)
    kernel.step(1, 20_000_000)
    // 10 s at 100 ppm is one millisecond.
    expect(clock.currentTimeMillisUnsafe()).toBe(epochMillis + 20_000 - 2500 + 1)
    expect(clock.monotonicTimeNanosUnsafe()).toBe(20_000_000_000n)
  })

  it("yields between fibers by one global order", () => {
    const { fork, kernel } = make()
    const seen: Array<string> = []
    for (const name of ["alice", "bob", "carol"]) {
      fork(Effect.repeat(Effect.andThen(Effect.sync(() => seen.push(name)), Effect.yieldNow), { times: 2 }))
    }
    kernel.step(1000, 0)
    expect(seen.join(" ")).toBe("alice bob carol alice bob carol alice bob carol")
  })

  it("hashes its history: equal runs agree, another order does not", () => {
    const digest = (first: number, second: number) => {
      const { fork, kernel } = make()
      fork(Effect.andThen(Effect.sleep(first), Effect.sleep(second)))
      kernel.step(1000, Number.POSITIVE_INFINITY)
      return kernel.hash.digest()
    }
    expect(digest(10, 20)).toBe(digest(10, 20))
    expect(digest(10, 20)).not.toBe(digest(20, 10))
  })
})
