/**
 * The zone of a names actor, in SQL: TXT records by name, the DID and the DID
 * document that each web host answers, and who owns which name.
 *
 * A name one label below a domain on sale belongs to the first who claims it,
 * with a token of the owner's choice; so does everything beneath it
 * (`_atproto.alice.people.test` belongs to the owner of `alice.people.test`).
 * Whoever holds that token may change or give up the name. So an organisation
 * that owns `guild.people.test` grants `alice.guild.people.test` as it pleases.
 * The registry itself may seize a name for another, by court order or theft.
 * HANDLE-3: the name is all that can be lost with it.
 */
import * as crypto from "node:crypto"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Prepared from "../sqlite/Prepared.ts"
import { SqlClient } from "effect/sql/SqlClient"

/** The name is not on sale here, or belongs to another token. */
export class NotYours extends Data.TaggedError("NotYours")<{ readonly name: string; readonly reason: "NotOnSale" | "OwnedByAnother" }> {}

const hostName = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

export const normalize = (name: string): string => name.toLowerCase().replace(/\.$/, "")

const digest = (token: string): string => crypto.hash("sha256", token, "hex")

/** The part of `name` that is sold as one: one label below a domain. */
const soldName = (name: string, domains: ReadonlyArray<string>): string | undefined => {
  if (!hostName.test(name) || name.length > 253) return undefined
  const domain = domains.find((domain) => name.endsWith(`.${domain}`))
  if (domain === undefined) return undefined
  const label = name.slice(0, -domain.length - 1).split(".").at(-1)!
  return label.startsWith("_") ? undefined : `${label}.${domain}`
}

export const make = Effect.fnUntraced(function*(domains: ReadonlyArray<string>) {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS zone_txt (name TEXT NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (name, position))`
  yield* sql`CREATE TABLE IF NOT EXISTS zone_web (host TEXT PRIMARY KEY, did TEXT NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS zone_owner (name TEXT PRIMARY KEY, token_digest TEXT NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS zone_document (host TEXT PRIMARY KEY, json TEXT NOT NULL)`
  const selectTxt = yield* Prepared.prepare("SELECT data FROM zone_txt WHERE name = ? ORDER BY position")
  const selectWeb = yield* Prepared.prepare("SELECT did FROM zone_web WHERE host = ?")
  const selectDocument = yield* Prepared.prepare("SELECT json FROM zone_document WHERE host = ?")
  const onSale = domains.map(normalize)

  const setTxt = (name: string, values: ReadonlyArray<string>) =>
    Effect.gen(function*() {
      yield* sql`DELETE FROM zone_txt WHERE name = ${name}`
      for (let position = 0; position < values.length; position++) {
        yield* sql`INSERT INTO zone_txt (name, position, data) VALUES (${name}, ${position}, ${values[position]!})`
      }
    })

  /** Runs `change` in one transaction with the check of the owner, who is recorded if new. */
  const owned = <A, E, R>(name: string, token: string, change: Effect.Effect<A, E, R>) =>
    sql.withTransaction(Effect.gen(function*() {
      const sold = soldName(name, onSale)
      if (sold === undefined) return yield* new NotYours({ name, reason: "NotOnSale" })
      const owner = (yield* sql<{ token_digest: string }>`SELECT token_digest FROM zone_owner WHERE name = ${sold}`)[0]
      if (owner === undefined) {
        yield* sql`INSERT INTO zone_owner (name, token_digest) VALUES (${sold}, ${digest(token)})`
      } else if (owner.token_digest !== digest(token)) {
        return yield* new NotYours({ name, reason: "OwnedByAnother" })
      }
      return yield* change
    }))

  /** All that is known of a whole name, its owner included. */
  const clear = (sold: string) =>
    Effect.gen(function*() {
      yield* sql`DELETE FROM zone_txt WHERE name = ${sold} OR name LIKE ${`%.${sold}`}`
      yield* sql`DELETE FROM zone_web WHERE host = ${sold} OR host LIKE ${`%.${sold}`}`
      yield* sql`DELETE FROM zone_document WHERE host = ${sold} OR host LIKE ${`%.${sold}`}`
      yield* sql`DELETE FROM zone_owner WHERE name = ${sold}`
    })

  return {
    txt: (name: string) => Effect.map(selectTxt.all<{ data: string }>(normalize(name)), (rows) => rows.map((row) => row.data)),
    web: (host: string) => Effect.map(selectWeb.get<{ did: string }>(normalize(host)), (row) => row?.did),
    /** The operator's own records, which no token can change. */
    seed: (records: Readonly<Record<string, ReadonlyArray<string>>>) =>
      Effect.forEach(Object.entries(records), ([name, values]) => setTxt(normalize(name), values), { discard: true }),
    putTxt: (name: string, values: ReadonlyArray<string>, token: string) => owned(normalize(name), token, setTxt(normalize(name), values)),
    putWeb: (host: string, did: string, token: string) =>
      owned(
        normalize(host),
        token,
        sql`INSERT INTO zone_web (host, did) VALUES (${normalize(host)}, ${did}) ON CONFLICT (host) DO UPDATE SET did = excluded.did`
      ),
    deleteTxt: (name: string, token: string) => owned(normalize(name), token, setTxt(normalize(name), [])),
    deleteWeb: (host: string, token: string) =>
      owned(normalize(host), token, sql`DELETE FROM zone_web WHERE host = ${normalize(host)}`),
    /** Gives a whole name up: its records, its web host and its ownership. */
    release: (name: string, token: string) => {
      const sold = soldName(normalize(name), onSale) ?? normalize(name)
      return owned(normalize(name), token, clear(sold))
    },
    /** JSON. */
    document: (host: string) => Effect.map(selectDocument.get<{ json: string }>(normalize(host)), (row) => row?.json),
    putDocument: (host: string, json: string, token: string) =>
      owned(
        normalize(host),
        token,
        sql`INSERT INTO zone_document (host, json) VALUES (${normalize(host)}, ${json}) ON CONFLICT (host) DO UPDATE SET json = excluded.json`
      ),
    /** The registry takes a name from its owner, with all that stands under it, and gives it to another. */
    seize: (name: string, token: string) =>
      sql.withTransaction(Effect.gen(function*() {
        const sold = soldName(normalize(name), onSale)
        if (sold === undefined) return yield* new NotYours({ name, reason: "NotOnSale" })
        yield* clear(sold)
        yield* sql`INSERT INTO zone_owner (name, token_digest) VALUES (${sold}, ${digest(token)})`
      }))
  }
})

export type Zone = Effect.Success<ReturnType<typeof make>>
