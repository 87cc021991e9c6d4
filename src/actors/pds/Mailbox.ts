/**
 * Outgoing mail. This server speaks no SMTP: what it would send lies in a
 * table that the operator (or a person in a simulated world) reads at
 * `GET /admin/mailbox?to=`. Tokens work once, for one purpose, for an hour.
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Prepared from "../sqlite/Prepared.ts"

export type Purpose = "plc_operation" | "delete_account"

export interface Mail {
  readonly id: number
  readonly purpose: Purpose
  readonly token: string
  readonly sent_at_millis: number
}

const validMillis = 3_600_000
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

export const make = Effect.gen(function*() {
  const { randomBytes } = yield* SecureRandom
  const insert = yield* Prepared.prepare(
    "INSERT INTO mail (recipient, did, purpose, token, sent_at_millis) VALUES (?, ?, ?, ?, ?)"
  )
  const find = yield* Prepared.prepare(
    "SELECT id, sent_at_millis FROM mail WHERE did = ? AND purpose = ? AND token = ? AND used = 0"
  )
  const use = yield* Prepared.prepare("UPDATE mail SET used = 1 WHERE id = ?")
  const list = yield* Prepared.prepare("SELECT id, purpose, token, sent_at_millis FROM mail WHERE recipient = ? ORDER BY id DESC LIMIT 100")

  return {
    send: Effect.fnUntraced(function*(recipient: string, did: string, purpose: Purpose) {
      const bytes = yield* randomBytes(10)
      const text = Array.from(bytes, (byte) => alphabet[byte & 31]).join("")
      yield* insert.run(recipient, did, purpose, `${text.slice(0, 5)}-${text.slice(5)}`, yield* Clock.currentTimeMillis)
    }),
    /** Uses a token up, and says whether it was good. */
    redeem: Effect.fnUntraced(function*(did: string, purpose: Purpose, token: string) {
      const mail = yield* find.get<{ id: number; sent_at_millis: number }>(did, purpose, token.trim().toUpperCase())
      if (mail === undefined) return "InvalidToken" as const
      if ((yield* Clock.currentTimeMillis) - mail.sent_at_millis > validMillis) return "ExpiredToken" as const
      yield* use.run(mail.id)
      return "Good" as const
    }),
    /** Newest first. */
    to: (recipient: string) => list.all<Mail>(recipient)
  }
})

export type Mailbox = Effect.Success<typeof make>
