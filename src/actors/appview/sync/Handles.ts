/**
 * Looks at handles when they are due: at once after `#identity`; again and
 * again while they hold, for a name can be lost without anybody's telling; much
 * sooner while they do not hold. What it writes was verified both ways by the
 * resolver. [handle]; HANDLE-1, HANDLE-4
 *
 * 1. A handle that holds is looked at again within `recheckMillis`, at a random
 *    moment of the last quarter, so that those who came together do not stay so.
 * 2. One that does not hold is looked at after 5 s, 30 s, 5 min, and then
 *    within the hour, or `recheckMillis` if that is shorter.
 * 3. A name or document out of reach is no verdict: what is shown stays, and is
 *    looked at as under 2, for a day; unless the document claims another by now.
 *    docs/identity.md
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import { SqlClient } from "effect/sql/SqlClient"
import * as Resolver from "../../identity/Resolver.ts"
import type { Actors, HandleDue } from "./Actors.ts"

const atOnce = 32
const defaultRecheckMillis = 6 * 3_600_000
const retryMillis: ReadonlyArray<number> = [5_000, 30_000, 300_000, 3_600_000]
/** At least this share of an interval passes; the rest is chance. */
const leastShare = 0.75

export const run = Effect.fnUntraced(function*(actors: Actors, bell: Queue.Queue<void>, recheckMillis: number = defaultRecheckMillis) {
  const sql = yield* SqlClient
  const resolver = yield* Resolver.Resolver

  const jittered = (millis: number) =>
    Effect.map(Random.next, (chance) => Math.round(millis * (leastShare + (1 - leastShare) * chance)))

  const retryAfter = (tries: number): number => Math.min(recheckMillis, retryMillis[Math.min(tries, retryMillis.length - 1)]!)

  const look = Effect.fnUntraced(function*(due: HandleDue) {
    // A document from before the event would not do: while its source is away nothing is judged.
    const refreshed = yield* Effect.result(resolver.refresh(due.did))
    const away = refreshed._tag === "Failure" && refreshed.failure.reason === "Unreachable"
    const verdict: Resolver.Verdict = away ? { _tag: "Unknown" } : yield* resolver.handleVerdict(due.did)
    const nowMillis = yield* Clock.currentTimeMillis
    const nextMillis = nowMillis + (yield* jittered(verdict._tag === "Valid" ? recheckMillis : retryAfter(due.handle_tries)))
    switch (verdict._tag) {
      case "Valid":
        return yield* sql.withTransaction(actors.handleVerified(due, verdict.handle, nowMillis, nextMillis))
      case "Invalid":
        return yield* sql.withTransaction(actors.handleInvalid(due, nextMillis))
      case "Unknown":
        return yield* sql.withTransaction(actors.handleUnknown(due, verdict.claimed, nowMillis, nextMillis))
    }
  })

  const round = Effect.gen(function*() {
    const nowMillis = yield* Clock.currentTimeMillis
    const due = yield* actors.handlesDue(nowMillis, atOnce)
    if (due.length > 0) return yield* Effect.forEach(due, look, { concurrency: atOnce, discard: true })
    const next = yield* actors.nextHandleDue
    const rung = Queue.take(bell)
    yield* next === undefined ? rung : Effect.timeoutOption(rung, Math.max(1, next - nowMillis))
  })

  // A full disk passes; what is due stays due.
  const lasting = Effect.catchTag(round, "SqlError", (error) => Effect.andThen(Effect.logWarning(error.message), Effect.sleep(1_000)))
  yield* Effect.forkScoped(Effect.forever(lasting))
})
