/** Secrets of a server's own, made at its first start and kept in its database. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

export const table = "CREATE TABLE IF NOT EXISTS server_key (name TEXT PRIMARY KEY, secret BLOB NOT NULL)"

export const of = Effect.fnUntraced(function*(name: string, fresh: Effect.Effect<Uint8Array>) {
  const sql = yield* SqlClient
  const rows = yield* sql<{ secret: Uint8Array }>`SELECT secret FROM server_key WHERE name = ${name}`
  if (rows[0] !== undefined) return rows[0].secret
  const secret = yield* fresh
  yield* sql`INSERT INTO server_key (name, secret) VALUES (${name}, ${secret})`
  return secret
})
