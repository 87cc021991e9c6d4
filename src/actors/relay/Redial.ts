/**
 * How long a relay rests before it dials a host again: as long as the host has
 * deserved by its failures, or until somebody says that it is back
 * (requestCrawl). Anybody may say so, of a host that is dead as well, so dials
 * that were hurried lie ten seconds apart at least.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const apartMillis = 10_000

export class Redial {
  private wake: (() => void) | undefined
  private hurriedAtMillis = Number.NEGATIVE_INFINITY

  private readonly called = Effect.callback<void>((resume) => {
    const over = () => {
      this.wake = undefined
    }
    this.wake = () => {
      over()
      resume(Effect.void)
    }
    return Effect.sync(over)
  })

  /** Before the next dial. */
  readonly rest = (millis: number): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      const untilMillis = (yield* Clock.currentTimeMillis) + millis
      const hurried = yield* Effect.timeoutOption(this.called, millis)
      if (hurried._tag === "None") return
      const nowMillis = yield* Clock.currentTimeMillis
      const dueMillis = Math.min(untilMillis, Math.max(nowMillis, this.hurriedAtMillis + apartMillis))
      this.hurriedAtMillis = dueMillis
      yield* Effect.sleep(dueMillis - nowMillis)
    })

  /** Whoever is dialled, or connected, has no need of it. */
  readonly hurry = Effect.sync(() => this.wake?.())
}
