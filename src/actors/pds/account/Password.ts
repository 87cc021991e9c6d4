/**
 * Passwords at rest: a salted slow hash that says itself how it was made, so
 * that old ones verify when new ones are made in another way.
 *
 *     scrypt$<log2 N>$<salt>$<hash>                              base64url
 *     $argon2id$v=19$m=<KiB>,t=<passes>,p=1$<salt>$<hash>        PHC string format, base64 without padding
 */
import * as crypto from "node:crypto"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Algorithm, PasswordKdf } from "./PasswordKdf.ts"

const saltBytes = 16
const hashBytes = 32

interface Stored {
  readonly algorithm: Algorithm
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

const parse = (text: string): Stored | undefined => {
  const scrypt = /^scrypt\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(text)
  if (scrypt !== null) {
    const [, costLog2, salt, hash] = scrypt
    return {
      algorithm: { _tag: "scrypt", costLog2: Number(costLog2) },
      salt: Buffer.from(salt!, "base64url"),
      hash: Buffer.from(hash!, "base64url")
    }
  }
  const argon2 = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(text)
  if (argon2 === null) return undefined
  const [, memoryKib, passes, salt, hash] = argon2
  return {
    algorithm: { _tag: "argon2id", memoryKib: Number(memoryKib), passes: Number(passes) },
    salt: Buffer.from(salt!, "base64"),
    hash: Buffer.from(hash!, "base64")
  }
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replaceAll("=", "")

/** How it was made, as a hash says it. */
const schemeOf = (algorithm: Algorithm): string =>
  algorithm._tag === "scrypt" ? `scrypt$${algorithm.costLog2}$` : `$argon2id$v=19$m=${algorithm.memoryKib},t=${algorithm.passes},p=1$`

const format = ({ algorithm, hash, salt }: Stored): string => {
  const text = algorithm._tag === "scrypt" ? (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url") : unpadded
  return `${schemeOf(algorithm)}${text(salt)}$${text(hash)}`
}

const derive = (kdf: PasswordKdf, algorithm: Algorithm, password: string, salt: Uint8Array, bytes: number) =>
  kdf.derive(algorithm, password.normalize("NFKC"), salt, bytes)

export const hash = Effect.fnUntraced(function*(kdf: PasswordKdf, password: string) {
  const { randomBytes } = yield* SecureRandom
  const salt = yield* randomBytes(saltBytes)
  return format({ algorithm: kdf.preferred, salt, hash: yield* derive(kdf, kdf.preferred, password, salt, hashBytes) })
})

export const matches = (kdf: PasswordKdf, password: string, stored: string): Effect.Effect<boolean, XrpcError> => {
  const parsed = parse(stored)
  if (parsed === undefined) return Effect.succeed(false)
  const { algorithm, hash, salt } = parsed
  return Effect.map(derive(kdf, algorithm, password, salt, hash.length), (actual) => crypto.timingSafeEqual(actual, hash))
}

/**
 * Takes as long as a password that does not match, where there is none to match
 * it: else the time that an answer takes would tell which names have accounts.
 */
export const matchNone = (kdf: PasswordKdf, password: string): Effect.Effect<void, XrpcError> =>
  Effect.asVoid(derive(kdf, kdf.preferred, password, new Uint8Array(saltBytes), hashBytes))

/** Whether a new hash would be made in another way. */
export const isDated = (kdf: PasswordKdf, stored: string): boolean => !stored.startsWith(schemeOf(kdf.preferred))
