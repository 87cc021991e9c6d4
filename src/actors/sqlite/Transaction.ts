/**
 * Transactions on one connection:
 *
 *     wait for the connection ─▶ BEGIN ─▶ work ─▶ COMMIT or ROLLBACK ─▶ give it back ─▶ what waited for the commit
 *
 * The contract is that of Effect's `withTransaction` and `afterCommit`: work
 * that fails or is interrupted is rolled back, one in another is a savepoint
 * and takes its turn with its siblings, what waits for a commit waits for the
 * outermost one, and only waiting and working can be interrupted. Effect's own
 * makes a span, a scope and copies of the context each time, which costs more
 * than an ordinary transaction's statements.
 *
 * Out of scope: `Reactivity`, and another `BEGIN` than the client's.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import type { SqlClient, TransactionConnection } from "effect/sql/SqlClient"
import type { Borrower, Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"

export interface Control {
  readonly service: SqlClient["transactionService"]
  /** Waits for the connection and keeps others from it meanwhile. */
  readonly borrower: Borrower
  /** Runs a statement at once. */
  readonly execute: (sql: string) => Exit.Exit<void, SqlError>
  /** What a commit waits for before it is durable. */
  readonly sync: () => Effect.Effect<void> | undefined
  /** Whether there is still something to roll back. */
  readonly isOpen: () => boolean
  /** Brings the connection back after a commit that failed; if that fails too, nobody gets it before it is mended. */
  readonly onCommitFailure: (connection: Connection) => Effect.Effect<void, SqlError>
}

interface Waiting {
  readonly effect: Effect.Effect<unknown, unknown, never>
  /** Of the fiber that asked. */
  readonly context: Context.Context<never>
}

/** A transaction or a savepoint; the first two are what Effect knows of it. */
interface Own {
  readonly waiting: Array<Waiting>
  readonly parent: Level | undefined
  /** Savepoints within it take turns; undefined before the first. */
  turn: Semaphore.Semaphore | undefined
  /** The context around it, and that within, once it has begun. */
  outside: Context.Context<never>
  inside: Context.Context<never> | undefined
  isOpen: boolean
  isCommitted: boolean
}
type Level = TransactionConnection.Service & Own

const levelOf = (connection: Connection, parent: Level | undefined, outside: Context.Context<never>): Level =>
  Object.assign([connection, parent === undefined ? 0 : parent[1] + 1] as const, {
    waiting: [],
    parent,
    turn: undefined,
    outside,
    inside: undefined,
    isOpen: true,
    isCommitted: false
  })

/** As Effect runs it: an unhandled failure is logged. */
const runWaiting = ({ context, effect }: Waiting): Effect.Effect<void> =>
  Effect.ignoreCause(Effect.updateContext<unknown, unknown, never, never>(effect, () => context), { log: "Unhandled", message: "Unhandled error after a commit" })

export const make = (control: Control): Pick<SqlClient, "withTransaction" | "afterCommit"> => {
  const { borrower, execute, isOpen, onCommitFailure, service, sync } = control
  const levelIn = (context: Context.Context<never>) => Context.getOrUndefined(context, service) as Level | undefined
  /** There is nothing left to undo on a connection that is lost. */
  const undo = (sql: string): Exit.Exit<void, SqlError> => isOpen() ? execute(sql) : Exit.void

  const work = <A, E, R>(level: Level, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateContext(effect, (context: Context.Context<R>) => {
      const inside = Context.add(context, service, level)
      level.inside = inside as Context.Context<never>
      return inside
    })

  const commit = (level: Level): Effect.Effect<void, SqlError> | undefined => {
    const said = execute("COMMIT")
    if (Exit.isSuccess(said)) {
      level.isCommitted = true
      return undefined
    }
    return Effect.matchCauseEffect(onCommitFailure(level[0]), {
      // Two failures leave the connection unusable, which no recovery may overlook.
      onFailure: (cleanup) => Effect.orDie(Effect.failCause(Cause.combine(said.cause, cleanup))),
      onSuccess: () => said
    })
  }

  const outermost = <A, E, R>(effect: Effect.Effect<A, E, R>, level: Level) =>
    Effect.uninterruptibleMask((restore): Effect.Effect<A, E | SqlError, R> => {
      const begun = execute("BEGIN IMMEDIATE")
      if (Exit.isFailure(begun)) return Effect.failCause(begun.cause)
      return Effect.onExitPrimitive(work(level, restore(effect)), (exit) => {
        if (Exit.isFailure(exit)) return Effect.orDie(undo("ROLLBACK"))
        const synced = sync()
        return synced === undefined ? commit(level) : Effect.andThen(synced, Effect.suspend(() => commit(level) ?? Effect.void))
      }, true)
    })

  const savepoint = <A, E, R>(effect: Effect.Effect<A, E, R>, level: Level) =>
    Effect.uninterruptibleMask((restore): Effect.Effect<A, E | SqlError, R> => {
      const name = `effect_sql_${level[1]}`
      const begun = execute(`SAVEPOINT ${name}`)
      if (Exit.isFailure(begun)) return Effect.failCause(begun.cause)
      return Effect.onExitPrimitive(work(level, restore(effect)), (exit) => {
        const undone = Exit.isSuccess(exit) ? Exit.void : undo(`ROLLBACK TO SAVEPOINT ${name}`)
        return Effect.map(
          Effect.orDie(Effect.andThen(undone, Effect.suspend(() => undo(`RELEASE SAVEPOINT ${name}`)))),
          () => void (level.isCommitted = Exit.isSuccess(exit))
        )
      }, true)
    })

  /** After the connection was given back. */
  const settle = (level: Level): Effect.Effect<void> | undefined => {
    const { isCommitted, parent, waiting } = level
    level.isOpen = false
    if (!isCommitted || waiting.length === 0) return undefined
    if (parent === undefined) return waiting.length === 1 ? runWaiting(waiting[0]!) : Effect.forEach(waiting, runWaiting, { discard: true })
    parent.waiting.push(...waiting)
    return undefined
  }

  return {
    withTransaction: <R, E, A>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
      Effect.withFiber((fiber) => {
        const parent = levelIn(fiber.context)
        let level: Level | undefined
        const turn = parent === undefined
          ? borrower((connection) => outermost(effect, level = levelOf(connection, undefined, fiber.context)))
          : (parent.turn ??= Semaphore.makeUnsafe(1)).withPermit(Effect.suspend(() => savepoint(effect, level = levelOf(parent[0], parent, fiber.context))))
        return Effect.onExitPrimitive(turn, () => level === undefined ? undefined : settle(level))
      }),

    afterCommit: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<void, never, R> =>
      Effect.withFiber(({ context }) => {
        const level = levelIn(context)
        if (level === undefined) return runWaiting({ effect: effect as Effect.Effect<A, E>, context })
        for (let open: Level | undefined = level; open !== undefined; open = open.parent) {
          if (!open.isOpen) return Effect.die(new Error("afterCommit: the transaction has already ended"))
        }
        level.waiting.push({
          effect: effect as Effect.Effect<A, E>,
          context: context === level.inside ? outsideOf(level) : Context.omit(service)(context) as Context.Context<never>
        })
        return Effect.void
      })
  }
}

/** The context around the outermost transaction. */
const outsideOf = (level: Level): Context.Context<never> => {
  let { outside, parent } = level
  while (parent !== undefined) ({ outside, parent } = parent)
  return outside
}
