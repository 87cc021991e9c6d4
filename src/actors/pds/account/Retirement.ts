/**
 * Deactivated accounts whose owners said when they are to be deleted: on that
 * day they are, unless they came back. One fiber waits for the next of them,
 * and none while there is none.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Lifecycle } from "./Lifecycle.ts"

/** Timers do not reach further than 24 days. */
const longestSleepMillis = 24 * 3_600_000
const retryMillis = 60_000

export const make = Effect.fnUntraced(function*(lifecycle: Lifecycle) {
  const scope = yield* Effect.scope
  const next = yield* Prepared.prepare(
    "SELECT did, delete_after FROM account WHERE delete_after IS NOT NULL ORDER BY delete_after, did LIMIT 1"
  )

  const watch: Effect.Effect<void> = Effect.gen(function*() {
    while (true) {
      const row = yield* next.get<{ did: string; delete_after: string }>()
      if (row === undefined) return
      const waitMillis = Date.parse(row.delete_after) - (yield* Clock.currentTimeMillis)
      if (waitMillis > 0) yield* Effect.sleep(Math.min(waitMillis, longestSleepMillis))
      else yield* lifecycle.retire(row.did)
    }
  }).pipe(Effect.catch((error) =>
    Effect.andThen(Effect.logWarning(`Accounts whose day has come are not deleted yet: ${error.message}`), Effect.delay(Effect.suspend(() => watch), retryMillis))))

  let watching = yield* Effect.forkIn(watch, scope)
  return {
    /** Somebody named a day, or took it back. */
    look: Effect.gen(function*() {
      yield* Fiber.interrupt(watching)
      watching = yield* Effect.forkIn(watch, scope)
    })
  }
})

export type Retirement = Effect.Success<ReturnType<typeof make>>
