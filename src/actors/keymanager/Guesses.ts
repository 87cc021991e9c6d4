/**
 * Wrong passphrases and codes: ten an account and place within ten minutes,
 * then none is tried there until the ten minutes are over. In memory: a restart
 * forgives.
 *
 * Anybody may knock at the door of an account, and so close it. What is behind
 * it, a session or a mailed token, must not be closed with it: an owner who is
 * kept out for 72 hours has lost the DID.
 *
 * A guess counts from before it is judged, and is taken back if it was right:
 * judging takes time, and who guesses a thousand times at once has ten as well.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { rateLimitExceeded, type XrpcError } from "../../protocol/xrpc/XrpcError.ts"

const maxWrong = 10
const windowMillis = 10 * 60_000
const capacity = 50_000

/** Where a guess is made: signing in, enrolling, in a session, with a mailed token. */
export type Place = "door" | "enrolment" | "session" | "recovery"

export const make = () => {
  const wrong = new Map<string, { count: number; readonly untilMillis: number }>()
  const count = (key: string, nowMillis: number) => {
    const entry = wrong.get(key)
    if (entry !== undefined && entry.untilMillis > nowMillis) {
      entry.count++
      return entry
    }
    const fresh = { count: 1, untilMillis: nowMillis + windowMillis }
    wrong.delete(key)
    wrong.set(key, fresh)
    if (wrong.size > capacity) for (const oldest of wrong.keys()) { wrong.delete(oldest); break }
    return fresh
  }

  return {
    /** What `judge` makes of a guess; undefined for a wrong one. */
    guess: <A, E, R>(place: Place, did: string, judge: Effect.Effect<A | undefined, E, R>) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMillis): Effect.Effect<A | undefined, E | XrpcError, R> => {
        const key = `${place} ${did}`
        const known = wrong.get(key)
        if (known !== undefined && known.untilMillis > nowMillis && known.count >= maxWrong) {
          return Effect.fail(rateLimitExceeded((known.untilMillis - nowMillis) / 1_000, "Too many wrong guesses"))
        }
        const entry = count(key, nowMillis)
        return Effect.onExit(judge, (exit) => Effect.sync(() => {
          if (!Exit.isSuccess(exit) || exit.value !== undefined) entry.count--
        }))
      })
  }
}

export type Guesses = ReturnType<typeof make>
