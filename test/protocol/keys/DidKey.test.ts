import { Secp256k1Keypair, parseDidKey, formatDidKey } from "@atproto/crypto"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { ECDH } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Base58 from "../../../src/protocol/keys/Base58.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import type { Curve } from "../../../src/protocol/keys/Keys.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"

const vectors = `${process.env["ORRERY_VECTORS"] ?? "../shared/vectors"}/atproto-interop/crypto`

interface DidKeyVector {
  readonly privateKeyBytesHex?: string
  readonly privateKeyBytesBase58?: string
  readonly publicDidKey: string
}

const secretOf = (vector: DidKeyVector): Uint8Array =>
  vector.privateKeyBytesHex === undefined
    ? Base58.decode(vector.privateKeyBytesBase58 ?? "")!
    : new Uint8Array(Buffer.from(vector.privateKeyBytesHex, "hex"))

describe.skipIf(!existsSync(vectors))("SIG-3 the W3C did:key vectors", () => {
  for (const [curve, file] of [["k256", "w3c_didkey_K256.json"], ["p256", "w3c_didkey_P256.json"]] as const) {
    const cases = existsSync(vectors) ? JSON.parse(readFileSync(`${vectors}/${file}`, "utf8")) as ReadonlyArray<DidKeyVector> : []
    it.each(cases)(`${curve}: $publicDidKey is the key of its secret, parses and prints`, (vector) => {
      expect(Secret.keyPair(curve, secretOf(vector)).didKey).toBe(vector.publicDidKey)
      const parsed = Result.getOrThrow(DidKey.parse(vector.publicDidKey))
      expect(parsed.curve).toBe(curve)
      expect(DidKey.format(parsed.curve, parsed.publicKey)).toBe(vector.publicDidKey)
      expect(Result.getOrThrow(DidKey.fromMultibase(DidKey.toMultibase(DidKey.make(vector.publicDidKey))))).toBe(vector.publicDidKey)
    })
  }
})

const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0) && bytes[0]! < 0xff)
const curve = fc.constantFrom<Curve>("k256", "p256")

const withPrefix = (...bytes: ReadonlyArray<number>) => (point: Uint8Array): string =>
  `did:key:z${Base58.encode(new Uint8Array([...bytes, ...point]))}`

describe("SIG-3 did:key", () => {
  it("agrees with @atproto/crypto on every key, both ways", () => {
    fc.assert(fc.property(curve, scalar, (curve, secret) => {
      const { didKey } = Secret.keyPair(curve, secret)
      const theirs = parseDidKey(didKey)
      const ours = Result.getOrThrow(DidKey.parse(didKey))
      expect(theirs.jwtAlg).toBe(curve === "k256" ? "ES256K" : "ES256")
      expect(formatDidKey(theirs.jwtAlg, theirs.keyBytes)).toBe(DidKey.format(ours.curve, ours.publicKey))
    }), { numRuns: 60, seed: 3 })
  })

  it("derives the public key that @atproto/crypto derives", async () => {
    const pair = await Secp256k1Keypair.create({ exportable: true })
    expect(Secret.keyPair("k256", await pair.export()).didKey).toBe(pair.did())
  })

  const alice = Secret.keyPair("k256", new Uint8Array(32).fill(7))
  const point = Result.getOrThrow(DidKey.parse(alice.didKey)).publicKey
  const offCurve = point.slice()
  // About half of all x have no point: look for the nearest that has none.
  while (DidKey.is(withPrefix(0xe7, 0x01)(offCurve))) offCurve[32]!++

  it.each([
    ["another scheme", "did:web:alice.test", "start with did:key:"],
    ["another multibase", alice.didKey.replace(":z", ":u"), "base58btc"],
    ["a letter outside the alphabet", `${alice.didKey}0`, "base58btc"],
    ["a text of a megabyte", `did:key:z${"2".repeat(1_000_000)}`, "too long"],
    ["an ed25519 key", withPrefix(0xed, 0x01)(point.subarray(1)), "multicodec"],
    ["a BLS key", withPrefix(0xeb, 0x01)(point), "multicodec"],
    ["nothing", "did:key:z", "multicodec"],
    ["32 bytes", withPrefix(0xe7, 0x01)(point.subarray(1)), "33 bytes"],
    ["34 bytes", withPrefix(0xe7, 0x01)(new Uint8Array([...point, 0])), "33 bytes"],
    ["an uncompressed tag", withPrefix(0xe7, 0x01)(new Uint8Array([4, ...point.subarray(1)])), "33 bytes"],
    ["a point off the curve", withPrefix(0xe7, 0x01)(offCurve), "not on k256"],
    ["an x beyond the field", withPrefix(0xe7, 0x01)(new Uint8Array([2, ...new Uint8Array(32).fill(0xff)])), "not on k256"]
  ])("refuses %s with a typed error", (_, input, reason) => {
    const parsed = DidKey.parse(input)
    expect(Result.isFailure(parsed) && parsed.failure._tag).toBe("InvalidDidKey")
    expect(Result.isFailure(parsed) && parsed.failure.reason).toContain(reason)
  })

  it.each([["k256", "secp256k1"], ["p256", "prime256v1"]] as const)("knows which points are on %s, as OpenSSL does, and no other", (curve, name) => {
    const onCurve = (point: Uint8Array): boolean => {
      try {
        return ECDH.convertKey(point, name, undefined, undefined, "compressed").length === 33
      } catch {
        return false
      }
    }
    const seen = new Set<boolean>()
    const x = fc.oneof({ weight: 8, arbitrary: fc.uint8Array({ minLength: 32, maxLength: 32 }) }, fc.constantFrom(new Uint8Array(32), new Uint8Array(32).fill(255)))
    fc.assert(fc.property(fc.constantFrom(2, 3), x, (sign, bytes) => {
      const point = Uint8Array.of(sign, ...bytes)
      const expected = onCurve(point)
      seen.add(expected)
      expect(DidKey.is(DidKey.format(curve, point))).toBe(expected)
      if (!expected) return
      const whole = ECDH.convertKey(point, name, undefined, undefined, "uncompressed") as Buffer
      expect(Result.getOrThrow(DidKey.ofPoint(curve, `z${Base58.encode(whole)}`))).toBe(DidKey.format(curve, point))
      whole[64]! ^= 1
      expect(Result.isFailure(DidKey.ofPoint(curve, `z${Base58.encode(whole)}`))).toBe(true)
    }), { numRuns: 100, seed: 7 })
    expect(seen.size).toBe(2)
  })

  it("never throws on any text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((text) => `did:key:z${text}`), fc.base64String().map((text) => `did:key:z${text}`)), (text) => {
      expect(Result.isResult(DidKey.parse(text))).toBe(true)
    }), { numRuns: 300, seed: 1 })
  })

  it("base58 keeps leading zeros and every byte", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(Base58.decode(Base58.encode(bytes))).toEqual(bytes)
    }), { numRuns: 200, seed: 2 })
  })
})

describe("SIG-4 a key pair", () => {
  it("does not show its secret to JSON, to a log line or to a copy", () => {
    const pair = Secret.keyPair("k256", new Uint8Array(32).fill(9))
    expect(JSON.stringify(pair)).toBe(JSON.stringify({ curve: "k256", didKey: pair.didKey }))
    expect(Object.keys({ ...pair })).not.toContain("secret")
    expect(pair.secret).toEqual(new Uint8Array(32).fill(9))
  })

  it.each([["zero", new Uint8Array(32)], ["the order", new Uint8Array(32).fill(0xff)], ["31 bytes", new Uint8Array(31).fill(1)]])(
    "cannot be made from %s",
    (_, secret) => expect(() => Secret.keyPair("p256", secret)).toThrow(RangeError)
  )
})
