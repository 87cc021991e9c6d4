import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { createDecipheriv } from "node:crypto"
import { describe, expect, it } from "vitest"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import * as Envelope from "../../../src/protocol/keys/Envelope.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"

const curves = { k256: secp256k1, p256 } as const
const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes, (byte, at) => at === 0 ? (byte & 0x7f) | 1 : byte))
const reason = (result: Result.Result<unknown, Envelope.NotForUs>) => Result.isFailure(result) ? result.failure.reason : "opened"
const purpose = "a test"

describe("An envelope for a key", () => {
  it("is opened by that key and purpose alone, on both curves", () => {
    fc.assert(fc.property(fc.constantFrom("k256" as const, "p256" as const), scalar, scalar, scalar, fc.uint8Array({ maxLength: 300 }), (curve, a, b, c, plain) => {
      const [key, once, stranger] = [a, b, c].map((secret) => Secret.keyPair(curve, secret))
      const sealed = Envelope.seal(plain, { recipient: key!.didKey, purpose, once: once! })
      expect(Result.getOrThrow(Envelope.open(sealed, { key: key!, purpose }))).toEqual(plain)
      expect(reason(Envelope.open(sealed, { key: key!, purpose: "another" }))).toBe("OtherRecipientOrChanged")
      if (stranger!.didKey !== key!.didKey) expect(reason(Envelope.open(sealed, { key: stranger!, purpose }))).toBe("OtherRecipientOrChanged")
    }), { seed: 7, numRuns: 60 })
  })

  it("is what another implementation of the same parts opens", () => {
    fc.assert(fc.property(fc.constantFrom("k256" as const, "p256" as const), scalar, scalar, fc.uint8Array({ maxLength: 100 }), (curve, a, b, plain) => {
      const [key, once] = [a, b].map((secret) => Secret.keyPair(curve, secret))
      const [scheme, from, box] = Envelope.seal(plain, { recipient: key!.didKey, purpose, once: once! }).split("$")
      const { publicKey } = Result.getOrThrow(DidKey.parse(from!))
      const shared = curves[curve].getSharedSecret(a, publicKey).subarray(1)
      const derived = hkdf(sha256, shared, new Uint8Array(), new TextEncoder().encode(`${scheme}$${from}$${key!.didKey}$${purpose}`), 32)
      const bytes = Buffer.from(box!, "base64url")
      const decipher = createDecipheriv("aes-256-gcm", derived, new Uint8Array(12)).setAuthTag(bytes.subarray(-16))
      expect(new Uint8Array([...decipher.update(bytes.subarray(0, -16)), ...decipher.final()])).toEqual(plain)
    }), { seed: 7, numRuns: 30 })
  })

  it("does not open once any character is changed, and never throws", () => {
    const key = Secret.keyPair("p256", new Uint8Array(32).fill(1))
    const sealed = Envelope.seal(new Uint8Array([1, 2, 3]), { recipient: key.didKey, purpose, once: Secret.keyPair("p256", new Uint8Array(32).fill(2)) })
    fc.assert(fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."AZaz09$-_"), (at, character) => {
      const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
      expect(reason(Envelope.open(changed, { key, purpose })) === "opened").toBe(changed === sealed)
    }), { seed: 7, numRuns: 200 })
    for (const bad of ["", "$$", "ecdh-a256gcm$did:key:zQ$AAAA", `${sealed}$`]) expect(reason(Envelope.open(bad, { key, purpose }))).toBe("Malformed")
    expect(reason(Envelope.open(sealed, { key: Secret.keyPair("k256", new Uint8Array(32).fill(1)), purpose }))).toBe("OtherCurve")
  })
})
