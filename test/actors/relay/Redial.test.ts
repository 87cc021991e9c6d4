import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { it } from "@effect/vitest"
import { describe, expect } from "vitest"
import { Redial } from "../../../src/actors/relay/Redial.ts"
import * as Town from "./Town.ts"

const minuteMillis = 60_000

describe("a host that a relay follows", () => {
  it("is dialled as soon as it is back and asks to be crawled, however long it was away", () => {
    const waits = [1, 2, 3, 4, 5].map((minutes) => {
      const town = Town.make()
      const dialled = () => town.observations.findLast((o) => o._tag === "SocketOpened" && o.from === "relay.test" && o.to === "pds1.test")!.at
      town.world.crash("pds1.test")
      town.settle(minutes * minuteMillis)
      const before = town.world.now
      town.world.start("pds1.test")
      town.settle(minuteMillis)
      return dialled() - before
    })
    for (const waitMillis of waits) {
      expect(waitMillis).toBeGreaterThan(0)
      expect(waitMillis).toBeLessThan(1_000)
    }
  })

  /** When a dead host is dialled within a minute in which somebody says every so often that it is back. */
  const dials = Effect.fnUntraced(function*(everyMillis: number) {
    const redial = new Redial()
    const at: Array<number> = []
    const dialling = yield* Effect.forkChild(Effect.forever(Effect.gen(function*() {
      yield* redial.rest(30_000)
      at.push(yield* Clock.currentTimeMillis)
    })))
    for (let millis = 0; millis < minuteMillis; millis += everyMillis) {
      yield* redial.hurry
      yield* TestClock.adjust(everyMillis)
    }
    yield* Fiber.interrupt(dialling)
    return at
  })

  it.effect("is dialled no more often than every ten seconds, whoever says that it is back, and how often", () =>
    Effect.gen(function*() {
      expect(yield* dials(100)).toEqual([100, 10_100, 20_100, 30_100, 40_100, 50_100])
    }))

  it.effect("is dialled in its own time where nobody says anything, or said so before", () =>
    Effect.gen(function*() {
      const redial = new Redial()
      yield* redial.hurry
      const dialled = yield* Effect.forkChild(Effect.andThen(redial.rest(30_000), Clock.currentTimeMillis))
      const since = yield* Clock.currentTimeMillis
      yield* TestClock.adjust(40_000)
      expect((yield* Fiber.join(dialled)) - since).toBe(30_000)
    }))
})
