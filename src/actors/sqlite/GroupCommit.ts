/**
 * One sync for many: on a real disk a commit waits milliseconds for the
 * platter, whatever is in it. Work that comes while one waits goes together
 * into the next transaction. (Group commit, as in Gray and Reuter.)
 *
 *     work ─▶ queue ─▶ [ work, work, work ] one transaction ─▶ each is told
 *
 * Nobody is told before the commit is durable (Law 6). If any of them fails,
 * all are rolled back and each runs again alone, so that one's failure is not
 * another's: work must bear to run twice, and change memory after it alone.
 * What is in a transaction already runs there.
 *
 * Where a sync costs nothing, as in a simulated world, work that is alone at its
 * instant runs at once in its own fiber.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

/** Who waits for whom. */
export interface Gathers {
  /** What to wait for before a group is closed, so that others on their way catch it; undefined: nobody is. */
  readonly others: () => Effect.Effect<void> | undefined
  /** How long a patient one waits for others' groups. */
  readonly patienceMillis: number
}

/** By default nobody waits. */
export const Gathering = Context.Reference<Gathers>("orrery/sqlite/Gathering", {
  defaultValue: () => ({ others: () => undefined, patienceMillis: 0 })
})

interface Job {
  readonly work: Effect.Effect<unknown, unknown>
  readonly done: (exit: Exit.Exit<unknown, unknown>) => void
  /** It waits for others' groups. */
  readonly patient: boolean
}

export interface GroupCommit {
  /** Runs the work in a transaction; succeeds when that is durable. */
  readonly transact: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError, R>
  /**
   * The same for who has a few milliseconds to spare: where syncs are shared it
   * goes with the next group that somebody closes, or when they are over.
   */
  readonly transactPatiently: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError, R>
}

const largestGroup = 128

export const make: Effect.Effect<GroupCommit, never, SqlClient | Scope.Scope> = Effect.gen(function*() {
  const sql = yield* SqlClient
  const { others, patienceMillis } = yield* Gathering
  const context = yield* Effect.context<never>()
  const scope = yield* Effect.scope
  const queue: Array<Job> = []
  let busy = false
  /** For the patient ones; whoever is left in the queue when it is over goes at once. */
  let isWaiting = false

  const together = Effect.fnUntraced(function*(jobs: ReadonlyArray<Job>) {
    const [only] = jobs
    if (jobs.length === 1 && only !== undefined) return only.done(yield* Effect.exit(sql.withTransaction(only.work)))
    const all = yield* Effect.exit(sql.withTransaction(Effect.forEach(jobs, ({ work }) => work)))
    if (Exit.isSuccess(all)) return jobs.forEach(({ done }, i) => done(Exit.succeed(all.value[i])))
    for (const { done, work } of jobs) done(yield* Effect.exit(sql.withTransaction(work)))
  })

  const isDue = (): boolean => queue.length > 0 && (!isWaiting || queue.some(({ patient }) => !patient))

  const drain = Effect.gen(function*() {
    do {
      const coming = others()
      if (coming !== undefined) yield* coming
      yield* together(queue.splice(0, largestGroup))
    } while (isDue())
    busy = false
  })

  /**
   * In a fiber of nobody's own: whoever hangs up stops only what is its own. The
   * end of this life stops nothing that somebody waits to be told of.
   */
  const ensureDraining = (): void => {
    if (busy || queue.length === 0) return
    busy = true
    Fiber.runIn(Effect.runForkWith(context)(Effect.uninterruptible(drain)), scope)
  }

  const drainLater = (): void => {
    if (isWaiting) return
    isWaiting = true
    const later = Effect.delay(Effect.sync(() => {
      isWaiting = false
      ensureDraining()
    }), patienceMillis)
    Fiber.runIn(Effect.runForkWith(context)(later), scope)
  }

  const enqueue = <A, E>(work: Effect.Effect<A, E>, patient: boolean): Effect.Effect<A, E | SqlError> =>
    Effect.callback((resume) => {
      queue.push({ work, patient, done: (exit) => resume(exit as Exit.Exit<A, E | SqlError>) })
      if (patient) drainLater()
      else ensureDraining()
    })

  /** As whoever asked, but in the group's transaction. To merge the two contexts takes longer than a row. */
  const asking = <A, E, R>(work: Effect.Effect<A, E, R>, own: Context.Context<R>): Effect.Effect<A, E> =>
    Effect.updateContext(work, (group: Context.Context<never>) => {
      const transaction = Context.getOrUndefined(group, sql.transactionService)
      return transaction === undefined ? own : Context.add(own, sql.transactionService, transaction)
    })

  const atOnce = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> => {
    busy = true
    return Effect.onExitPrimitive(sql.withTransaction(work), () => {
      busy = false
      ensureDraining()
      return undefined
    })
  }

  const transact = (patient: boolean) => <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.contextWith((own: Context.Context<R>) => {
      if (Context.getOrUndefined(own as Context.Context<never>, sql.transactionService) !== undefined) return work
      return busy || others() !== undefined ? enqueue(asking(work, own), patient && patienceMillis > 0) : atOnce(work)
    })

  return { transact: transact(false), transactPatiently: transact(true) }
})
