/**
 * Blocks of a repository that is on its way in: nobody knows yet which are
 * nodes, which are records, and whether they belong together.
 *
 *     blocks ──up to a mebibyte──▶ memory
 *        └──────more──▶ rows, a mebibyte a transaction
 *
 * The rows are in a temporary table: SQLite keeps it in a file of its own, which
 * no sync waits for and no crash outlives.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { BlockMap } from "../../../protocol/car/BlockMap.ts"
import type { Cid } from "../../../protocol/data/Cid.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

const batchBytes = 1024 * 1024

export interface Staged {
  readonly put: (cid: Cid, bytes: Uint8Array) => Effect.Effect<void, SqlError>
  readonly get: (cid: Cid) => Effect.Effect<Uint8Array | undefined, SqlError>
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TEMP TABLE IF NOT EXISTS import_block (import INTEGER NOT NULL, cid BLOB NOT NULL, bytes BLOB NOT NULL)`
  yield* sql`CREATE INDEX IF NOT EXISTS temp.import_block_cid ON import_block (import, cid)`
  // A connection may outlive who used it.
  yield* sql`DELETE FROM import_block`
  const insert = yield* Prepared.prepare("INSERT INTO import_block (import, cid, bytes) VALUES (?, ?, ?)")
  const select = yield* Prepared.prepare("SELECT bytes FROM import_block WHERE import = ? AND cid = ? LIMIT 1")
  const drop = yield* Prepared.prepare("DELETE FROM import_block WHERE import = ?")
  let imports = 0

  return {
    /** For the time of `use`. */
    staged: <A, E, R>(use: (staged: Staged) => Effect.Effect<A, E, R>) =>
      Effect.suspend(() => {
        const id = ++imports
        let pending = new BlockMap()
        let pendingBytes = 0
        let isSpilled = false
        const flush = Effect.suspend(() => {
          const blocks = pending
          pending = new BlockMap()
          pendingBytes = 0
          isSpilled = true
          return sql.withTransaction(Effect.gen(function*() {
            for (const [cid, bytes] of blocks) yield* insert.now.run(id, cid.bytes, bytes)
          }))
        })
        const staged: Staged = {
          put: (cid, bytes) => {
            pending.set(cid, bytes)
            pendingBytes += bytes.length
            return pendingBytes > batchBytes ? flush : Effect.void
          },
          get: (cid) => {
            const bytes = pending.get(cid)
            return bytes !== undefined || !isSpilled
              ? Effect.succeed(bytes)
              : Effect.map(select.get<{ bytes: Uint8Array }>(id, cid.bytes), (row) => row?.bytes)
          }
        }
        // Rows that a failing disk keeps are nobody's, and gone with the next start.
        return Effect.ensuring(use(staged), Effect.suspend(() => isSpilled ? Effect.ignore(drop.run(id)) : Effect.void))
      })
  }
})

export type ImportStaging = Effect.Success<typeof make>
