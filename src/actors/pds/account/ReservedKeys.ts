/**
 * Signing keys that are ready before their account is: whoever prepares a move
 * may put one into the DID document beforehand, and the account of the DID gets
 * just that. [lex:com.atproto.server.reserveSigningKey]
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Keys } from "../../../protocol/keys/Keys.ts"

export const make = Effect.fnUntraced(function*(keys: Keys["Service"]) {
  const sql = yield* SqlClient
  const find = (did: string) => sql<{ did_key: string; secret: Uint8Array }>`SELECT did_key, secret FROM reserved_key WHERE did = ${did}`

  return {
    /** The same each time for a DID. */
    reserve: (did: string | undefined) =>
      sql.withTransaction(Effect.gen(function*() {
        const [known] = did === undefined ? [] : yield* find(did)
        if (known !== undefined) return known.did_key
        const { didKey, secret } = yield* keys.generate("k256")
        yield* sql`INSERT INTO reserved_key (did_key, did, secret) VALUES (${didKey}, ${did ?? null}, ${secret})`
        return didKey
      })),
    /** The key of a new account: the one reserved for its DID, else a fresh one. */
    claim: Effect.fnUntraced(function*(did: string) {
      const [known] = yield* find(did)
      if (known === undefined) return yield* keys.generate("k256")
      yield* sql`DELETE FROM reserved_key WHERE did = ${did}`
      return keys.fromSecret("k256", known.secret)
    }),
    /** A key in reserve by its name. */
    named: (didKey: string) =>
      Effect.map(sql<{ secret: Uint8Array }>`SELECT secret FROM reserved_key WHERE did_key = ${didKey}`, ([row]) =>
        row === undefined ? undefined : keys.fromSecret("k256", row.secret))
  }
})

export type ReservedKeys = Effect.Success<ReturnType<typeof make>>
