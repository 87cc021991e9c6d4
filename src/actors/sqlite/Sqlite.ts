/**
 * Effect's `SqlClient` over `node:sqlite`, for both worlds.
 *
 * One connection, synchronous, no promise anywhere. A transaction holds the
 * connection; a lone statement is atomic by itself, so it waits only while a
 * transaction is open and takes no lock otherwise. Statements are prepared once
 * and kept, most recently used last. Integers beyond 2⁵³ raise an error unless
 * `SqlClient.SafeIntegers` asks for bigints.
 *
 * Out of scope: concurrent readers, and anything asynchronous.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import * as EffectSqlClient from "effect/sql/SqlClient"
import type { Borrower, Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, ConnectionError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import * as Transaction from "./Transaction.ts"

const cachedStatements = 512

export interface Row {
  readonly [column: string]: unknown
}

const writes = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b/i

export interface SqliteOptions {
  /** Says why the database cannot be used any more: the simulated host lost power. */
  readonly refuses?: () => string | undefined
  /** What a commit waits for before it is durable. */
  readonly sync?: () => Effect.Effect<void> | undefined
}

export const toParameter = (value: unknown): SQLInputValue => {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0
    case "undefined":
      return null
    default:
      return value instanceof Date ? value.toISOString() : (value as SQLInputValue)
  }
}

/** Primary result codes of SQLite that Effect's classification knows by name. */
const codeNames = new Map([
  [1, "SQLITE_ERROR"],
  [3, "SQLITE_PERM"],
  [5, "SQLITE_BUSY"],
  [6, "SQLITE_LOCKED"],
  [13, "SQLITE_FULL"],
  [14, "SQLITE_CANTOPEN"],
  [19, "SQLITE_CONSTRAINT"],
  [23, "SQLITE_AUTH"]
])
const primaryKeyCode = 1555
const uniqueCode = 2067

/** Node gives the number only. A doubled primary key is a doubled key like any other. */
const namedCause = (cause: unknown): unknown => {
  if (!(cause instanceof Error) || !("errcode" in cause) || typeof cause.errcode !== "number") return cause
  const { errcode, message } = cause
  const code = errcode === primaryKeyCode || errcode === uniqueCode
    ? "SQLITE_CONSTRAINT_UNIQUE"
    : codeNames.get(errcode & 0xff) ?? "SQLITE_ERROR"
  return Object.assign(new Error(message, { cause }), { code })
}

/** The database behind a client, with its statement cache. */
export class Driver {
  readonly database: DatabaseSync
  /** Says why the database cannot be used any more: the simulated host lost power. */
  readonly refuses: () => string | undefined
  private readonly statements = new Map<string, StatementSync>()

  /** What a commit waits for, on a disk whose sync takes time. */
  readonly sync: () => Effect.Effect<void> | undefined

  constructor(database: DatabaseSync, options: SqliteOptions) {
    this.database = database
    this.refuses = options.refuses ?? (() => undefined)
    this.sync = options.sync ?? (() => undefined)
  }

  /**
   * SQLite plans by the value that a bare `LIMIT ?` is bound to, and compiles the
   * statement anew whenever it is bound, which takes longer than most pages take
   * to read. Of a sum it knows no value beforehand.
   */
  compile(sql: string): StatementSync {
    return this.database.prepare(sql.replaceAll(/\bLIMIT \?(?!\d)/g, "LIMIT ? + 0"))
  }

  /** Compiled once, and kept while it is in use. */
  prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql)
    if (statement === undefined) {
      statement = this.compile(sql)
      if (this.statements.size >= cachedStatements) {
        for (const oldest of this.statements.keys()) {
          this.statements.delete(oldest)
          break
        }
      }
    } else this.statements.delete(sql)
    this.statements.set(sql, statement)
    return statement
  }

  error(cause: unknown, sql: string): SqlError {
    return new SqlError({ reason: classifySqliteError(namedCause(cause), { message: `Failed: ${sql}`, operation: "execute" }) })
  }

  refusal(reason: string): SqlError {
    return new SqlError({ reason: new ConnectionError({ message: reason, operation: "execute", cause: reason }) })
  }

  /** A write outside of a transaction commits by itself, so it waits for the sync too; before it, as `COMMIT` does. */
  syncOf(sql: string): Effect.Effect<void> | undefined {
    const sync = this.sync()
    return sync === undefined || this.database.isTransaction || !writes.test(sql) ? undefined : sync
  }

  /** Runs `use` as one synchronous step, with what it throws as a typed error. */
  attempt<A>(sql: string, use: (fiber: Fiber.Fiber<unknown, unknown>) => A): Effect.Effect<A, SqlError> {
    const sync = this.syncOf(sql)
    const now: Effect.Effect<A, SqlError> = Effect.withFiber((fiber) => this.now(sql, () => use(fiber)))
    return sync === undefined ? now : Effect.andThen(sync, now)
  }

  /** Runs `use` here and now. */
  now<A>(sql: string, use: () => A): Exit.Exit<A, SqlError> {
    const reason = this.refuses()
    if (reason !== undefined) return Exit.fail(this.refusal(reason))
    try {
      return Exit.succeed(use())
    } catch (cause) {
      return Exit.fail(this.error(cause, sql))
    }
  }
}

const drivers = new WeakMap<EffectSqlClient.SqlClient, { readonly driver: Driver; readonly borrower: Borrower }>()

/** The driver of a client made here; none for other databases. */
export const driverOf = (client: EffectSqlClient.SqlClient) => drivers.get(client)

const connectionOf = (driver: Driver): Connection => {
  const rows = <A = Row>(sql: string, parameters: ReadonlyArray<unknown>, statement: () => StatementSync) =>
    driver.attempt(sql, (fiber) => {
      const prepared = statement()
      const bigints = fiber.getRef(EffectSqlClient.SafeIntegers)
      if (bigints) prepared.setReadBigInts(true)
      try {
        return prepared.all(...parameters.map(toParameter)) as unknown as ReadonlyArray<A>
      } finally {
        if (bigints) prepared.setReadBigInts(false)
      }
    })
  const execute: Connection["execute"] = (sql, parameters, transformRows) => {
    const result = rows(sql, parameters, () => driver.prepare(sql))
    return transformRows === undefined ? result : Effect.map(result, transformRows)
  }
  const values: Connection["executeValues"] = (sql, parameters) =>
    rows<ReadonlyArray<unknown>>(sql, parameters, () => {
      // A statement of its own: the cached one keeps returning objects.
      const statement = driver.compile(sql)
      statement.setReturnArrays(true)
      return statement
    })
  return {
    execute,
    executeRaw: (sql, parameters) => driver.attempt(sql, () => driver.prepare(sql).run(...parameters.map(toParameter))),
    executeStream: (sql, parameters, transformRows) => Stream.fromIterableEffect(execute(sql, parameters, transformRows)),
    executeValues: values,
    executeValuesUnprepared: values,
    executeUnprepared: (sql, parameters, transformRows) => {
      const result = rows(sql, parameters, () => driver.compile(sql))
      return transformRows === undefined ? result : Effect.map(result, transformRows)
    }
  }
}

/** Settings of every database. Those that only files have are in `openFile`. */
const prepareDatabase = (database: DatabaseSync): DatabaseSync => {
  database.exec("PRAGMA foreign_keys = ON")
  return database
}

/**
 * A file in memory, of this connection alone. `:memory:` keeps every page in
 * the pager's cache, and a commit may walk all of it; here the cache is small,
 * and a commit costs the same however much is stored.
 */
export const openMemory = (): DatabaseSync => {
  const database = prepareDatabase(new DatabaseSync("file:disk?vfs=memdb"))
  // What undoes an open transaction needs to be no file: power is lost between two statements only.
  database.exec("PRAGMA journal_mode = MEMORY")
  // Nobody else can open it, so it is not locked, looked at for changes or marked as changed at each transaction.
  database.exec("PRAGMA locking_mode = EXCLUSIVE")
  return database
}

/** Every commit is on the platter before it returns (Law 6): write-ahead log, synced in full. */
export const openFile = (path: string): DatabaseSync => {
  const database = prepareDatabase(new DatabaseSync(path, { timeout: 5000 }))
  database.exec("PRAGMA journal_mode = WAL")
  database.exec("PRAGMA synchronous = FULL")
  return database
}

export const make = (
  database: DatabaseSync,
  options: SqliteOptions = {}
): Effect.Effect<EffectSqlClient.SqlClient> =>
  Effect.gen(function*() {
    const driver = new Driver(database, options)
    const connection = connectionOf(driver)
    const isOpen = () => driver.refuses() === undefined && database.isTransaction
    const acquirers = EffectSqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: Semaphore.makeUnsafe(1),
      isTransaction: isOpen
    })
    const borrower: Borrower = (use) =>
      Effect.suspend(() => (database.isTransaction ? acquirers.borrower(use) : use(connection)))
    const client = yield* EffectSqlClient.make({
      acquirer: acquirers.acquirer,
      transactionAcquirer: acquirers.transactionAcquirer,
      borrower,
      onCommitFailure: acquirers.onCommitFailure,
      isTransaction: acquirers.isTransaction,
      compiler: Statement.makeCompilerSqlite(),
      driver: "sqlite-node",
      spanAttributes: [["db.system.name", "sqlite"]]
    })
    const controls = new Map<string, StatementSync>()
    const control = (sql: string): StatementSync => {
      let statement = controls.get(sql)
      if (statement === undefined) controls.set(sql, statement = database.prepare(sql))
      return statement
    }
    const transactions = Transaction.make({
      service: client.transactionService,
      borrower: acquirers.borrower,
      execute: (sql) => driver.now(sql, () => void control(sql).run()),
      sync: driver.sync,
      isOpen,
      onCommitFailure: acquirers.onCommitFailure
    })
    Object.assign(client, transactions)
    drivers.set(client, { driver, borrower })
    return client
  }).pipe(Effect.provideServiceEffect(Reactivity.Reactivity, Reactivity.make))
