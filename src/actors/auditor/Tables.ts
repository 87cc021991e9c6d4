/** What an auditor keeps: the log with its tree, what operators signed, and what that proves. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** `refused`: the rules do not accept it, so it is no part of its DID's history. */
export interface EntryRow {
  readonly idx: number
  readonly entry: Uint8Array
  readonly time: number
  readonly did: string | null
  readonly nullified: number
  readonly refused: number
}

/** A cosignature that somebody showed: `state` is how it stands to the log that this auditor holds. */
export interface SeenRow {
  readonly seq: number
  readonly operator: string
  readonly size: number
  readonly root: Uint8Array
  /** With the operator's signature alone. */
  readonly note: string
  readonly state: "consistent" | "dissent" | "ahead"
}

export interface ReceiptRow {
  readonly operator: string
  readonly did: string
  readonly cid: string
  readonly size: number
  readonly deadline: number
  readonly note: string
}

export interface StatementRow {
  readonly seq: number
  readonly operator: string
  readonly did: string
  readonly size: number
  readonly note: string
}

export interface EvidenceRow {
  readonly seq: number
  readonly id: string
  readonly charge: string
  readonly accused: string
  readonly did: string | null
  readonly detail: string
  readonly text: string
  readonly at_millis: number
}

export const create = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_entry (
    idx INTEGER PRIMARY KEY, entry BLOB NOT NULL, time INTEGER NOT NULL, did TEXT,
    nullified INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS auditor_entry_did ON auditor_entry (did, idx)`
  yield* sql`CREATE INDEX IF NOT EXISTS auditor_entry_refused ON auditor_entry (idx) WHERE refused = 1`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) WITHOUT ROWID`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_seen (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, operator TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL,
    UNIQUE (operator, size, root)
  )`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_receipt (
    operator TEXT NOT NULL, did TEXT NOT NULL, cid TEXT NOT NULL, size INTEGER NOT NULL, deadline INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (operator, cid, size)
  )`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_statement (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, operator TEXT NOT NULL, did TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL UNIQUE
  )`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_evidence (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, charge TEXT NOT NULL, accused TEXT NOT NULL, did TEXT, detail TEXT NOT NULL,
    text TEXT NOT NULL, at_millis INTEGER NOT NULL
  )`
  yield* sql`CREATE TABLE IF NOT EXISTS auditor_peer (host TEXT PRIMARY KEY, told INTEGER NOT NULL)`
})
