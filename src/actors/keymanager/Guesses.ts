/**
 * Wrong passphrases and codes: ten an account and place within ten minutes,
 * then none is tried there until the ten minutes are over. In memory: a restart
 * forgives.
 *
 * Anybody may knock at the door of an account, and so close it. What is behind
 * it, a session or a mailed token, must not be closed with it: an owner who is
 * kept out for 72 hours has lost the DID.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { rateLimitExceeded } from "../../protocol/xrpc/XrpcError.ts"

const maxWrong = 10
const windowMillis = 10 * 60_000
const capacity = 50_000

/** Where a guess is made: signing in, enrolling, in a session, with a mailed token. */
export type Place = "door" | "enrolment" | "session" | "recovery"

export const make = () => {
  const wrong = new Map<string, { count: number; readonly untilMillis: number }>()
  return {
    /** Runs before a guess is judged. */
    admit: (place: Place, did: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
        const entry = wrong.get(`${place} ${did}`)
        if (entry === undefined || entry.untilMillis <= nowMillis || entry.count < maxWrong) return Effect.void
        return Effect.fail(rateLimitExceeded((entry.untilMillis - nowMillis) / 1_000, "Too many wrong guesses"))
      }),
    missed: (place: Place, did: string) =>
      Effect.map(Clock.currentTimeMillis, (nowMillis) => {
        const key = `${place} ${did}`
        const entry = wrong.get(key)
        if (entry !== undefined && entry.untilMillis > nowMillis) entry.count++
        else {
          wrong.delete(key)
          wrong.set(key, { count: 1, untilMillis: nowMillis + windowMillis })
          if (wrong.size > capacity) for (const oldest of wrong.keys()) { wrong.delete(oldest); break }
        }
      })
  }
}

export type Guesses = ReturnType<typeof make>
