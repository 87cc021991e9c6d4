/**
 * The short way to a hot statement. A tagged template compiles its SQL and
 * makes a span each time it runs; a prepared statement does neither and costs
 * a third. It runs on the client's own connection, inside the transaction of
 * the fiber if there is one, and waits for another fiber's.
 *
 *     const insert = yield* Prepared.prepare("INSERT INTO event (seq, frame) VALUES (?, ?)")
 *     yield* insert.run(seq, frame)
 *
 * In the hot generators, `yield* insert.now.run(seq, frame)` has executed when
 * it is yielded, if nothing has to be waited for, and then costs the run loop
 * nothing. It must be yielded where it is made: what is only built may have
 * happened already.
 *
 * Parameters are `?` in order. On another database than SQLite it goes through
 * `sql.unsafe`.
 */
import type { SQLInputValue, StatementSync } from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as EffectSqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { driverOf, type Row, toParameter } from "./Sqlite.ts"

interface Statement {
  /** For its effect only. */
  readonly run: (...parameters: Array<unknown>) => Effect.Effect<void, SqlError>
  /** How many rows it changed; in a transaction. Half of what it costs to ask for a row by `RETURNING`. */
  readonly changes: (...parameters: Array<unknown>) => Effect.Effect<number, SqlError>
  /** The first row. */
  readonly get: <A extends object = Row>(...parameters: Array<unknown>) => Effect.Effect<A | undefined, SqlError>
  readonly all: <A extends object = Row>(...parameters: Array<unknown>) => Effect.Effect<ReadonlyArray<A>, SqlError>
}

export interface Prepared extends Statement {
  /** To be yielded at once. */
  readonly now: Statement
}

const throughUnsafe = (client: EffectSqlClient.SqlClient, sql: string): Prepared => {
  const statement: Statement = {
    run: (...parameters) => Effect.asVoid(client.unsafe(sql, parameters)),
    changes: (...parameters) =>
      Effect.map(Effect.andThen(client.unsafe(sql, parameters), client.unsafe<{ n: number }>("SELECT changes() AS n")), ([row]) => row!.n),
    get: <A extends object>(...parameters: Array<unknown>) => Effect.map(client.unsafe<A>(sql, parameters), (rows) => rows[0]),
    all: <A extends object>(...parameters: Array<unknown>) => client.unsafe<A>(sql, parameters)
  }
  return { ...statement, now: statement }
}

/** In place: the array is the call's own. */
const bindable = (parameters: Array<unknown>): Array<SQLInputValue> => {
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i]
    if (typeof value !== "string" && typeof value !== "number") parameters[i] = toParameter(value)
  }
  return parameters as Array<SQLInputValue>
}

type Use<A> = (statement: StatementSync, parameters: Array<SQLInputValue>) => A

const run: Use<void> = (statement, parameters) => {
  statement.run(...parameters)
}
const changes: Use<number> = (statement, parameters) => Number(statement.run(...parameters).changes)
const get: Use<unknown> = (statement, parameters) => statement.get(...parameters)
const all: Use<unknown> = (statement, parameters) => statement.all(...parameters)

export const make = (client: EffectSqlClient.SqlClient, sql: string): Prepared => {
  const found = driverOf(client)
  if (found === undefined) return throughUnsafe(client, sql)
  const { borrower, driver } = found
  let kept: StatementSync | undefined
  const execute = <A>(use: Use<A>, parameters: Array<unknown>) => use(kept ??= driver.compile(sql), bindable(parameters))

  /** Whether the connection is this fiber's to use: it has the transaction, or there is none. */
  const isMine = (fiber: Fiber.Fiber<unknown, unknown>): boolean =>
    Context.getOrUndefined(fiber.context, client.transactionService) !== undefined || !driver.database.isTransaction

  const attempt = <A>(use: Use<A>, parameters: Array<unknown>) => driver.attempt(sql, () => execute(use, parameters))

  const later = <A>(use: Use<A>, parameters: Array<unknown>): Effect.Effect<A, SqlError> =>
    Effect.withFiber((fiber) => isMine(fiber) ? attempt(use, parameters) : borrower(() => attempt(use, parameters)))

  const now = <A>(use: Use<A>, parameters: Array<unknown>): Effect.Effect<A, SqlError> => {
    const fiber = Fiber.getCurrent()
    return fiber !== undefined && isMine(fiber) && driver.syncOf(sql) === undefined
      ? driver.now(sql, () => execute(use, parameters))
      : later(use, parameters)
  }

  const statement = (through: typeof later): Statement => ({
    run: (...parameters) => through(run, parameters),
    changes: (...parameters) => through(changes, parameters),
    get: <A extends object>(...parameters: Array<unknown>) => through(get as Use<A | undefined>, parameters),
    all: <A extends object>(...parameters: Array<unknown>) => through(all as Use<ReadonlyArray<A>>, parameters)
  })

  return { ...statement(later), now: statement(now) }
}

export const prepare = (sql: string): Effect.Effect<Prepared, never, EffectSqlClient.SqlClient> =>
  Effect.map(EffectSqlClient.SqlClient, (client) => make(client, sql))
