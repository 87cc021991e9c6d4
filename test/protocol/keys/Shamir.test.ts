import * as Result from "effect/Result"
import * as fc from "fast-check"
import { combine as theirCombine, split as theirSplit } from "shamir-secret-sharing"
import { describe, expect, it } from "vitest"
import * as Shamir from "../../../src/protocol/keys/Shamir.ts"

/** A secret, its parts and some of them, of any size and number. */
const splits = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 6 })).chain(([secret, threshold, more]) =>
  fc.record({
    secret: fc.constant(secret),
    threshold: fc.constant(threshold),
    shares: fc.constant(threshold + more),
    random: fc.uint8Array({ minLength: Shamir.randomBytes(secret.length, threshold), maxLength: Shamir.randomBytes(secret.length, threshold) }),
    chosen: fc.shuffledSubarray(Array.from({ length: threshold + more }, (_, at) => at), { minLength: threshold, maxLength: threshold + more })
  }))

const reason = (parts: ReadonlyArray<Shamir.Part>) => {
  const result = Shamir.combine(parts)
  return Result.isFailure(result) ? result.failure.reason : "combined"
}

/** The other library writes a part as its bytes and then its index. */
const theirs = ({ bytes, index }: Shamir.Part): Uint8Array => new Uint8Array([...bytes, index])
const ours = (share: Uint8Array): Shamir.Part => ({ index: share.at(-1)!, bytes: share.slice(0, -1) })

describe("A secret in parts", () => {
  it("comes back from any of them that are enough, and from more", () => {
    fc.assert(fc.property(splits, ({ chosen, secret, ...how }) => {
      const parts = Shamir.split(secret, how)
      expect(Result.getOrThrow(Shamir.combine(chosen.map((at) => parts[at]!)))).toEqual(secret)
    }), { seed: 7, numRuns: 300 })
  })

  it("is what shamir-secret-sharing makes of our parts, and we of its", async () => {
    await fc.assert(fc.asyncProperty(splits.filter(({ threshold }) => threshold >= 2), async ({ chosen, secret, ...how }) => {
      const parts = Shamir.split(secret, how)
      expect(await theirCombine(chosen.map((at) => theirs(parts[at]!)))).toEqual(secret)
      const shares = await theirSplit(secret, how.shares, how.threshold)
      expect(Result.getOrThrow(Shamir.combine(chosen.map((at) => ours(shares[at]!))))).toEqual(secret)
    }), { seed: 7, numRuns: 200 })
  })

  it("shows one of two nothing: whatever part it holds, every secret byte fits, by one polynomial", () => {
    const byPart = Array.from({ length: 3 }, () => new Uint16Array(256 * 256))
    for (let secret = 0; secret < 256; secret++) {
      for (let coefficient = 0; coefficient < 256; coefficient++) {
        const parts = Shamir.split(Uint8Array.of(secret), { threshold: 2, shares: 3, random: Uint8Array.of(coefficient) })
        for (const [at, { bytes }] of parts.entries()) byPart[at]![bytes[0]! * 256 + secret]!++
      }
    }
    for (const fitting of byPart) expect(fitting.every((count) => count === 1)).toBe(true)
  })

  it("shows two of three nothing, either", () => {
    for (const secret of [0, 0x53]) {
      const fitting = new Uint16Array(256 * 256)
      for (let random = 0; random < 65_536; random++) {
        const [, second, third] = Shamir.split(Uint8Array.of(secret), { threshold: 3, shares: 3, random: Uint8Array.of(random & 0xff, random >> 8) })
        fitting[second!.bytes[0]! * 256 + third!.bytes[0]!]!++
      }
      expect(fitting.every((count) => count === 1)).toBe(true)
    }
  })

  it("says which parts do not go together", () => {
    const parts = Shamir.split(new Uint8Array([1, 2]), { threshold: 2, shares: 3, random: new Uint8Array([3, 4]) })
    expect(reason([])).toBe("NoParts")
    expect(reason([parts[0]!, { index: 2, bytes: new Uint8Array(1) }])).toBe("LengthsDiffer")
    expect(reason([parts[0]!, parts[0]!])).toBe("SameIndexTwice")
    for (const index of [0, 256, -1, 1.5, Number.NaN]) expect(reason([{ ...parts[0]!, index }])).toBe("NotAnIndex")
  })

  it("is not split where the numbers do not fit", () => {
    const secret = new Uint8Array(1)
    for (const [threshold, shares] of [[0, 3], [4, 3], [2, 256], [1.5, 3]] as const) {
      expect(() => Shamir.split(secret, { threshold, shares, random: new Uint8Array(8) })).toThrow(RangeError)
    }
    expect(() => Shamir.split(secret, { threshold: 3, shares: 3, random: new Uint8Array(1) })).toThrow(RangeError)
  })
})
