/**
 * What a key manager keeps. No row holds a key in the clear. [SIG-4]
 *
 * owner ──< delegation       root key sealed twice, delegation key once; what was issued
 *       ──< letter           tokens of recovery, as mailed
 *       ──< share            what the owner keeps for others as a guardian, sealed
 *       ──< share_request    who asked for one, and what was given to them, sealed
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Outgoing from "../mail/Outgoing.ts"
import * as ServerSecret from "../ServerSecret.ts"

const tables = [
  // next_delegation: made for a recovery that may or may not be published yet.
  `CREATE TABLE IF NOT EXISTS owner (
    did TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    root_key TEXT NOT NULL,
    delegation_key TEXT NOT NULL,
    by_passphrase TEXT NOT NULL,
    by_recovery_code TEXT NOT NULL,
    delegation TEXT NOT NULL,
    next_delegation TEXT,
    epoch INTEGER NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE IF NOT EXISTS delegation (
    cid TEXT PRIMARY KEY,
    did TEXT NOT NULL,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    issued_at_millis INTEGER NOT NULL,
    expires_at_millis INTEGER NOT NULL,
    challenge TEXT
  )`,
  "CREATE INDEX IF NOT EXISTS delegation_did ON delegation (did, issued_at_millis)",
  `CREATE TABLE IF NOT EXISTS recovery_token (token TEXT PRIMARY KEY, did TEXT NOT NULL, made_at_millis INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS share (
    did TEXT NOT NULL,
    guardian TEXT NOT NULL,
    share_key TEXT NOT NULL,
    threshold INTEGER NOT NULL,
    shares INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    email TEXT NOT NULL,
    deposited_at_millis INTEGER NOT NULL,
    PRIMARY KEY (guardian, did, share_key)
  )`,
  `CREATE TABLE IF NOT EXISTS share_request (
    did TEXT NOT NULL,
    guardian TEXT NOT NULL,
    recipient TEXT NOT NULL,
    asked_at_millis INTEGER NOT NULL,
    answer TEXT,
    share_key TEXT,
    sealed TEXT,
    PRIMARY KEY (guardian, did, recipient)
  )`,
  "CREATE INDEX IF NOT EXISTS share_request_asked ON share_request (asked_at_millis)",
  ...Outgoing.tables,
  ServerSecret.table
]

export const create = Effect.flatMap(SqlClient, (sql) => Effect.forEach(tables, (ddl) => sql.unsafe(ddl), { discard: true }))
