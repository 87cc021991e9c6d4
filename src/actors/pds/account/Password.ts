/** Passwords at rest: scrypt with a salt, `scrypt$<log2 N>$<salt>$<hash>` in base64url. */
import * as crypto from "node:crypto"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"

const saltBytes = 16
const hashBytes = 32

const derive = (password: string, salt: Uint8Array, costLog2: number): Buffer =>
  crypto.scryptSync(password.normalize("NFKC"), salt, hashBytes, { N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** (costLog2 + 11) + 2 ** 20 })

export const hash = Effect.fnUntraced(function*(password: string, costLog2: number) {
  const { randomBytes } = yield* SecureRandom
  const salt = yield* randomBytes(saltBytes)
  return `scrypt$${costLog2}$${Buffer.from(salt).toString("base64url")}$${derive(password, salt, costLog2).toString("base64url")}`
})

export const matches = (password: string, stored: string): boolean => {
  const [scheme, cost, salt, expected] = stored.split("$")
  if (scheme !== "scrypt" || cost === undefined || salt === undefined || expected === undefined) return false
  const actual = derive(password, Buffer.from(salt, "base64url"), Number(cost))
  return crypto.timingSafeEqual(actual, Buffer.from(expected, "base64url"))
}
