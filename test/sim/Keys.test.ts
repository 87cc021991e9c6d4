import { verifySignature } from "@atproto/crypto"
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Effect from "effect/Effect"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as LiveKeys from "../../src/live/Keys.ts"
import * as DidKey from "../../src/protocol/keys/DidKey.ts"
import type { Curve } from "../../src/protocol/keys/Keys.ts"
import * as Scalar from "../../src/protocol/keys/Scalar.ts"
import * as Signature from "../../src/protocol/keys/Signature.ts"
import * as Keys from "../../src/sim/Keys.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"
import * as RandomStream from "../../src/sim/SecureRandom.ts"
import { Stream } from "../../src/sim/kernel/Stream.ts"

const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0) && bytes[0]! < 0xff)
const curve = fc.constantFrom<Curve>("k256", "p256")
const message = fc.uint8Array({ minLength: 1, maxLength: 300 })
const noble = { k256: secp256k1, p256 } as const

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice()
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

/** It throws, at once, on a point off the curve or a number out of range, where we say false. */
const theirVerdict = async (didKey: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> => {
  try {
    return await verifySignature(didKey, message, signature)
  } catch {
    return false
  }
}

const ring = new KeyRing(7)

describe("a simulated signature", () => {
  it("SIG-1 verifies in noble, in @atproto/crypto, and for real", async () => {
    await fc.assert(fc.asyncProperty(curve, scalar, message, async (curve, secret, message) => {
      const key = ring.fromSecret(curve, secret)
      const signature = ring.sign(key, message)
      expect(noble[curve].verify(signature, message, noble[curve].getPublicKey(secret), { lowS: true })).toBe(true)
      expect(await verifySignature(key.didKey, message, signature)).toBe(true)
      expect(Signature.verify(key.didKey, message, signature)).toBe(true)
      expect(ring.verify(key.didKey, message, signature)).toBe(true)
    }), { numRuns: 60, seed: 1 })
  })

  it("SIG-1 fails everywhere for any flipped bit of message, signature or key", async () => {
    await fc.assert(fc.asyncProperty(curve, scalar, message, fc.nat(), async (curve, secret, message, n) => {
      const key = ring.fromSecret(curve, secret)
      const signature = ring.sign(key, message)
      const point = Result.getOrThrow(DidKey.parse(key.didKey)).publicKey
      for (const [didKey, text, sig] of [
        [key.didKey, flipped(message, n % (message.length * 8)), signature],
        [key.didKey, message, flipped(signature, n % 512)],
        [DidKey.format(curve, flipped(point, n % 264)), message, signature]
      ] as const) {
        expect(ring.verify(didKey, text, sig)).toBe(false)
        expect(Signature.verify(didKey, text, sig)).toBe(false)
        expect(await theirVerdict(didKey, text, sig)).toBe(false)
      }
    }), { numRuns: 60, seed: 2 })
  })

  it("fails for every single one of its 512 bits", () => {
    const alice = ring.fromSecret("k256", new Uint8Array(32).fill(1))
    const hello = new TextEncoder().encode("hello")
    const signature = ring.sign(alice, hello)
    for (let bit = 0; bit < 512; bit++) expect(ring.verify(alice.didKey, hello, flipped(signature, bit))).toBe(false)
  })

  it("SIG-2 is low-S, and its mirror image is refused", () => {
    fc.assert(fc.property(curve, scalar, message, (curve, secret, message) => {
      const key = ring.fromSecret(curve, secret)
      const signature = ring.sign(key, message)
      expect(Scalar.isLowSignature(curve, signature)).toBe(true)
      const mirror = signature.slice()
      Scalar.write(Scalar.order[curve] - Scalar.toBigInt(signature, 32), mirror, 32)
      expect(ring.verify(key.didKey, message, mirror)).toBe(false)
      expect(ring.verify(key.didKey, message, signature.subarray(0, 63))).toBe(false)
      expect(ring.verify(key.didKey, message, new Uint8Array(64))).toBe(false)
    }), { numRuns: 60, seed: 3 })
  })

  it("does not pass for one of bob's", () => {
    const [alice, bob] = [1, 2].map((byte) => ring.fromSecret("k256", new Uint8Array(32).fill(byte)))
    const hello = new TextEncoder().encode("hello")
    expect(ring.verify(bob!.didKey, hello, ring.sign(alice!, hello))).toBe(false)
  })
})

describe("the simulated verifier", () => {
  it("takes what a real signer made, with a known key and an unknown nonce", () => {
    fc.assert(fc.property(curve, scalar, message, fc.nat(511), (curve, secret, message, bit) => {
      const key = ring.fromSecret(curve, secret)
      const signature = noble[curve].sign(message, secret, { lowS: true })
      expect(ring.verify(key.didKey, message, signature)).toBe(true)
      expect(ring.verify(key.didKey, message, flipped(signature, bit))).toBe(false)
    }), { numRuns: 40, seed: 4 })
  })

  it("takes what another world signed, with a key it never saw", () => {
    const [elsewhere, here] = [new KeyRing(1), new KeyRing(2)]
    const carol = elsewhere.fromSecret("p256", new Uint8Array(32).fill(3))
    const hello = new TextEncoder().encode("hello")
    const signature = elsewhere.sign(carol, hello)
    expect(here.verify(carol.didKey, hello, signature)).toBe(true)
    expect(here.verify(carol.didKey, hello, flipped(signature, 77))).toBe(false)
    expect(here.verify("did:key:nonsense", hello, signature)).toBe(false)
  })
})

describe("a world's signatures", () => {
  const text = (n: number): Uint8Array => new TextEncoder().encode(`post ${n}`)
  const secret = (n: number): Uint8Array => new Uint8Array(32).fill(n)

  it("are a function of seed, key and message: order and number of calls are nothing to them", () => {
    const forward = new KeyRing("seed")
    const backward = new KeyRing("seed")
    const inOrder = [1, 2, 3, 4].map((n) => forward.sign(forward.fromSecret("k256", secret(n)), text(n)))
    backward.sign(backward.fromSecret("k256", secret(9)), text(9))
    const reversed = [4, 3, 2, 1].map((n) => backward.sign(backward.fromSecret("k256", secret(n)), text(n))).reverse()
    expect(reversed).toEqual(inOrder)
    // A pair that this ring did not make itself is as good.
    const stored = { curve: "k256", secret: secret(1), didKey: forward.fromSecret("k256", secret(1)).didKey } as const
    expect(new KeyRing("seed").sign(stored, text(1))).toEqual(inOrder[0])
  })

  it("differ between seeds, keys and messages", () => {
    const sign = (seed: number, key: number, message: number): string => {
      const ring = new KeyRing(seed)
      return Buffer.from(ring.sign(ring.fromSecret("k256", secret(key)), text(message))).toString("hex")
    }
    expect(new Set([sign(1, 1, 1), sign(2, 1, 1), sign(1, 2, 1), sign(1, 1, 2)]).size).toBe(4)
  })

  it("use many nonces, so that signatures of one key look as different as real ones", () => {
    const ring = new KeyRing(5)
    const dan = ring.fromSecret("k256", secret(4))
    const used = new Set(Array.from({ length: 1000 }, (_, n) => Buffer.from(ring.sign(dan, text(n)).subarray(0, 32)).toString("hex")))
    expect(used.size).toBeGreaterThan(200)
  })
})

describe("new keys", () => {
  it("come from the host's SecureRandom: same seed, same keys; both curves; live alike", () => {
    const random = () => RandomStream.make(Stream.root(11).fork("pds1.test"))
    const draw = (keys: ReturnType<typeof Keys.make>) => Effect.runSync(Effect.all([keys.generate(), keys.generate("p256"), keys.generate()]))
    const [first, second, live] = [Keys.make(new KeyRing(1), random()), Keys.make(new KeyRing(2), random()), LiveKeys.make(random())].map(draw)
    expect(first!.map((key) => key.didKey)).toEqual(second!.map((key) => key.didKey))
    expect(live!.map((key) => key.didKey)).toEqual(second!.map((key) => key.didKey))
    expect(first!.map((key) => key.curve)).toEqual(["k256", "p256", "k256"])
    expect(first![0]!.didKey).not.toBe(first![2]!.didKey)
  })

  it("are drawn again where the bytes are no scalar", () => {
    const draws = [new Uint8Array(32), new Uint8Array(32).fill(0xff), new Uint8Array(32).fill(5)]
    const random = SecureRandom.make(() => draws.shift()!)
    const key = Effect.runSync(Keys.make(ring, random).generate())
    expect(key.secret).toEqual(new Uint8Array(32).fill(5))
  })

  it("are restored from their scalar, and a bad scalar dies", () => {
    const keys = LiveKeys.make(SecureRandom.make((size) => new Uint8Array(size).fill(6)))
    const key = Effect.runSync(keys.generate("p256"))
    expect(keys.fromSecret("p256", key.secret).didKey).toBe(key.didKey)
    expect(ring.fromSecret("p256", key.secret).didKey).toBe(key.didKey)
    expect(() => ring.fromSecret("k256", new Uint8Array(32))).toThrow(RangeError)
    expect(keys.verify(key.didKey, key.secret, keys.sign(key, key.secret))).toBe(true)
  })
})
