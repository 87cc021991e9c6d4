/** Passwords at rest: scrypt with a salt, `scrypt$<log2 N>$<salt>$<hash>` in base64url. */
import * as crypto from "node:crypto"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type { Derive } from "./Scrypt.ts"

const saltBytes = 16
const hashBytes = 32

const derive = (scrypt: Derive, password: string, salt: Uint8Array, costLog2: number) =>
  scrypt(password.normalize("NFKC"), salt, { costLog2, bytes: hashBytes })

export const hash = Effect.fnUntraced(function*(scrypt: Derive, password: string, costLog2: number) {
  const { randomBytes } = yield* SecureRandom
  const salt = yield* randomBytes(saltBytes)
  const hashed = yield* derive(scrypt, password, salt, costLog2)
  return `scrypt$${costLog2}$${Buffer.from(salt).toString("base64url")}$${Buffer.from(hashed).toString("base64url")}`
})

export const matches = (scrypt: Derive, password: string, stored: string): Effect.Effect<boolean> => {
  const [scheme, cost, salt, expected] = stored.split("$")
  if (scheme !== "scrypt" || cost === undefined || salt === undefined || expected === undefined) return Effect.succeed(false)
  return Effect.map(derive(scrypt, password, Buffer.from(salt, "base64url"), Number(cost)), (actual) =>
    crypto.timingSafeEqual(actual, Buffer.from(expected, "base64url")))
}
