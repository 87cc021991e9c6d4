/**
 * Tokens that travel by mail: each works once, for one purpose, for one
 * account, for a short time. What a token paid for and did not get, it may ask
 * for again.
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { declared, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Purpose } from "./Letters.ts"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

interface Row {
  readonly did: string
  readonly made_at_millis: number
}

export const make = Effect.fnUntraced(function*(validMillis: number) {
  const { randomBytes } = yield* SecureRandom
  const insert = yield* Prepared.prepare("INSERT INTO mail_token (token, purpose, did, made_at_millis) VALUES (?, ?, ?, ?)")
  const find = yield* Prepared.prepare("SELECT did, made_at_millis FROM mail_token WHERE token = ? AND purpose = ?")
  const remove = yield* Prepared.prepare("DELETE FROM mail_token WHERE token = ? AND purpose = ? RETURNING did")
  const removeOld = yield* Prepared.prepare("DELETE FROM mail_token WHERE made_at_millis < ?")
  const removeAll = yield* Prepared.prepare("DELETE FROM mail_token WHERE did = ? AND (? IS NULL OR purpose = ?)")

  const written = (token: string): string => token.trim().toUpperCase()

  const check = Effect.fnUntraced(function*(purpose: Purpose, token: string) {
    const row = yield* find.get<Row>(written(token), purpose)
    if (row === undefined) return yield* declared("InvalidToken", "Token is invalid")
    if ((yield* Clock.currentTimeMillis) - row.made_at_millis > validMillis) return yield* declared("ExpiredToken", "Token is expired")
    return row
  })

  /** Uses a token up while `use` runs; it is whole again if that fails. */
  const spend = <A, E, R>(row: Row, purpose: Purpose, token: string, use: Effect.Effect<A, E, R>) =>
    Effect.gen(function*() {
      const taken = yield* remove.get(written(token), purpose)
      // Another request was quicker.
      if (taken === undefined) return yield* declared("InvalidToken", "Token is invalid")
      return yield* Effect.onError(use, () => Effect.ignore(insert.run(written(token), purpose, row.did, row.made_at_millis)))
    })

  return {
    validMillis,
    issue: Effect.fnUntraced(function*(did: string, purpose: Purpose) {
      const text = Array.from(yield* randomBytes(10), (byte) => alphabet[byte & 31]).join("")
      const token = `${text.slice(0, 5)}-${text.slice(5)}`
      const nowMillis = yield* Clock.currentTimeMillis
      // An expired one is called that for as long again, then it is unknown.
      yield* removeOld.run(nowMillis - 2 * validMillis)
      yield* insert.run(token, purpose, did, nowMillis)
      return token
    }),
    /** Does what the token of this account permits; *InvalidToken*, *ExpiredToken*. */
    redeem: <A, E, R>(did: string, purpose: Purpose, token: string, use: Effect.Effect<A, E, R>) =>
      Effect.gen(function*() {
        const row = yield* check(purpose, token)
        if (row.did !== did) return yield* declared("InvalidToken", "Token is invalid")
        return yield* spend(row, purpose, token, use)
      }),
    /** Of whichever account the token is. */
    redeemAny: <A, E, R>(purpose: Purpose, token: string, use: (did: string) => Effect.Effect<A, E, R>) =>
      Effect.flatMap(check(purpose, token), (row) => spend(row, purpose, token, Effect.suspend((): Effect.Effect<A, E | XrpcError, R> => use(row.did)))),
    /** Makes tokens worthless: those of one purpose, or all. */
    revoke: (did: string, purpose?: Purpose) => removeAll.run(did, purpose ?? null, purpose ?? null)
  }
})

export type MailTokens = Effect.Success<ReturnType<typeof make>>
