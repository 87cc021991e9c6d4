/**
 * Revocations that were brought here, by owners who keep no list elsewhere or
 * do not want to wait. Signed by the account's own delegation key, so anybody
 * may bring them; kept as long as the account has that key.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Revocation } from "../../../protocol/ucan/Revocation.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

/** Of one account. An owner who needs more replaces the key. */
const maxRevocations = 1_000

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS revocation (
    did TEXT NOT NULL,
    cid TEXT NOT NULL,
    iss TEXT NOT NULL,
    challenge TEXT NOT NULL,
    put_at_millis INTEGER NOT NULL,
    PRIMARY KEY (did, cid)
  ) WITHOUT ROWID`
  const insert = yield* Prepared.prepare("INSERT INTO revocation (did, cid, iss, challenge, put_at_millis) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
  const count = yield* Prepared.prepare("SELECT COUNT(*) AS count FROM revocation WHERE did = ?")
  const list = yield* Prepared.prepare("SELECT cid AS revoke, iss, challenge FROM revocation WHERE did = ? ORDER BY cid")

  return {
    /** False once there are too many. */
    put: Effect.fnUntraced(function*(did: string, { challenge, iss, revoke }: Revocation) {
      const rows = yield* count.get<{ count: number }>(did)
      if ((rows?.count ?? 0) >= maxRevocations) return false
      yield* insert.run(did, revoke, iss, challenge, yield* Clock.currentTimeMillis)
      return true
    }),
    of: (did: string) => list.all<Revocation>(did)
  }
})

export type Revocations = Effect.Success<typeof make>
