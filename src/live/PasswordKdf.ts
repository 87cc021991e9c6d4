/**
 * Password hashes on a pool of threads.
 *
 * New ones are Argon2id with 7 MiB and 5 passes, the one of the settings that
 * OWASP's Password Storage Cheat Sheet names as its minimum, and calls equal in
 * strength, which costs us least. The reference's scrypt with N = 2^14 is below
 * that sheet's advice and takes three times as long: the Rust implementation
 * uses wide instructions that OpenSSL's does not. Where its binary does not
 * load, Node's own does the same at twice the price.
 */
import * as crypto from "node:crypto"
import { availableParallelism } from "node:os"
import * as Effect from "effect/Effect"
import { argon2Parameters, bounded, type PasswordKdf, scryptOptions } from "../actors/pds/account/PasswordKdf.ts"

type Argon2id = (password: string, salt: Uint8Array, memoryKib: number, passes: number, bytes: number) => Promise<Uint8Array>

const byNode: Argon2id = (password, salt, memoryKib, passes, bytes) =>
  new Promise((resolve, reject) =>
    crypto.argon2("argon2id", argon2Parameters(memoryKib, passes, password, salt, bytes), (error, hash) =>
      error === null ? resolve(hash) : reject(error)))

const rust = await import("@node-rs/argon2").catch(() => undefined)

const argon2id: Argon2id = rust === undefined
  ? byNode
  : (password, salt, memoryKib, passes, bytes) =>
    // 2 is Argon2id; the package's const enum does not survive type stripping.
    rust.hashRaw(password, { algorithm: 2, memoryCost: memoryKib, timeCost: passes, parallelism: 1, outputLen: bytes, salt })

const scrypt = (password: string, salt: Uint8Array, costLog2: number, bytes: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) =>
    crypto.scrypt(password, salt, bytes, scryptOptions(costLog2), (error, hash) => error === null ? resolve(hash) : reject(error)))

/** Whose Argon2id it is. */
export const backend = rust === undefined ? "node" : "rust"

/**
 * One more than there are processors work at a time, since the thread that hands
 * them out has other work too, and some seconds' worth of others wait.
 */
export const live: PasswordKdf = bounded({
  preferred: { _tag: "argon2id", memoryKib: 7168, passes: 5 },
  derive: (algorithm, password, salt, bytes) =>
    Effect.promise(() =>
      algorithm._tag === "scrypt"
        ? scrypt(password, salt, algorithm.costLog2, bytes)
        : argon2id(password, salt, algorithm.memoryKib, algorithm.passes, bytes))
}, { atOnce: availableParallelism() + 1, waiting: 250 })
