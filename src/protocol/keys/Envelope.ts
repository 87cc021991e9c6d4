/**
 * A message for the holder of one key, as text (ECIES: ECDH with a key of this
 * one message, HKDF-SHA-256, AES-256-GCM).
 *
 *     ecdh-a256gcm $ the message's did:key $ ciphertext ‖ tag       in base64url
 *
 * 1. Only the recipient's key opens it, and only for the same `purpose`: both
 *    did:keys and the purpose go into the derivation.
 * 2. The message's key is the caller's, drawn for it alone and forgotten. The
 *    cipher's key is therefore fresh, and its nonce may be zero.
 *
 * Who wrote it is not said: that is for the channel, or the content.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { createCipheriv, createDecipheriv, createECDH, hkdfSync } from "node:crypto"
import * as Base64Url from "./Base64Url.ts"
import * as DidKey from "./DidKey.ts"
import type { Curve, KeyPair } from "./Keys.ts"

export class NotForUs extends Data.TaggedError("NotForUs")<{ readonly reason: "Malformed" | "OtherCurve" | "OtherRecipientOrChanged" }> {
  override get message(): string {
    return `the envelope does not open: ${this.reason}`
  }
}

const scheme = "ecdh-a256gcm"
const cipherName = "aes-256-gcm"
const tagBytes = 16
const keyBytes = 32
const nonce = new Uint8Array(12)
const openSslName: { readonly [curve in Curve]: string } = { k256: "secp256k1", p256: "prime256v1" }

const keyOf = (curve: Curve, secret: Uint8Array, point: Uint8Array, message: string, recipient: string, purpose: string): Uint8Array => {
  const ecdh = createECDH(openSslName[curve])
  ecdh.setPrivateKey(secret)
  const shared = ecdh.computeSecret(point)
  return new Uint8Array(hkdfSync("sha256", shared, new Uint8Array(), `${scheme}$${message}$${recipient}$${purpose}`, keyBytes))
}

export const seal = (plain: Uint8Array, { once, purpose, recipient }: {
  readonly recipient: DidKey.DidKey
  readonly purpose: string
  /** Of the recipient's curve, new, for this message alone. */
  readonly once: KeyPair
}): string => {
  const { curve, publicKey } = Result.getOrThrow(DidKey.parse(recipient))
  if (once.curve !== curve) throw new RangeError(`a message for a key of ${curve} is sealed with one of ${curve}`)
  const cipher = createCipheriv(cipherName, keyOf(curve, once.secret, publicKey, once.didKey, recipient, purpose), nonce, { authTagLength: tagBytes })
  return `${scheme}$${once.didKey}$${Base64Url.encode(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))}`
}

export const open = (sealed: string, { key, purpose }: { readonly key: KeyPair; readonly purpose: string }): Result.Result<Uint8Array, NotForUs> => {
  const fail = (reason: NotForUs["reason"]) => Result.fail(new NotForUs({ reason }))
  const [name, once, boxText, ...more] = sealed.split("$")
  const box = Base64Url.decode(boxText ?? "")
  const from = Result.getOrUndefined(DidKey.parse(once ?? ""))
  if (name !== scheme || from === undefined || box === undefined || box.length < tagBytes || more.length > 0) return fail("Malformed")
  if (from.curve !== key.curve) return fail("OtherCurve")
  const decipher = createDecipheriv(cipherName, keyOf(key.curve, key.secret, from.publicKey, once!, key.didKey, purpose), nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(box.subarray(-tagBytes))
  try {
    return Result.succeed(new Uint8Array(Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()])))
  } catch {
    return fail("OtherRecipientOrChanged")
  }
}
