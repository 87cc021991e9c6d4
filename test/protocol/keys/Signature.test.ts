import { verifySignature } from "@atproto/crypto"
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import * as K256 from "../../../src/protocol/keys/K256.ts"
import type { Curve } from "../../../src/protocol/keys/Keys.ts"
import * as P256 from "../../../src/protocol/keys/P256.ts"
import * as Scalar from "../../../src/protocol/keys/Scalar.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import { backend } from "../../../src/live/Keys.ts"

const vectors = `${process.env["ORRERY_VECTORS"] ?? "../shared/vectors"}/atproto-interop/crypto/signature-fixtures.json`

interface SignatureVector {
  readonly comment: string
  readonly messageBase64: string
  readonly publicKeyDid: string
  readonly publicKeyMultibase: string
  readonly didDocSuite: string
  readonly signatureBase64: string
  readonly validSignature: boolean
}

describe.skipIf(!existsSync(vectors))("SIG-2 the interop signature fixtures", () => {
  const cases = existsSync(vectors) ? JSON.parse(readFileSync(vectors, "utf8")) as ReadonlyArray<SignatureVector> : []
  it.each(cases)("$comment", (vector) => {
    const message = new Uint8Array(Buffer.from(vector.messageBase64, "base64"))
    const signature = new Uint8Array(Buffer.from(vector.signatureBase64, "base64"))
    expect(Signature.verify(vector.publicKeyDid, message, signature)).toBe(vector.validSignature)
    const curve: Curve = vector.didDocSuite.includes("256k1") ? "k256" : "p256"
    expect(Result.getOrThrow(DidKey.ofPoint(curve, vector.publicKeyMultibase))).toBe(vector.publicKeyDid)
  })
})

const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0) && bytes[0]! < 0xff)
const curve = fc.constantFrom<Curve>("k256", "p256")
const message = fc.uint8Array({ maxLength: 300 })

const noble = { k256: secp256k1, p256 } as const
const signWith = (curve: Curve, secret: Uint8Array, message: Uint8Array): Uint8Array => (curve === "k256" ? K256 : P256).sign(secret, message)

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice()
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

/** The other s of the same signature. */
const mirrored = (curve: Curve, signature: Uint8Array): Uint8Array => {
  const copy = signature.slice()
  Scalar.write(Scalar.order[curve] - Scalar.toBigInt(signature, 32), copy, 32)
  return copy
}

describe("live signatures", () => {
  it("k256 runs on the native libsecp256k1 here, not on its JavaScript fallback", () => {
    expect(backend).toBe("libsecp256k1")
  })

  it("are RFC 6979, byte for byte noble's", () => {
    fc.assert(fc.property(curve, scalar, message, (curve, secret, message) => {
      expect(signWith(curve, secret, message)).toEqual(noble[curve].sign(message, secret, { lowS: true }))
    }), { numRuns: 60, seed: 1 })
  })

  it("SIG-1 verify, and fail for any flipped bit of message, signature or key", () => {
    fc.assert(fc.property(curve, scalar, fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (curve, secret, message, n) => {
      const { didKey } = Secret.keyPair(curve, secret)
      const signature = signWith(curve, secret, message)
      expect(Signature.verify(didKey, message, signature)).toBe(true)
      expect(Signature.verify(didKey, flipped(message, n % (message.length * 8)), signature)).toBe(false)
      expect(Signature.verify(didKey, message, flipped(signature, n % 512))).toBe(false)
      const point = Result.getOrThrow(DidKey.parse(didKey)).publicKey
      expect(Signature.verify(DidKey.format(curve, flipped(point, n % 264)), message, signature)).toBe(false)
    }), { numRuns: 80, seed: 2 })
  })

  it("SIG-2 have one form only: high s, DER, 63 or 65 bytes and zeros are refused", () => {
    fc.assert(fc.property(curve, scalar, message, (curve, secret, message) => {
      const { didKey } = Secret.keyPair(curve, secret)
      const signature = signWith(curve, secret, message)
      const high = mirrored(curve, signature)
      // The high form is good ECDSA: only the rule refuses it.
      expect(noble[curve].verify(high, message, noble[curve].getPublicKey(secret), { lowS: false })).toBe(true)
      for (const bad of [
        high,
        signature.subarray(0, 63),
        new Uint8Array([...signature, 0]),
        new Uint8Array(64),
        new Uint8Array([...new Uint8Array(32), ...signature.subarray(32)]),
        new Uint8Array([...signature.subarray(0, 32), ...new Uint8Array(32)]),
        new Uint8Array(64).fill(0xff),
        noble[curve].sign(message, secret, { format: "der" }),
        new Uint8Array(0)
      ]) expect(Signature.verify(didKey, message, bad)).toBe(false)
    }), { numRuns: 30, seed: 3 })
  })

  it("get the verdict of @atproto/crypto, right and wrong alike", async () => {
    await fc.assert(fc.asyncProperty(curve, scalar, message, fc.nat(600), async (curve, secret, message, bit) => {
      const { didKey } = Secret.keyPair(curve, secret)
      const signature = signWith(curve, secret, message)
      const tried = bit < 512 ? flipped(signature, bit) : bit < 540 ? mirrored(curve, signature) : signature
      // It throws on a point or number out of range where we say false.
      const theirs = await verifySignature(didKey, message, tried).catch(() => false)
      expect(Signature.verify(didKey, message, tried)).toBe(theirs)
    }), { numRuns: 60, seed: 4 })
  })

  it("verify never throws, whatever key and bytes", () => {
    fc.assert(fc.property(fc.string(), message, fc.uint8Array({ maxLength: 80 }), (key, message, signature) => {
      expect(Signature.verify(key, message, signature)).toBe(false)
      expect(Signature.verify(Secret.keyPair("k256", createHash("sha256").update(key).digest()).didKey, message, signature)).toBe(false)
    }), { numRuns: 100, seed: 5 })
  })
})

describe("the memo of decoded keys", () => {
  it("forgets nothing wrongly: thousands of keys, each judged right before and after", () => {
    const alice = Secret.keyPair("k256", new Uint8Array(32).fill(1))
    const hello = new TextEncoder().encode("hello")
    const signature = K256.sign(alice.secret, hello)
    expect(Signature.verify(alice.didKey, hello, signature)).toBe(true)
    for (let i = 0; i < 70_000; i++) Signature.verify(`did:key:z${i}`, hello, signature)
    expect(Signature.verify(alice.didKey, hello, signature)).toBe(true)
  })
})
