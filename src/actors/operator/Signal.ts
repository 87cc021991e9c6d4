/** Something changed: whoever waits looks again. A change between looking and waiting is not missed. */
import * as Effect from "effect/Effect"

export class Signal {
  version = 0
  private waiting: Array<() => void> = []

  fire(): void {
    this.version++
    const woken = this.waiting
    this.waiting = []
    for (const resume of woken) resume()
  }

  /** Until the version is another than the one seen. */
  readonly changedSince = (seen: number): Effect.Effect<void> =>
    Effect.callback((resume) => {
      if (this.version !== seen) return resume(Effect.void)
      const waiter = () => resume(Effect.void)
      this.waiting.push(waiter)
      return Effect.sync(() => {
        this.waiting = this.waiting.filter((other) => other !== waiter)
      })
    })
}
