import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Sqlite from "../../../src/actors/sqlite/Sqlite.ts"

const over = <A, E>(use: (sql: SqlClient, database: ReturnType<typeof Sqlite.openMemory>) => Effect.Effect<A, E>) => {
  const database = Sqlite.openMemory()
  return Effect.runPromise(Effect.gen(function*() {
    const sql = yield* Sqlite.make(database)
    yield* sql`CREATE TABLE person (name TEXT PRIMARY KEY, friend TEXT REFERENCES person (name) DEFERRABLE INITIALLY DEFERRED)`
    return yield* use(sql, database)
  }))
}

const add = (sql: SqlClient, name: string) => Effect.asVoid(sql`INSERT INTO person (name) VALUES (${name})`)
const names = (sql: SqlClient) => Effect.map(sql<{ name: string }>`SELECT name FROM person ORDER BY name`, (rows) => rows.map(({ name }) => name))

describe("a transaction", () => {
  it("gives what its work gives, and fails as it fails", () =>
    over((sql) =>
      Effect.gen(function*() {
        expect(yield* sql.withTransaction(Effect.as(add(sql, "alice"), 7))).toBe(7)
        expect(yield* Effect.flip(sql.withTransaction(Effect.andThen(add(sql, "bob"), Effect.fail("no"))))).toBe("no")
        const bug = yield* Effect.exit(sql.withTransaction(Effect.andThen(add(sql, "carol"), Effect.die("a bug"))))
        expect(Exit.isFailure(bug) && Cause.squash(bug.cause)).toBe("a bug")
        expect(yield* names(sql)).toEqual(["alice"])
      })))

  it("is rolled back when its work is interrupted, and the next one goes on", () =>
    over((sql) =>
      Effect.gen(function*() {
        const begun = yield* Deferred.make<void>()
        const stuck = yield* Effect.forkChild(sql.withTransaction(Effect.gen(function*() {
          yield* add(sql, "alice")
          yield* Deferred.succeed(begun, undefined)
          return yield* Effect.never
        })))
        yield* Deferred.await(begun)
        const next = yield* Effect.forkChild(sql.withTransaction(add(sql, "bob")))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(stuck)
        yield* Fiber.join(next)
        expect(yield* names(sql)).toEqual(["bob"])
      })))

  it("that waits for its turn can be interrupted, and takes nothing with it", () =>
    over((sql) =>
      Effect.gen(function*() {
        const go = yield* Deferred.make<void>()
        const first = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(add(sql, "alice"), Deferred.await(go))))
        yield* Effect.yieldNow
        const second = yield* Effect.forkChild(sql.withTransaction(add(sql, "bob")))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(second)
        yield* Deferred.succeed(go, undefined)
        yield* Fiber.join(first)
        yield* sql.withTransaction(add(sql, "carol"))
        expect(yield* names(sql)).toEqual(["alice", "carol"])
      })))

  it("whose commit fails is undone, and the connection stays good", () =>
    over((sql, database) =>
      Effect.gen(function*() {
        const seen: Array<string> = []
        const orphan = Effect.andThen(sql.afterCommit(Effect.sync(() => seen.push("committed"))), sql`INSERT INTO person VALUES ('alice', 'nobody')`)
        expect((yield* Effect.flip(sql.withTransaction(orphan)))._tag).toBe("SqlError")
        expect(database.isTransaction).toBe(false)
        yield* sql.withTransaction(add(sql, "bob"))
        expect([yield* names(sql), seen]).toEqual([["bob"], []])
      })))
})

describe("a transaction in another", () => {
  it("is undone alone when it fails, and with the other when that fails", () =>
    over((sql) =>
      Effect.gen(function*() {
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* add(sql, "alice")
          yield* Effect.exit(sql.withTransaction(Effect.andThen(
            sql.withTransaction(add(sql, "bob")),
            Effect.andThen(Effect.exit(sql.withTransaction(Effect.andThen(add(sql, "dan"), Effect.fail("inner")))), Effect.fail("middle"))
          )))
          yield* sql.withTransaction(add(sql, "carol"))
        }))
        expect(yield* names(sql)).toEqual(["alice", "carol"])
        yield* Effect.exit(sql.withTransaction(Effect.andThen(sql.withTransaction(add(sql, "dan")), Effect.fail("outer"))))
        expect(yield* names(sql)).toEqual(["alice", "carol"])
      })))

  it("takes turns with its siblings", () =>
    over((sql) =>
      Effect.gen(function*() {
        const slow = (name: string, fails: boolean) =>
          sql.withTransaction(Effect.gen(function*() {
            yield* add(sql, name)
            for (let i = 0; i < 5; i++) yield* Effect.yieldNow
            if (fails) yield* Effect.fail(name)
          }))
        yield* sql.withTransaction(Effect.forEach(
          [slow("alice", false), slow("bob", true), slow("carol", false)],
          Effect.exit,
          { concurrency: "unbounded" }
        ))
        expect(yield* names(sql)).toEqual(["alice", "carol"])
      })))
})

describe("what waits for a commit", () => {
  it("waits for the outermost one, in the order in which it was asked", () =>
    over((sql) =>
      Effect.gen(function*() {
        const seen: Array<string> = []
        const note = (text: string) => Effect.sync(() => void seen.push(text))
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* sql.afterCommit(note("first"))
          yield* sql.withTransaction(Effect.andThen(sql.afterCommit(note("inner")), note("inside")))
          yield* Effect.exit(sql.withTransaction(Effect.andThen(sql.afterCommit(note("undone")), Effect.fail("no"))))
          yield* sql.afterCommit(note("last"))
        }))
        expect(seen).toEqual(["inside", "first", "inner", "last"])
      })))

  it("runs with the services of who asked, outside of the transaction, and harms nobody when it fails", () =>
    over((sql) =>
      Effect.gen(function*() {
        const Name = Context.Service<"test/Name", string>("test/Name")
        const seen: Array<unknown> = []
        const look = Effect.flatMap(Effect.context<never>(), (context) =>
          Effect.sync(() => {
            seen.push(Context.getOrUndefined(context as Context.Context<"test/Name">, Name), Context.getOrUndefined(context, sql.transactionService))
          }))
        const ask = Effect.andThen(sql.afterCommit(Effect.die("a bug")), sql.afterCommit(look))
        yield* sql.withTransaction(sql.withTransaction(Effect.andThen(ask, Effect.provideService(ask, Name, "alice"))))
        yield* sql.afterCommit(look)
        expect(seen).toEqual([undefined, undefined, "alice", undefined, undefined, undefined])
      })))

  it("may use the database, which is free by then", () =>
    over((sql) =>
      Effect.gen(function*() {
        yield* sql.withTransaction(sql.afterCommit(Effect.ignore(sql.withTransaction(add(sql, "alice")))))
        expect(yield* names(sql)).toEqual(["alice"])
      })))

  it("is refused when the transaction is over", () =>
    over((sql) =>
      Effect.gen(function*() {
        const late = yield* sql.withTransaction(Effect.map(Effect.context<never>(), (context) => Effect.provideContext(sql.afterCommit(Effect.void), context)))
        expect(Exit.isFailure(yield* Effect.exit(late))).toBe(true)
      })))
})
