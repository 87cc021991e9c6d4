import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { Curve } from "../../../src/protocol/keys/Keys.ts"
import * as P256 from "../../../src/protocol/keys/P256.ts"
import { nonces } from "../../../src/protocol/keys/Rfc6979.ts"
import * as Scalar from "../../../src/protocol/keys/Scalar.ts"

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")
const digestOf = (message: string) => new Uint8Array(createHash("sha256").update(message).digest())
const first = (curve: Curve, secret: Uint8Array, digest: Uint8Array) => nonces(curve, secret, digest).next().value

const secret = bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
const noble = { k256: secp256k1, p256 } as const

describe("nonces of RFC 6979", () => {
  it.each([
    [
      "sample",
      "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    ],
    [
      "test",
      "d16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0",
      "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
      "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    ]
  ])("are those of its appendix A.2.5 for %j, and so are r and, but for its low form, s", (message, k, r, s) => {
    expect(hex(first("p256", secret, digestOf(message)))).toBe(k)
    const signature = P256.sign(secret, new TextEncoder().encode(message))
    expect(hex(signature.subarray(0, 32))).toBe(r)
    const low = Scalar.toBigInt(signature, 32)
    expect([low, Scalar.order.p256 - low]).toContain(Scalar.toBigInt(bytes(s)))
    expect(Scalar.isLowSignature("p256", signature)).toBe(true)
  })

  it.each(["k256", "p256"] as const)("are noble's at the ends of the range, and for digests above the order: %s", (curve) => {
    const one = bytes("1".padStart(64, "0"))
    const last = new Uint8Array(32)
    Scalar.write(Scalar.order[curve] - 1n, last, 0)
    for (const key of [one, last, secret]) {
      for (const digest of [new Uint8Array(32), new Uint8Array(32).fill(0xff), digestOf("sample")]) {
        const k = first(curve, key, digest)
        const r = Scalar.toBigInt(noble[curve].getPublicKey(k), 1) % Scalar.order[curve]
        const signature = noble[curve].sign(digest, key, { prehash: false })
        expect(Scalar.toBigInt(signature)).toBe(r)
      }
    }
  })

  it("go on without repeating themselves, all in range", () => {
    const drawn = new Set<string>()
    for (const k of nonces("p256", secret, digestOf("sample"))) {
      expect(Scalar.isSecret("p256", k)).toBe(true)
      drawn.add(hex(k))
      if (drawn.size === 50) break
    }
    expect(drawn.size).toBe(50)
  })
})
