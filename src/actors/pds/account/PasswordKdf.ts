/**
 * The slow part of a password, as a service: how a world hashes new passwords,
 * and how it derives what any stored hash asks for. A simulated world computes
 * at once, since nothing in it may wait for a thread; a live server leaves it to
 * a pool of threads, so that one person's sign-in is not everybody's pause.
 *
 * A pool takes what it is given; so many derive at once, so many wait, and who
 * comes then is told to come again: each takes memory, and anybody may ask.
 */
import * as crypto from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { notEnoughResources, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"

export type Algorithm =
  /** N = 2^this; r = 8, p = 1. [RFC 7914] */
  | { readonly _tag: "scrypt"; readonly costLog2: number }
  /** One lane. [RFC 9106] */
  | { readonly _tag: "argon2id"; readonly memoryKib: number; readonly passes: number }

export interface PasswordKdf {
  /** What new passwords are hashed with. */
  readonly preferred: Algorithm
  /** *NotEnoughResources* if too many wait. */
  readonly derive: (algorithm: Algorithm, password: string, salt: Uint8Array, bytes: number) => Effect.Effect<Uint8Array, XrpcError>
}

export const scryptOptions = (costLog2: number) => ({ N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** (costLog2 + 11) + 2 ** 20 })

export const argon2Parameters = (memoryKib: number, passes: number, password: string, salt: Uint8Array, bytes: number) =>
  ({ message: password, nonce: salt, memory: memoryKib, passes, parallelism: 1, tagLength: bytes })

const deriveNow = (algorithm: Algorithm, password: string, salt: Uint8Array, bytes: number): Uint8Array =>
  algorithm._tag === "scrypt"
    ? crypto.scryptSync(password, salt, bytes, scryptOptions(algorithm.costLog2))
    : crypto.argon2Sync("argon2id", argon2Parameters(algorithm.memoryKib, algorithm.passes, password, salt, bytes))

export const bounded = (kdf: PasswordKdf, { atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): PasswordKdf => {
  const turns = Semaphore.makeUnsafe(atOnce)
  let present = 0
  return {
    ...kdf,
    derive: (...asked) =>
      Effect.suspend(() => {
        if (present >= atOnce + waiting) return Effect.fail(notEnoughResources("Too many passwords are being checked; try again in a moment"))
        present++
        // A thread that has begun ends, whoever hangs up: its turn lasts as long.
        return Effect.ensuring(turns.withPermit(Effect.uninterruptible(kdf.derive(...asked))), Effect.sync(() => present--))
      })
  }
}

export const PasswordKdf = Context.Reference<PasswordKdf>("orrery/pds/PasswordKdf", {
  defaultValue: () => ({
    preferred: { _tag: "scrypt", costLog2: 14 },
    derive: (algorithm, password, salt, bytes) => Effect.sync(() => deriveNow(algorithm, password, salt, bytes))
  })
})
