/**
 * A secret at rest: scrypt of a passphrase, then AES-256-GCM. [SIG-4]
 *
 *     scrypt-a256gcm $ log2 N $ salt $ nonce $ ciphertext ‖ tag       each in base64url
 *
 * 1. What is not the passphrase's, or was changed anywhere, does not open.
 * 2. The text's first three fields and `purpose` are authenticated with the
 *    secret: a box does not open as another's, nor at another cost.
 * 3. Salt and nonce are given, never drawn here; a nonce serves once.
 *
 * The cost of a foreign box is bounded, so that opening one cannot eat the
 * memory of who tries. Who has others to serve meanwhile derives the key
 * elsewhere and uses `read`, `sealWith` and `openWith`.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { createCipheriv, createDecipheriv, scryptSync } from "node:crypto"
import * as Base64Url from "./Base64Url.ts"

export class CannotOpen extends Data.TaggedError("CannotOpen")<{ readonly reason: "Malformed" | "TooCostly" | "WrongPassphraseOrChanged" }> {
  override get message(): string {
    return `the sealed secret does not open: ${this.reason}`
  }
}

export interface Parameters {
  /** What the secret is for; the same is needed to open. */
  readonly purpose: string
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** 12 bytes, never used twice under one passphrase and salt. */
  readonly nonce: Uint8Array
  /** scrypt's work factor N = 2^this. */
  readonly costLog2: number
}

export interface SealOptions extends Parameters {
  readonly passphrase: string
}

/** A box that is well-formed, and what its key is derived from besides the passphrase. */
export interface Box {
  readonly salt: Uint8Array
  readonly costLog2: number
  readonly head: string
  readonly nonce: Uint8Array
  readonly box: Uint8Array
}

export const keyBytes = 32
export const saltBytes = 16
export const nonceBytes = 12
const tagBytes = 16
const scheme = "scrypt-a256gcm"
const cipherName = "aes-256-gcm"
const maxCostLog2 = 20

/** What scrypt is given of a passphrase. */
export const normal = (passphrase: string): string => passphrase.normalize("NFKC")

const derive = (passphrase: string, salt: Uint8Array, costLog2: number): Uint8Array =>
  scryptSync(normal(passphrase), salt, keyBytes, { N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** (costLog2 + 11) + 2 ** 20 })

const bound = (head: string, purpose: string): Uint8Array => new TextEncoder().encode(`${head}$${purpose}`)

/** `key`: scrypt's `keyBytes` of the passphrase, in normal form. */
export const sealWith = (key: Uint8Array, secret: Uint8Array, { costLog2, nonce, purpose, salt }: Parameters): string => {
  const head = `${scheme}$${costLog2}$${Base64Url.encode(salt)}`
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(bound(head, purpose))
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  return `${head}$${Base64Url.encode(nonce)}$${Base64Url.encode(box)}`
}

export const seal = (secret: Uint8Array, options: SealOptions): string =>
  sealWith(derive(options.passphrase, options.salt, options.costLog2), secret, options)

export const read = (sealed: string): Result.Result<Box, CannotOpen> => {
  const fail = (reason: CannotOpen["reason"]) => Result.fail(new CannotOpen({ reason }))
  const [name, cost, saltText, nonceText, boxText, ...more] = sealed.split("$")
  if (name !== scheme || cost === undefined || boxText === undefined || more.length > 0 || !/^[1-9]\d?$/.test(cost)) return fail("Malformed")
  const [salt, nonce, box] = [saltText, nonceText, boxText].map((text) => Base64Url.decode(text ?? ""))
  if (salt?.length !== saltBytes || nonce?.length !== nonceBytes || box === undefined || box.length < tagBytes) return fail("Malformed")
  const costLog2 = Number(cost)
  if (costLog2 > maxCostLog2) return fail("TooCostly")
  return Result.succeed({ salt, costLog2, head: `${name}$${cost}$${saltText}`, nonce, box })
}

export const openWith = (key: Uint8Array, { box, head, nonce }: Box, purpose: string): Result.Result<Uint8Array, CannotOpen> => {
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(bound(head, purpose))
  decipher.setAuthTag(box.subarray(-tagBytes))
  try {
    return Result.succeed(new Uint8Array(Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()])))
  } catch {
    return Result.fail(new CannotOpen({ reason: "WrongPassphraseOrChanged" }))
  }
}

export const open = (sealed: string, { passphrase, purpose }: { readonly passphrase: string; readonly purpose: string }): Result.Result<Uint8Array, CannotOpen> =>
  Result.flatMap(read(sealed), (box) => openWith(derive(passphrase, box.salt, box.costLog2), box, purpose))
