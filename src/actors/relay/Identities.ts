/**
 * What a relay last told of each account's identity, and when it looks again.
 *
 * `document` stands for the DID document, or for why there is none; null where
 * nothing was told. `handle` is one that held both ways, or `handle.invalid`;
 * null where nobody could say.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { DidDocument } from "../../protocol/identity/DidDocument.ts"
import * as Handle from "../../protocol/syntax/Handle.ts"
import type * as Resolver from "../identity/Resolver.ts"
import * as Prepared from "../sqlite/Prepared.ts"

export interface Seen {
  readonly document: string | null
  readonly handle: Handle.Handle | null
}

export interface Due extends Seen {
  readonly did: string
  readonly due_at: number
  /** Looks since one was worth anything. */
  readonly tries: number
}

export const invalidHandle = Handle.make("handle.invalid")

/** What the network acts by: whatever else a document says may change without anybody's being told. */
const mark = ({ alsoKnownAs, keys, services }: DidDocument): string =>
  JSON.stringify([alsoKnownAs, [...keys], [...services.values()]])

/** Nothing, or nothing yet. */
export const unseen: Seen = { document: null, handle: null }

/**
 * What a document and a verdict let a relay say; where there is no verdict,
 * what it said of the same document before.
 */
export const seen = (document: DidDocument | undefined, verdict: Resolver.Verdict, before: Seen = unseen): Seen => {
  if (document === undefined) return unseen
  const now = mark(document)
  switch (verdict._tag) {
    case "Valid":
      return { document: now, handle: verdict.handle }
    case "Invalid":
      return { document: now, handle: invalidHandle }
    case "Unknown":
      return { document: now, handle: before.document === now ? before.handle : null }
  }
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS relay_identity (
    did TEXT PRIMARY KEY,
    document TEXT,
    handle TEXT,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS relay_identity_due ON relay_identity (due_at)`
  const expect = yield* Prepared.prepare("INSERT OR IGNORE INTO relay_identity (did, due_at) VALUES (?, ?)")
  const told = yield* Prepared.prepare(
    `INSERT INTO relay_identity (did, document, handle, due_at, tries) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (did) DO UPDATE SET document = excluded.document, handle = excluded.handle, due_at = excluded.due_at, tries = excluded.tries`
  )
  const get = yield* Prepared.prepare("SELECT did, document, handle, due_at, tries FROM relay_identity WHERE did = ?")
  const due = yield* Prepared.prepare("SELECT did, document, handle, due_at, tries FROM relay_identity WHERE due_at <= ? ORDER BY due_at, did LIMIT ?")
  const next = yield* Prepared.prepare("SELECT MIN(due_at) AS at FROM relay_identity")
  const forget = yield* Prepared.prepare("DELETE FROM relay_identity WHERE did = ?")

  return {
    get: (did: string) => get.get<Due>(did),
    /** An account of whose identity nothing was told yet. */
    expect: (did: string, dueMillis: number) => expect.run(did, dueMillis),
    told: (did: string, { document, handle }: Seen, dueMillis: number, tries = 0) => told.run(did, document, handle, dueMillis, tries),
    due: (nowMillis: number, limit: number) => due.all<Due>(nowMillis, limit),
    nextDue: Effect.map(next.get<{ readonly at: number | null }>(), (row) => row?.at ?? undefined),
    forget: (did: string) => forget.run(did)
  }
})

export type Identities = Effect.Success<typeof make>
