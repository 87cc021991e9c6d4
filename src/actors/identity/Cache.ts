/**
 * A bounded cache with a shared fetch: many who ask for one key at a time
 * cause one fetch, which outlives any of them. An answer is fresh for its
 * `freshMillis`; after that it is fetched anew, and an old success still
 * serves for `staleMillis` when the source cannot be reached. Whoever asks for
 * a `refresh` is told what the fetch said, never the old success: it asks
 * because the old one will not do.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

export interface CacheOptions<K, A, E> {
  readonly fetch: (key: K) => Effect.Effect<A, E>
  readonly capacity: number
  /** How long an answer, good or bad, is not asked again. */
  readonly freshMillis: (exit: Exit.Exit<A, E>) => number
  /** How old a success may be that stands in for a failed fetch. */
  readonly staleMillis: number
  /** Which failures an old success may stand in for. */
  readonly passing: (error: E) => boolean
}

interface Entry<A, E> {
  readonly atMillis: number
  readonly exit: Exit.Exit<A, E>
  /** An old success that stands in for a failure does so for as long as that failure is fresh. */
  readonly standsInUntilMillis?: number
}

interface Landed<A, E> {
  readonly fetched: Exit.Exit<A, E>
  /** The fetched answer, or the old success that stands in for it. */
  readonly served: Exit.Exit<A, E>
}

export interface Cache<K, A, E> {
  /** From the cache while fresh, else fetched. */
  readonly get: (key: K) => Effect.Effect<A, E>
  /** From the cache alone: what is fresh at this time. */
  readonly fresh: (key: K, nowMillis: number) => Exit.Exit<A, E> | undefined
  /** Fetched now, by a fetch that began now. */
  readonly refresh: (key: K) => Effect.Effect<A, E>
  /** When the present answer was fetched; undefined without one. */
  readonly fetchedAtMillis: (key: K) => number | undefined
  /** The last answer, if it was a good one, however old. */
  readonly last: (key: K) => A | undefined
}

export const make = <K, A, E>(options: CacheOptions<K, A, E>) =>
  Effect.map(Effect.scope, (scope): Cache<K, A, E> => {
    const entries = new Map<K, Entry<A, E>>()
    const flights = new Map<K, Deferred.Deferred<Landed<A, E>>>()

    const settle = (key: K, startedMillis: number, exit: Exit.Exit<A, E>): Exit.Exit<A, E> => {
      const known = entries.get(key)
      // A fetch that began earlier may end later: it does not undo what a younger one learnt.
      if (known !== undefined && known.atMillis > startedMillis) return exit
      if (
        Exit.isFailure(exit) && known !== undefined && Exit.isSuccess(known.exit) &&
        startedMillis - known.atMillis <= options.staleMillis &&
        Exit.match(exit, { onSuccess: () => false, onFailure: (cause) => cause.reasons.every((reason) => reason._tag === "Fail" && options.passing(reason.error)) })
      ) {
        entries.set(key, { ...known, standsInUntilMillis: startedMillis + options.freshMillis(exit) })
        return known.exit
      }
      entries.delete(key)
      if (entries.size >= options.capacity) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest)
          break
        }
      }
      entries.set(key, { atMillis: startedMillis, exit })
      return exit
    }

    const fetch = Effect.fnUntraced(function*(key: K) {
      const startedMillis = yield* Clock.currentTimeMillis
      const flight = Deferred.makeUnsafe<Landed<A, E>>()
      flights.set(key, flight)
      yield* Effect.forkIn(
        Effect.flatMap(Effect.exit(options.fetch(key)), (exit) => {
          if (flights.get(key) === flight) flights.delete(key)
          return Deferred.succeed(flight, { fetched: exit, served: settle(key, startedMillis, exit) })
        }),
        scope
      )
      return yield* Deferred.await(flight)
    })

    const fresh = (key: K, nowMillis: number): Exit.Exit<A, E> | undefined => {
      const known = entries.get(key)
      if (known === undefined) return undefined
      return nowMillis - known.atMillis < options.freshMillis(known.exit) || nowMillis < (known.standsInUntilMillis ?? 0) ? known.exit : undefined
    }

    const get = Effect.fnUntraced(function*(key: K) {
      const known = fresh(key, yield* Clock.currentTimeMillis)
      if (known !== undefined) return yield* known
      const flight = flights.get(key)
      const { served } = yield* flight === undefined ? fetch(key) : Deferred.await(flight)
      return yield* served
    })

    return {
      get,
      fresh,
      refresh: (key) => Effect.flatMap(fetch(key), ({ fetched }) => fetched),
      fetchedAtMillis: (key) => entries.get(key)?.atMillis,
      last: (key) => {
        const exit = entries.get(key)?.exit
        return exit !== undefined && Exit.isSuccess(exit) ? exit.value : undefined
      }
    }
  })
