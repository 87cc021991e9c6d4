/**
 * What a PDS keeps, in one database.
 *
 * account ──< record ──< record_blob >── blob        content, by account
 *         ──< deletion                                what was deleted lately, for exports since a rev
 *         ──< upload                                  who holds a blob besides its records
 *             blob ──< blob_part                      the bytes of large ones, piece by piece
 *         ──< session, app_password, mail_token, preference   private state
 * creation                                            sign-ups whose DID may or may not be published yet
 * plc_change                                          operations that the directory may or may not have taken
 * invite ──< invite_use                               who may sign up, and who did
 * takedown                                            what moderators hide of a repository
 * letter                                              letters not yet delivered, or all where nobody delivers
 * lost                                                what relays know of repositories and an old backup did not
 * server_key                                          the host's rotation key and token secret
 *
 * A repository is its records and its commit block: the tree is a function of
 * the records alone [MST-1], so it is built from them when first needed and
 * kept in memory, not stored. One commit is thus few rows, and no crash can
 * leave half a tree.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Outgoing from "../mail/Outgoing.ts"
import * as ServerSecret from "../ServerSecret.ts"

const tables = [
  `CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY,
    did TEXT NOT NULL UNIQUE,
    handle TEXT UNIQUE,
    email TEXT UNIQUE,
    password TEXT,
    signing_key BLOB NOT NULL,
    status TEXT,
    moved_in INTEGER NOT NULL DEFAULT 0,
    delete_after TEXT,
    created_at TEXT NOT NULL,
    rev TEXT,
    commit_cid BLOB,
    data_cid BLOB,
    commit_bytes BLOB
  )`,
  `CREATE TABLE IF NOT EXISTS record (
    account INTEGER NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    cid BLOB NOT NULL,
    bytes BLOB NOT NULL,
    rev TEXT NOT NULL,
    PRIMARY KEY (account, collection, rkey)
  )`,
  "CREATE INDEX IF NOT EXISTS record_rev ON record (account, rev)",
  `CREATE TABLE IF NOT EXISTS deletion (
    account INTEGER NOT NULL,
    rev TEXT NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    PRIMARY KEY (account, rev, collection, rkey)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS blob (
    account INTEGER NOT NULL,
    cid TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    touched_at_millis INTEGER NOT NULL,
    PRIMARY KEY (account, cid)
  )`,
  `CREATE TABLE IF NOT EXISTS blob_part (
    whole INTEGER NOT NULL,
    place INTEGER NOT NULL,
    bytes BLOB NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS blob_part_place ON blob_part (whole, place)",
  `CREATE TABLE IF NOT EXISTS upload (
    account INTEGER NOT NULL,
    cid TEXT NOT NULL,
    until_millis INTEGER NOT NULL,
    PRIMARY KEY (account, cid)
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS upload_until ON upload (until_millis)",
  `CREATE TABLE IF NOT EXISTS record_blob (
    account INTEGER NOT NULL,
    cid TEXT NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    rev TEXT NOT NULL,
    PRIMARY KEY (account, cid, collection, rkey)
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS record_blob_record ON record_blob (account, collection, rkey)",
  `CREATE TABLE IF NOT EXISTS session (
    jti TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    expires_at_millis INTEGER NOT NULL,
    next_jti TEXT
  )`,
  "CREATE INDEX IF NOT EXISTS session_account ON session (account)",
  `CREATE TABLE IF NOT EXISTS app_password (
    account INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    privileged INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (account, name)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS mail_token (
    token TEXT NOT NULL,
    purpose TEXT NOT NULL,
    did TEXT NOT NULL,
    made_at_millis INTEGER NOT NULL,
    PRIMARY KEY (token, purpose)
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS mail_token_did ON mail_token (did)",
  ...Outgoing.tables,
  `CREATE TABLE IF NOT EXISTS preference (account INTEGER PRIMARY KEY, preferences TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS invite (
    code TEXT PRIMARY KEY,
    available INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    for_account TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS invite_account ON invite (for_account)",
  "CREATE TABLE IF NOT EXISTS invite_use (code TEXT NOT NULL, used_by TEXT NOT NULL, used_at TEXT NOT NULL, PRIMARY KEY (code, used_by)) WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS invite_use_account ON invite_use (used_by)",
  "CREATE TABLE IF NOT EXISTS reserved_key (did_key TEXT PRIMARY KEY, did TEXT UNIQUE, secret BLOB NOT NULL)",
  `CREATE TABLE IF NOT EXISTS takedown (
    account INTEGER NOT NULL,
    subject TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (account, subject)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS creation (
    did TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    email TEXT UNIQUE,
    password TEXT,
    signing_key BLOB NOT NULL,
    operation TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS plc_change (
    did TEXT NOT NULL,
    operation TEXT NOT NULL,
    signed TEXT,
    handle TEXT,
    signing_key BLOB,
    repeats INTEGER NOT NULL DEFAULT 0,
    awaited INTEGER NOT NULL DEFAULT 1,
    noted_at_millis INTEGER NOT NULL,
    sent_at_millis INTEGER,
    PRIMARY KEY (did, operation)
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS plc_change_handle ON plc_change (handle)",
  "CREATE TABLE IF NOT EXISTS lost (did TEXT PRIMARY KEY, rev TEXT NOT NULL)",
  ServerSecret.table
]

/** Columns that came later: a database of an earlier version gets them when it is opened. */
const columns: ReadonlyArray<readonly [table: string, column: string, type: string]> = [
  ["session", "sid", "TEXT"],
  ["plc_change", "signed", "TEXT"],
  ["plc_change", "repeats", "INTEGER NOT NULL DEFAULT 0"],
  ["plc_change", "awaited", "INTEGER NOT NULL DEFAULT 1"],
  ["plc_change", "sent_at_millis", "INTEGER"],
  ["session", "scope", "TEXT NOT NULL DEFAULT 'com.atproto.access'"],
  ["session", "app_password", "TEXT"],
  ["account", "email_confirmed_at", "TEXT"],
  ["account", "deactivated_at", "TEXT"],
  ["account", "takedown", "TEXT"],
  ["creation", "invite", "TEXT"],
  ["account", "invites_disabled", "INTEGER NOT NULL DEFAULT 0"],
  ["blob", "parts", "INTEGER"],
  // Of an owner who signs commits: the did:key. The column `signing_key` is empty then.
  ["account", "own_key", "TEXT"],
  ["account", "email_auth_factor", "INTEGER NOT NULL DEFAULT 0"],
  ["account", "has_left", "INTEGER NOT NULL DEFAULT 0"],
  // Whom a like, repost, follow or block is about.
  ["record", "subject", "TEXT"]
]

const indexes = [
  "CREATE TRIGGER IF NOT EXISTS blob_gone AFTER DELETE ON blob WHEN old.parts IS NOT NULL BEGIN DELETE FROM blob_part WHERE whole = old.parts; END",
  // The sum of an account's blobs is read from it, and no row of theirs.
  "CREATE INDEX IF NOT EXISTS blob_size ON blob (account, size)",
  "CREATE INDEX IF NOT EXISTS session_sid ON session (sid)",
  "CREATE INDEX IF NOT EXISTS record_subject ON record (account, collection, subject) WHERE subject IS NOT NULL",
  "CREATE INDEX IF NOT EXISTS account_delete_after ON account (delete_after) WHERE delete_after IS NOT NULL"
]

const columnsOf = (table: string) =>
  Effect.flatMap(SqlClient, (sql) => sql.unsafe<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`))

/**
 * An earlier version had a table for the column `subject`. Whoever is cut off
 * between the two does the first again. Its `record` has no row ids, which no
 * statement names: it stays as it is.
 */
const takeInBacklinks = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql.unsafe(`UPDATE record SET subject = b.subject FROM backlink b
    WHERE b.account = record.account AND b.collection = record.collection AND b.rkey = record.rkey`)
  yield* sql.unsafe("DROP TABLE backlink")
})

/** An earlier version had a table for changes of handle alone. Cut off between the two, it is done again. */
const takeInHandleChanges = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql.unsafe(`INSERT OR IGNORE INTO plc_change (did, operation, handle, noted_at_millis)
    SELECT did, operation, handle, noted_at_millis FROM handle_change`)
  yield* sql.unsafe("DROP TABLE handle_change")
})

export const create = Effect.gen(function*() {
  const sql = yield* SqlClient
  for (const ddl of tables) yield* sql.unsafe(ddl)
  for (const [table, column, type] of columns) {
    const present = yield* columnsOf(table)
    if (!present.some(({ name }) => name === column)) yield* sql.unsafe(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`)
  }
  if ((yield* columnsOf("backlink")).length > 0) yield* takeInBacklinks
  if ((yield* columnsOf("handle_change")).length > 0) yield* takeInHandleChanges
  for (const ddl of indexes) yield* sql.unsafe(ddl)
})
