/**
 * The keys that an owner's guardians have shares of, as far as this device
 * appointed them, on its disk: noted before the DID can name them, so that what
 * breaks off leaves no key in the DID of which the owner knows nothing. (Law 6)
 * The keys themselves are nowhere.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

export const make = Effect.fnUntraced(function*(did: string) {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS guarded_key (did TEXT NOT NULL, did_key TEXT NOT NULL, PRIMARY KEY (did, did_key))`

  return {
    /** Any of them the DID may name: the last one, and what broke off after it. */
    known: Effect.map(sql<{ readonly did_key: string }>`SELECT did_key FROM guarded_key WHERE did = ${did} ORDER BY did_key`, (rows) =>
      rows.map(({ did_key }) => did_key)),
    begin: (key: string) => sql`INSERT INTO guarded_key (did, did_key) VALUES (${did}, ${key})`,
    /** The DID names this one, and none of the others any more. */
    settle: (key: string) => sql`DELETE FROM guarded_key WHERE did = ${did} AND did_key <> ${key}`
  }
})
