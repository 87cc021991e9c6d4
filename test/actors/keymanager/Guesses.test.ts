import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { it } from "@effect/vitest"
import { describe, expect } from "vitest"
import * as Guesses from "../../../src/actors/keymanager/Guesses.ts"

const did = "did:plc:alice"
const outcome = <A, E extends { readonly error: string }>(guess: Effect.Effect<A | undefined, E>) =>
  Effect.match(guess, { onFailure: ({ error }) => error, onSuccess: (found) => found === undefined ? "wrong" : "right" })

describe("wrong guesses", () => {
  it.effect("are ten, also if a thousand come at once", () =>
    Effect.gen(function*() {
      const guesses = Guesses.make()
      const judged = yield* Deferred.make<undefined>()
      let judging = 0
      const guess = outcome(guesses.guess("door", did, Effect.suspend(() => {
        judging++
        return Deferred.await(judged)
      })))
      const all = yield* Effect.forkChild(Effect.all(Array.from({ length: 1_000 }, () => guess), { concurrency: "unbounded" }))
      yield* Effect.yieldNow
      yield* Deferred.succeed(judged, undefined)
      const outcomes = yield* Fiber.join(all)
      expect(judging).toBe(10)
      expect([outcomes.filter((one) => one === "wrong").length, outcomes.filter((one) => one === "RateLimitExceeded").length]).toEqual([10, 990])
    }))

  it.effect("do not close another place or account, and are forgotten after ten minutes", () =>
    Effect.gen(function*() {
      const guesses = Guesses.make()
      const wrong = (place: Guesses.Place, did: string) => outcome(guesses.guess(place, did, Effect.succeed(undefined)))
      for (let i = 0; i < 10; i++) expect(yield* wrong("door", did)).toBe("wrong")
      expect(yield* wrong("door", did)).toBe("RateLimitExceeded")
      expect([yield* wrong("session", did), yield* wrong("door", "did:plc:bob")]).toEqual(["wrong", "wrong"])
      yield* TestClock.adjust("10 minutes")
      expect(yield* wrong("door", did)).toBe("wrong")
    }))

  it.effect("are not those that were right, could not be judged, or were given up", () =>
    Effect.gen(function*() {
      const guesses = Guesses.make()
      for (let i = 0; i < 30; i++) {
        expect(yield* outcome(guesses.guess("door", did, Effect.succeed("key")))).toBe("right")
        expect(yield* outcome(guesses.guess("door", did, Effect.fail({ error: "NotEnoughResources" })))).toBe("NotEnoughResources")
        yield* Fiber.interrupt(yield* Effect.forkChild(guesses.guess("door", did, Effect.never)))
      }
      expect(yield* outcome(guesses.guess("door", did, Effect.succeed(undefined)))).toBe("wrong")
    }))
})
