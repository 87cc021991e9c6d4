/**
 * Which key did what: a row for every request that a delegated key was let in
 * with, before the request does anything. So an owner whose phone was stolen
 * sees what there is to take back; and an invocation is good once, whatever
 * restarts come between. Kept for a quarter of a year.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Chain } from "../../../protocol/ucan/Chain.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Delegable } from "./Delegations.ts"

const keptMillis = 90 * 24 * 3_600_000

interface Row {
  readonly id: number
  readonly key: string
  readonly delegation: string
  readonly lxm: string
  readonly collections: string
  readonly at_millis: number
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS delegated_use (
    id INTEGER PRIMARY KEY,
    did TEXT NOT NULL,
    key TEXT NOT NULL,
    delegation TEXT NOT NULL,
    lxm TEXT NOT NULL,
    collections TEXT NOT NULL,
    invocation TEXT NOT NULL UNIQUE,
    at_millis INTEGER NOT NULL
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS delegated_use_did ON delegated_use (did, id)`
  const insert = yield* Prepared.prepare(
    `INSERT INTO delegated_use (did, key, delegation, lxm, collections, invocation, at_millis) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (invocation) DO NOTHING RETURNING id`
  )
  const removeOld = yield* Prepared.prepare("DELETE FROM delegated_use WHERE did = ? AND at_millis < ?")
  const page = yield* Prepared.prepare("SELECT id, key, delegation, lxm, collections, at_millis FROM delegated_use WHERE did = ? AND id < ? ORDER BY id DESC LIMIT ?")

  return {
    /** False for an invocation that was used before. */
    add: Effect.fnUntraced(function*(chain: Chain, { collections = [], lxm }: Delegable, nowMillis: number) {
      const { leaf, links, root } = chain
      yield* removeOld.run(root, nowMillis - keptMillis)
      const row = yield* insert.get(root, leaf.iss, links[0]!.cid.toString(), lxm, collections.join(" "), leaf.cid.toString(), nowMillis)
      return row !== undefined
    }),
    /** Newest first, those before `cursor`. */
    list: Effect.fnUntraced(function*(did: string, cursor: number, limit: number) {
      const rows = yield* page.all<Row>(did, cursor, limit)
      const last = rows.length === limit ? rows.at(-1)?.id : undefined
      return {
        uses: rows.map(({ at_millis, collections, delegation, key, lxm }) => ({
          key,
          delegation,
          lxm,
          collections: collections === "" ? [] : collections.split(" "),
          at: new Date(at_millis).toISOString()
        })),
        ...(last === undefined ? {} : { cursor: String(last) })
      }
    })
  }
})

export type Uses = Effect.Success<typeof make>
