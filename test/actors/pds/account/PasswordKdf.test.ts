import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { it } from "@effect/vitest"
import { describe, expect } from "vitest"
import { bounded, type PasswordKdf } from "../../../../src/actors/pds/account/PasswordKdf.ts"

describe("hashes of passwords", () => {
  it.effect("are so many at once, so many wait, and more are turned away until some are done", () =>
    Effect.gen(function*() {
      const mayEnd = yield* Deferred.make<void>()
      let atOnce = 0
      let most = 0
      const slow: PasswordKdf = {
        preferred: { _tag: "scrypt", costLog2: 1 },
        derive: () =>
          Effect.gen(function*() {
            most = Math.max(most, ++atOnce)
            yield* Deferred.await(mayEnd)
            atOnce--
            return new Uint8Array(32)
          })
      }
      const kdf = bounded(slow, { atOnce: 2, waiting: 3 })
      const one = Effect.match(kdf.derive({ _tag: "scrypt", costLog2: 1 }, "alice's password", new Uint8Array(16), 32), {
        onSuccess: () => "hashed",
        onFailure: ({ error, status }) => `${status} ${error}`
      })
      const five = yield* Effect.forkChild(Effect.all([one, one, one, one, one], { concurrency: "unbounded" }))
      yield* Effect.yieldNow
      expect(yield* one).toBe("503 NotEnoughResources")
      yield* Deferred.succeed(mayEnd, undefined)
      expect(yield* Fiber.join(five)).toEqual(Array(5).fill("hashed"))
      expect(most).toBe(2)
      expect(yield* one).toBe("hashed")
    }))
})
