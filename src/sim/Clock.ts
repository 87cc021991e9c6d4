/**
 * A host's clock on virtual time. The wall clock may be wrong, as real ones
 * are: `skewMillis` off, and drifting by `driftPpm` parts per million since the
 * skew was set. The monotonic clock and `sleep` follow true virtual time.
 */
import type * as EffectClock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Alarm } from "../actors/xrpc/Deadline.ts"
import type { Kernel } from "./kernel/Kernel.ts"
import type { Label } from "./kernel/Label.ts"

export class VirtualClock implements EffectClock.Clock {
  private readonly kernel: Kernel
  private readonly label: Label
  private skewMicros = 0
  private driftPpm = 0
  private setAtMicros = 0

  constructor(kernel: Kernel, label: Label) {
    this.kernel = kernel
    this.label = label
  }

  setWrong(skewMillis: number, driftPpm: number): void {
    this.skewMicros = Math.round(skewMillis * 1000)
    this.driftPpm = driftPpm
    this.setAtMicros = this.kernel.nowMicros
  }

  private wallMicros(): number {
    const now = this.kernel.nowMicros
    const drift = this.driftPpm === 0 ? 0 : Math.round(((now - this.setAtMicros) * this.driftPpm) / 1_000_000)
    return this.kernel.epochMillis * 1000 + now + this.skewMicros + drift
  }

  currentTimeMillisUnsafe(): number {
    return Math.floor(this.wallMicros() / 1000)
  }

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())

  currentTimeNanosUnsafe(): bigint {
    return BigInt(this.wallMicros()) * 1000n
  }

  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())

  monotonicTimeNanosUnsafe(): bigint {
    return BigInt(this.kernel.nowMicros) * 1000n
  }

  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const millis = Duration.toMillis(duration)
    if (millis <= 0) return Effect.yieldNow
    if (!Number.isFinite(millis)) return Effect.never
    return Effect.callback<void>((resume) => Effect.sync(this.alarm(millis, () => resume(Effect.void))))
  }

  /** A sleep without a fiber. */
  readonly alarm: Alarm = (millis, ring) => {
    const entry = this.kernel.after(millis * 1000, this.label, "sleep", ring)
    return () => this.kernel.cancel(entry)
  }
}
