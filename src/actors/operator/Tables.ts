/** What an operator keeps. The operations themselves are in the directory's own table (`plc/Operations.ts`). */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

export const create = Effect.gen(function*() {
  const sql = yield* SqlClient
  // Seeds of this operator's keys, newest last.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_key (id INTEGER PRIMARY KEY, seed BLOB NOT NULL)`
  // The leaves of the log; did and cid of operations only.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_entry (idx INTEGER PRIMARY KEY, did TEXT, cid TEXT, bytes BLOB NOT NULL)`
  yield* sql`CREATE INDEX IF NOT EXISTS consortium_entry_did ON consortium_entry (did, cid)`
  // The perfect subtrees of the Merkle tree.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) WITHOUT ROWID`
  // Decided blocks with their certificates; the genesis is none.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_block (height INTEGER PRIMARY KEY, decided BLOB NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_checkpoint (size INTEGER PRIMARY KEY, root BLOB NOT NULL, quorum INTEGER NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_cosignature (size INTEGER NOT NULL, name TEXT NOT NULL, key_id INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (size, name)) WITHOUT ROWID`
  // What was said about the next block: it must survive a crash.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_said (
    id INTEGER PRIMARY KEY CHECK (id = 1), height INTEGER NOT NULL, round INTEGER NOT NULL, step TEXT NOT NULL,
    locked_round INTEGER, locked_block TEXT, said BLOB NOT NULL, valid BLOB
  )`
  // Operations that wait for a block; vouched ones bind this operator's votes.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_pool (
    cid TEXT PRIMARY KEY, did TEXT NOT NULL, operation TEXT NOT NULL, deadline INTEGER NOT NULL, vouched INTEGER NOT NULL, size INTEGER NOT NULL
  )`
  // The log that this one is to be founded upon, as far as it was followed; `nullified_by`
  // is the place of what undid it.
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_inherited (
    idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, time INTEGER NOT NULL, did TEXT, cid TEXT, seq INTEGER, nullified_by INTEGER
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS consortium_inherited_did ON consortium_inherited (did, idx)`
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_founding (name TEXT PRIMARY KEY, value TEXT NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_change (id TEXT PRIMARY KEY, item BLOB NOT NULL)`
})
