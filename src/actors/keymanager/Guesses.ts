/**
 * Wrong passphrases and codes: ten an account within ten minutes, then none is
 * tried until the ten minutes are over. In memory: a restart forgives.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { rateLimitExceeded } from "../../protocol/xrpc/XrpcError.ts"

const maxWrong = 10
const windowMillis = 10 * 60_000
const capacity = 50_000

export const make = () => {
  const wrong = new Map<string, { count: number; readonly untilMillis: number }>()
  return {
    /** Runs before a guess is judged. */
    admit: (did: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
        const entry = wrong.get(did)
        if (entry === undefined || entry.untilMillis <= nowMillis || entry.count < maxWrong) return Effect.void
        return Effect.fail(rateLimitExceeded((entry.untilMillis - nowMillis) / 1_000, "Too many wrong guesses"))
      }),
    missed: (did: string) =>
      Effect.map(Clock.currentTimeMillis, (nowMillis) => {
        const entry = wrong.get(did)
        if (entry !== undefined && entry.untilMillis > nowMillis) entry.count++
        else {
          wrong.delete(did)
          wrong.set(did, { count: 1, untilMillis: nowMillis + windowMillis })
          if (wrong.size > capacity) for (const oldest of wrong.keys()) { wrong.delete(oldest); break }
        }
      })
  }
}

export type Guesses = ReturnType<typeof make>
