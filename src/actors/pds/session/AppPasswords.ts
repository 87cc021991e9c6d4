/**
 * App passwords: `xxxx-xxxx-xxxx-xxxx`, for programs that are not to have the
 * account itself. They hold 80 bits that we drew, so a fast salted hash is
 * enough at rest. A revoked one takes its sessions with it. AUTH-4
 */
import * as crypto from "node:crypto"
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Prepared from "../../sqlite/Prepared.ts"

export interface AppPassword {
  readonly name: string
  readonly createdAt: string
  readonly privileged: boolean
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
const shape = /^[a-z2-7]{4}(?:-[a-z2-7]{4}){3}$/

const hashOf = (did: string, password: string): string =>
  crypto.createHmac("sha256", "orrery app password").update(`${did}\0${password}`).digest("base64url")

export const make = Effect.gen(function*() {
  const { randomBytes } = yield* SecureRandom
  const insert = yield* Prepared.prepare(
    "INSERT INTO app_password (account, name, hash, privileged, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING name"
  )
  const find = yield* Prepared.prepare("SELECT name, privileged FROM app_password WHERE account = ? AND hash = ?")
  const list = yield* Prepared.prepare("SELECT name, privileged, created_at FROM app_password WHERE account = ? ORDER BY created_at DESC, name")
  const remove = yield* Prepared.prepare("DELETE FROM app_password WHERE account = ? AND name = ?")

  return {
    /** The password, shown this once; undefined when the name is taken. */
    create: Effect.fnUntraced(function*(account: { readonly id: number; readonly did: string }, name: string, privileged: boolean) {
      const text = Array.from(yield* randomBytes(16), (byte) => alphabet[byte & 31]).join("")
      const password = text.match(/.{4}/g)!.join("-")
      const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
      const made = yield* insert.get(account.id, name, hashOf(account.did, password), privileged ? 1 : 0, createdAt)
      return made === undefined ? undefined : { name, password, createdAt, privileged }
    }),
    /** The app password that this is, if it is one of the account's. */
    match: (account: { readonly id: number; readonly did: string }, password: string) =>
      shape.test(password)
        ? Effect.map(find.get<{ name: string; privileged: number }>(account.id, hashOf(account.did, password)), (row) =>
          row === undefined ? undefined : { name: row.name, privileged: row.privileged === 1 })
        : Effect.succeed(undefined),
    /** Newest first. */
    list: (account: number) =>
      Effect.map(list.all<{ name: string; privileged: number; created_at: string }>(account), (rows) =>
        rows.map((row): AppPassword => ({ name: row.name, createdAt: row.created_at, privileged: row.privileged === 1 }))),
    /** Its sessions are the caller's to end. */
    remove: (account: number, name: string) => remove.run(account, name)
  }
})

export type AppPasswords = Effect.Success<typeof make>
