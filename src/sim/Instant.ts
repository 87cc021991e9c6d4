/**
 * Writes of one host at one instant go into one commit: as long as the world's
 * agenda goes on with that host at this very time, a group waits until what is
 * on the agenda for now is over. It takes no virtual time, and nothing at all
 * where messages arrive one by one.
 */
import * as Effect from "effect/Effect"
import type { Gathers } from "../actors/sqlite/GroupCommit.ts"
import type { Kernel } from "./kernel/Kernel.ts"
import type { Label } from "./kernel/Label.ts"

export const gathers = (kernel: Kernel, host: Label): Gathers => {
  /** After what is on the agenda for now. */
  const end = Effect.callback<void>((resume) => {
    const entry = kernel.after(0, host, "instant", () => resume(Effect.void))
    return Effect.sync(() => kernel.cancel(entry))
  })
  return {
    others: () => {
      const next = kernel.heap.peek()
      return next !== undefined && next.micros === kernel.nowMicros && next.label === host ? end : undefined
    },
    patienceMillis: 0
  }
}
