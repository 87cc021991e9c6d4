/**
 * The short way to a hot statement. A tagged template compiles its SQL and
 * makes a span each time it runs; a prepared statement does neither and costs
 * a third. It runs on the client's own connection, inside the transaction of
 * the fiber if there is one, and waits for another fiber's.
 *
 *     const insert = yield* Prepared.prepare("INSERT INTO event (seq, frame) VALUES (?, ?)")
 *     yield* insert.run(seq, frame)
 *
 * Parameters are `?` in order. On another database than SQLite it goes through
 * `sql.unsafe`.
 */
import type { StatementSync } from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as EffectSqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { driverOf, type Row, toParameter } from "./Sqlite.ts"

export interface Prepared {
  /** For its effect only. */
  readonly run: (...parameters: ReadonlyArray<unknown>) => Effect.Effect<void, SqlError>
  /** The first row. */
  readonly get: <A extends object = Row>(...parameters: ReadonlyArray<unknown>) => Effect.Effect<A | undefined, SqlError>
  readonly all: <A extends object = Row>(...parameters: ReadonlyArray<unknown>) => Effect.Effect<ReadonlyArray<A>, SqlError>
}

const throughUnsafe = (client: EffectSqlClient.SqlClient, sql: string): Prepared => ({
  run: (...parameters) => Effect.asVoid(client.unsafe(sql, parameters)),
  get: <A extends object>(...parameters: ReadonlyArray<unknown>) =>
    Effect.map(client.unsafe<A>(sql, parameters), (rows) => rows[0]),
  all: <A extends object>(...parameters: ReadonlyArray<unknown>) => client.unsafe<A>(sql, parameters)
})

export const make = (client: EffectSqlClient.SqlClient, sql: string): Prepared => {
  const found = driverOf(client)
  if (found === undefined) return throughUnsafe(client, sql)
  const { borrower, driver } = found
  let kept: StatementSync | undefined
  const statement = (): StatementSync => (kept ??= driver.database.prepare(sql))
  const execute = <A>(use: (statement: StatementSync) => A): Effect.Effect<A, SqlError> => {
    return Effect.withFiber((fiber) => {
      const mine = !driver.database.isTransaction || Context.getOrUndefined(fiber.context, client.transactionService) !== undefined
      return mine ? driver.attempt(sql, () => use(statement())) : borrower(() => driver.attempt(sql, () => use(statement())))
    })
  }
  return {
    run: (...parameters) =>
      execute((statement) => {
        statement.run(...parameters.map(toParameter))
      }),
    get: <A extends object>(...parameters: ReadonlyArray<unknown>) =>
      execute((statement) => statement.get(...parameters.map(toParameter)) as A | undefined),
    all: <A extends object>(...parameters: ReadonlyArray<unknown>) =>
      execute((statement) => statement.all(...parameters.map(toParameter)) as unknown as ReadonlyArray<A>)
  }
}

export const prepare = (sql: string): Effect.Effect<Prepared, never, EffectSqlClient.SqlClient> =>
  Effect.map(EffectSqlClient.SqlClient, (client) => make(client, sql))
