import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { constants } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as SqlClient from "effect/sql/SqlClient"
import { afterAll, describe, expect, it } from "vitest"
import * as Prepared from "../../../src/actors/sqlite/Prepared.ts"
import * as Sqlite from "../../../src/actors/sqlite/Sqlite.ts"

const withClient = <A, E>(use: (sql: SqlClient.SqlClient) => Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.runPromise(Effect.gen(function*() {
    const sql = yield* Sqlite.make(Sqlite.openMemory())
    yield* sql`CREATE TABLE person (name TEXT PRIMARY KEY, age INTEGER, photo BLOB)`
    return yield* Effect.provideService(use(sql), SqlClient.SqlClient, sql)
  }))

const directory = mkdtempSync(join(tmpdir(), "orrery-sqlite-"))
afterAll(() => rmSync(directory, { recursive: true }))

describe("the SQLite client", () => {
  it("binds and returns text, numbers, booleans, nulls and bytes", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        yield* sql`INSERT INTO person ${sql.insert({ name: "alice", age: 30, photo: new Uint8Array([1, 2, 3]) })}`
        yield* sql`INSERT INTO person (name, age, photo) VALUES (${"bob"}, ${true}, ${undefined})`
        const rows = yield* sql<{ name: string; age: number; photo: Uint8Array | null }>`SELECT * FROM person ORDER BY name`
        expect(rows.map((row) => ({ ...row }))).toEqual([
          { name: "alice", age: 30, photo: new Uint8Array([1, 2, 3]) },
          { name: "bob", age: 1, photo: null }
        ])
        expect(yield* sql`SELECT name, age FROM person ORDER BY name`.values).toEqual([["alice", 30], ["bob", 1]])
      })))

  it("reads integers as numbers, refuses those that are none, and gives bigints to who asks", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        yield* sql`INSERT INTO person (name, age) VALUES ('alice', ${2n ** 60n})`
        const select = sql<{ age: bigint }>`SELECT age FROM person`
        expect((yield* Effect.flip(select))._tag).toBe("SqlError")
        const [row] = yield* Effect.provideService(select, SqlClient.SafeIntegers, true)
        expect(row?.age).toBe(2n ** 60n)
        expect((yield* sql<{ n: number }>`SELECT 7 AS n`)[0]?.n).toBe(7)
      })))

  it("names what went wrong", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        yield* sql`INSERT INTO person (name) VALUES ('alice')`
        const unique = yield* Effect.flip(sql`INSERT INTO person (name) VALUES ('alice')`)
        expect(unique.reason._tag).toBe("UniqueViolation")
        const syntax = yield* Effect.flip(sql.unsafe("SELECT nonsense FROM nowhere"))
        expect(syntax.message).toContain("nowhere")
      })))

  it("rolls a failed transaction back, and a savepoint within one", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        const add = (name: string) => sql`INSERT INTO person (name) VALUES (${name})`
        yield* Effect.exit(sql.withTransaction(Effect.andThen(add("alice"), Effect.fail("no"))))
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* add("bob")
          yield* Effect.exit(sql.withTransaction(Effect.andThen(add("carol"), Effect.fail("no"))))
        }))
        expect((yield* sql`SELECT name FROM person`).map((row) => row["name"])).toEqual(["bob"])
      })))

  it("runs what waits for a commit after it, and never after a rollback", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        const seen: Array<string> = []
        const note = (text: string) => sql.afterCommit(Effect.sync(() => seen.push(text)))
        yield* sql.withTransaction(Effect.andThen(note("committed"), Effect.sync(() => seen.push("inside"))))
        yield* Effect.exit(sql.withTransaction(Effect.andThen(note("rolled back"), Effect.fail("no"))))
        expect(seen).toEqual(["inside", "committed"])
      })))

  it("keeps other fibers out of a transaction that waits", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        const insert = yield* Prepared.prepare("INSERT INTO person (name) VALUES (?)")
        const slow = yield* Effect.forkChild(sql.withTransaction(Effect.gen(function*() {
          yield* insert.run("alice")
          yield* Effect.sleep(20)
          return yield* Effect.fail("rolled back")
        })))
        yield* Effect.sleep(5)
        const bob = yield* Effect.forkChild(sql`INSERT INTO person (name) VALUES ('bob')`)
        const carol = yield* Effect.forkChild(insert.run("carol"))
        expect(Exit.isFailure(yield* Fiber.await(slow))).toBe(true)
        yield* Fiber.join(bob)
        yield* Fiber.join(carol)
        expect((yield* sql`SELECT name FROM person ORDER BY name`).map((row) => row["name"])).toEqual(["bob", "carol"])
      })))

  it("prepares once what is hot", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        const insert = yield* Prepared.prepare("INSERT INTO person (name, age) VALUES (?, ?)")
        const select = yield* Prepared.prepare("SELECT name, age FROM person WHERE age > ? ORDER BY age")
        yield* sql.withTransaction(Effect.forEach(["alice", "bob", "carol"], (name, index) => insert.run(name, 20 + index)))
        expect((yield* select.all<{ name: string }>(20)).map((row) => row.name)).toEqual(["bob", "carol"])
        expect((yield* select.get<{ name: string }>(0))?.name).toBe("alice")
        expect(yield* select.get(100)).toBeUndefined()
        expect((yield* Effect.flip(insert.run("alice", 1))).reason._tag).toBe("UniqueViolation")
        const other = yield* Prepared.prepare("SELECT nonsense FROM nowhere")
        expect((yield* Effect.flip(other.all()))._tag).toBe("SqlError")
      })))

  it("compiles the statement of a page once, whatever its length", () =>
    Effect.runPromise(Effect.gen(function*() {
      const database = Sqlite.openMemory()
      database.exec("CREATE TABLE person (name TEXT PRIMARY KEY); INSERT INTO person VALUES ('alice'), ('bob'), ('carol')")
      let compiled = false
      database.setAuthorizer(() => {
        compiled = true
        return constants.SQLITE_OK
      })
      const sql = yield* Sqlite.make(database)
      const hot = Prepared.make(sql, "SELECT name FROM person WHERE name > ? ORDER BY name LIMIT ?")
      const names = (rows: ReadonlyArray<{ readonly name: string }>) => rows.map(({ name }) => name)
      const after = (name: string, limit: number) => Effect.map(hot.all<{ name: string }>(name, limit), names)
      const last = (limit: number) => Effect.map(sql<{ name: string }>`SELECT name FROM person ORDER BY name DESC LIMIT ${limit}`, names)
      expect(yield* after("", 1)).toEqual(["alice"])
      expect(yield* last(1)).toEqual(["carol"])
      expect(compiled).toBe(true)
      compiled = false
      expect(yield* after("alice", 1)).toEqual(["bob"])
      expect(yield* after("alice", 7)).toEqual(["bob", "carol"])
      expect(yield* last(2)).toEqual(["carol", "bob"])
      expect(compiled).toBe(false)
    })))

  it("says how many rows a hot statement changed", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        const insert = yield* Prepared.prepare("INSERT INTO person (name, age) VALUES (?, ?)")
        const birthday = yield* Prepared.prepare("UPDATE person SET age = age + 1 WHERE age < ?")
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* insert.now.run("alice", 20)
          yield* insert.now.run("bob", 30)
          expect(yield* birthday.now.changes(40)).toBe(2)
          expect(yield* birthday.now.changes(30)).toBe(1)
          expect(yield* birthday.changes(5)).toBe(0)
        }))
        expect((yield* Effect.flip(insert.changes("alice", 1))).reason._tag).toBe("UniqueViolation")
      })))

  it("survives more statements than it keeps", () =>
    withClient((sql) =>
      Effect.gen(function*() {
        for (let i = 0; i < 1200; i++) {
          const [row] = yield* sql.unsafe<{ n: number }>(`SELECT ${i} AS n`)
          expect(row?.n).toBe(i)
        }
      })))

  it("writes files ahead and syncs them in full", () => {
    const path = join(directory, "file.db")
    const database = Sqlite.openFile(path)
    expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" })
    expect(database.prepare("PRAGMA synchronous").get()).toMatchObject({ synchronous: 2 })
    expect(database.prepare("PRAGMA foreign_keys").get()).toMatchObject({ foreign_keys: 1 })
    database.close()
  })
})
