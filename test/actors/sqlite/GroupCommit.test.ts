import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as GroupCommit from "../../../src/actors/sqlite/GroupCommit.ts"
import * as Sqlite from "../../../src/actors/sqlite/Sqlite.ts"

/** As on a real disk. */
const shared: GroupCommit.Gathers = { others: () => Effect.yieldNow, patienceMillis: 5 }
const alone: GroupCommit.Gathers = { others: () => undefined, patienceMillis: 0 }

/** Runs over a database whose every commit is counted. */
const over = <A, E>(gathering: GroupCommit.Gathers, use: (group: GroupCommit.GroupCommit, commits: () => number) => Effect.Effect<A, E, SqlClient>) => {
  let commits = 0
  const sync = () => Effect.sync(() => void commits++)
  return Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const sql = yield* Sqlite.make(Sqlite.openMemory(), { sync })
    return yield* Effect.gen(function*() {
      yield* sql`CREATE TABLE post (n INTEGER PRIMARY KEY)`
      commits = 0
      return yield* use(yield* GroupCommit.make, () => commits)
    }).pipe(Effect.provideService(SqlClient, sql))
  })).pipe(Effect.provideService(GroupCommit.Gathering, gathering)))
}

const insert = (n: number) => Effect.flatMap(SqlClient, (sql) => Effect.as(sql`INSERT INTO post (n) VALUES (${n})`, n))
const posts = Effect.flatMap(SqlClient, (sql) => Effect.map(sql<{ n: number }>`SELECT n FROM post ORDER BY n`, (rows) => rows.map(({ n }) => n)))
const numbers = Array.from({ length: 20 }, (_, n) => n)

describe("work of many", () => {
  it("is one transaction, and each is told its own result", async () => {
    const seen = await over(shared, (group, commits) =>
      Effect.gen(function*() {
        const told = yield* Effect.forEach(numbers, (n) => group.transact(insert(n)), { concurrency: "unbounded" })
        return { told, commits: commits(), posts: yield* posts }
      }))
    expect(seen.told).toEqual(numbers)
    expect(seen.posts).toEqual(numbers)
    expect(seen.commits).toBe(1)
  })

  it("of which one fails fails that one alone", async () => {
    const seen = await over(shared, (group) =>
      Effect.gen(function*() {
        const bad = Effect.andThen(insert(100), Effect.fail("refused" as const))
        const all = [...numbers.map((n) => group.transact(insert(n))), group.transact(bad), group.transact(insert(3))]
        const told = yield* Effect.forEach(all, (one) => Effect.match(one, { onFailure: (error) => error === "refused" ? error : "SqlError", onSuccess: String }), {
          concurrency: "unbounded"
        })
        return { told, posts: yield* posts }
      }))
    expect(seen.told).toEqual([...numbers.map(String), "refused", "SqlError"])
    expect(seen.posts).toEqual(numbers)
  })

  it("that is in a transaction already stays in it", async () => {
    const seen = await over(alone, (group) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient
        yield* Effect.ignore(sql.withTransaction(Effect.andThen(group.transact(insert(1)), Effect.fail("rolled back"))))
        return yield* posts
      }))
    expect(seen).toEqual([])
  })

  it("goes on after somebody has hung up", async () => {
    const seen = await over(shared, (group) =>
      Effect.gen(function*() {
        yield* Effect.race(group.transact(insert(1)), Effect.void)
        yield* group.transact(insert(2))
        return yield* posts
      }))
    expect(seen).toContain(2)
  })

  it("goes on after the first, who waited alone, has hung up", async () => {
    const seen = await over(alone, (group) =>
      Effect.gen(function*() {
        yield* Effect.timeoutOption(group.transact(Effect.delay(insert(1), 20)), 5)
        yield* group.transact(insert(2))
        return yield* posts
      }))
    expect(seen).toEqual([2])
  })

  it("is told of it even when its scope closes meanwhile", async () => {
    const { during, told } = await Effect.runPromise(Effect.gen(function*() {
      const sql = yield* Sqlite.make(Sqlite.openMemory())
      const scope = yield* Scope.make()
      const group = yield* GroupCommit.make.pipe(Effect.provideService(SqlClient, sql), Effect.provideService(Scope.Scope, scope))
      const during = yield* Effect.forkChild(Effect.uninterruptible(group.transact(Effect.as(Effect.sleep(20), 1))))
      yield* Effect.sleep(5)
      yield* Scope.close(scope, Exit.void)
      return { during: during.pollUnsafe() !== undefined, told: yield* Fiber.join(during) }
    }).pipe(Effect.provideService(GroupCommit.Gathering, shared), Effect.timeout(1_000)))
    expect([during, told]).toEqual([true, 1])
  })

  it("that is patient waits for what comes a moment later", async () => {
    const seen = await over(shared, (group, commits) =>
      Effect.gen(function*() {
        yield* Effect.forEach([1, 2], (n) => Effect.delay(group.transactPatiently(insert(n)), n), { concurrency: "unbounded" })
        return { commits: commits(), posts: yield* posts }
      }))
    expect(seen).toEqual({ commits: 1, posts: [1, 2] })
  })

  it("that is patient goes along with what is not, and holds that up in nothing", async () => {
    const seen = await over(shared, (group, commits) =>
      Effect.gen(function*() {
        const order: Array<string> = []
        const patient = group.transactPatiently(Effect.andThen(insert(1), Effect.sync(() => void order.push("patient"))))
        const urgent = group.transact(Effect.andThen(insert(2), Effect.sync(() => void order.push("urgent"))))
        yield* Effect.all([patient, urgent], { concurrency: "unbounded" })
        return { commits: commits(), order }
      }))
    expect(seen).toEqual({ commits: 1, order: ["patient", "urgent"] })
  })

  it("that is patient and comes while a group is under way is done in the end", async () => {
    const seen = await over(shared, (group) =>
      Effect.gen(function*() {
        const slow = group.transact(Effect.delay(insert(1), 20))
        const during = (n: number) => Effect.delay(group.transactPatiently(insert(n)), n)
        yield* Effect.all([slow, during(2), during(5), during(12), during(18)], { concurrency: "unbounded" })
        return yield* posts
      }))
    expect(seen).toEqual([1, 2, 5, 12, 18])
  })

  it("is patient only where a sync is worth sharing", async () => {
    const seen = await over(alone, (group, commits) =>
      Effect.gen(function*() {
        yield* group.transactPatiently(insert(1))
        return commits()
      }))
    expect(seen).toBe(1)
  })
})
