/**
 * Looks at handles when they are due: at once after `#identity`, daily while
 * they hold, hourly and at first much sooner while they do not. What it writes
 * was verified both ways by the resolver. protocol-facts §8.3; HANDLE-1, HANDLE-4
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import { SqlClient } from "effect/sql/SqlClient"
import { Resolver } from "../../identity/Resolver.ts"
import type { Actors, HandleDue } from "./Actors.ts"

const atOnce = 32
/** Before what could not be reached is asked for again. */
const unreachablePauseMillis = 5_000

export const run = Effect.fnUntraced(function*(actors: Actors, bell: Queue.Queue<void>) {
  const sql = yield* SqlClient
  const resolver = yield* Resolver

  const look = Effect.fnUntraced(function*(due: HandleDue) {
    // A document from before the event would not do: while its source is away nothing is judged, and it stays due.
    const refreshed = yield* Effect.exit(resolver.refresh(due.did))
    if (Exit.isFailure(refreshed) && refreshed.cause.reasons.some((reason) => reason._tag === "Fail" && reason.error.reason === "Unreachable")) {
      return yield* Effect.sleep(unreachablePauseMillis)
    }
    const handle = yield* resolver.verifiedHandle(due.did)
    const nowMillis = yield* Clock.currentTimeMillis
    yield* sql.withTransaction(handle === undefined ? actors.handleInvalid(due, nowMillis) : actors.handleVerified(due, handle, nowMillis))
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
