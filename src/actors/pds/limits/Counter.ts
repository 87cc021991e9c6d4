/**
 * Counts what is spent under a key in a window of time. A window begins with
 * its first call and is forgotten when it is over. In memory: a restart begins
 * anew, and counting costs no disk.
 */
import type { Window } from "./Rules.ts"

export interface Standing {
  readonly window: Window
  readonly remaining: number
  readonly resetMillis: number
  readonly exceeded: boolean
}

interface Spent {
  points: number
  readonly resetMillis: number
}

const sweepAbove = 50_000

export class Counter {
  private readonly spent = new Map<string, Spent>()

  spend(key: string, points: number, window: Window, nowMillis: number): Standing {
    let entry = this.spent.get(key)
    if (entry === undefined || entry.resetMillis <= nowMillis) {
      if (this.spent.size >= sweepAbove) this.sweep(nowMillis)
      entry = { points: 0, resetMillis: nowMillis + window.perMillis }
      this.spent.set(key, entry)
    }
    entry.points += points
    return {
      window,
      remaining: Math.max(0, window.points - entry.points),
      resetMillis: entry.resetMillis,
      exceeded: entry.points > window.points
    }
  }

  private sweep(nowMillis: number): void {
    for (const [key, { resetMillis }] of this.spent) {
      if (resetMillis <= nowMillis) this.spent.delete(key)
    }
    // Most are running still: better forget who came first than grow without end, or sweep at each call.
    for (const key of this.spent.keys()) {
      if (this.spent.size <= sweepAbove / 2) break
      this.spent.delete(key)
    }
  }
}
