import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Collections from "../../../src/actors/relay/Collections.ts"
import * as Store from "../../../src/actors/relay/Store.ts"
import * as Sqlite from "../../../src/actors/sqlite/Sqlite.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"

const alice = "did:plc:alice"
const notes = "test.orrery.note"
const created = [{ action: "create" as const, path: RepoPath.make(`${notes}/one`) }]

/** A relay's account and its collections, on a disk that outlives the memory of both. */
const scene = () =>
  Effect.gen(function*() {
    const sql = yield* SqlClient
    const store = yield* Store.make
    const collections = yield* Collections.make
    yield* store.settle(alice, "pds1.test")
    return {
      sql,
      note: Effect.gen(function*() {
        yield* collections.note(alice, created)
      }),
      forget: Effect.suspend(() => collections.forget(alice)),
      tell: (upstream: string | null) => Effect.suspend(() => store.setUpstream(alice, upstream)),
      listed: Effect.map(collections.list(notes, "", 10), (rows) => rows.map(({ did }) => did)),
      inactive: Effect.map(store.inactiveAmong([alice]), (dids) => [...dids])
    }
  })

const run = <A, E>(effect: Effect.Effect<A, E, SqlClient>): A =>
  Effect.runSync(Effect.provideServiceEffect(effect, SqlClient, Sqlite.make(Sqlite.openMemory())))

describe("what a relay remembers of its tables", () => {
  it("a collection is noted once, and anew after the account was forgotten", () =>
    run(Effect.gen(function*() {
      const { forget, listed, note, sql } = yield* scene()
      yield* sql.withTransaction(note)
      yield* sql.withTransaction(note)
      expect(yield* listed).toEqual([alice])
      yield* sql.withTransaction(forget)
      expect(yield* listed).toEqual([])
      yield* sql.withTransaction(note)
      expect(yield* listed).toEqual([alice])
    })))

  it("a note that was rolled back is not remembered, nor one whose account was forgotten in the same transaction", () =>
    run(Effect.gen(function*() {
      const { forget, listed, note, sql } = yield* scene()
      yield* Effect.exit(sql.withTransaction(Effect.andThen(note, Effect.die("the power is gone"))))
      expect(yield* listed).toEqual([])
      yield* sql.withTransaction(note)
      expect(yield* listed).toEqual([alice])
      yield* sql.withTransaction(forget)
      yield* sql.withTransaction(Effect.andThen(note, forget))
      expect(yield* listed).toEqual([])
      yield* sql.withTransaction(note)
      expect(yield* listed).toEqual([alice])
    })))

  it("who was active is known to be inactive as soon as that is durable, and not before [RELAY-6]", () =>
    run(Effect.gen(function*() {
      const { inactive, sql, tell } = yield* scene()
      expect(yield* inactive).toEqual([])
      yield* Effect.exit(sql.withTransaction(Effect.andThen(tell("deactivated"), Effect.die("the power is gone"))))
      expect(yield* inactive).toEqual([])
      yield* sql.withTransaction(tell("deactivated"))
      expect(yield* inactive).toEqual([alice])
      yield* sql.withTransaction(tell(null))
      expect(yield* inactive).toEqual([])
    })))
})
