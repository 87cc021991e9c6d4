import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as K256 from "../../../src/protocol/keys/K256.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"
import * as Shamir from "../../../src/protocol/keys/Shamir.ts"
import * as Share from "../../../src/protocol/keys/Share.ts"
import { verify } from "../../../src/protocol/keys/Signature.ts"

const key = Secret.keyPair("k256", new Uint8Array(32).fill(7))
const other = Secret.keyPair("k256", new Uint8Array(32).fill(8))
const sign = (pair: typeof key, message: Uint8Array) => K256.sign(pair.secret, message)
const random = (seed: number, bytes: number) => Uint8Array.from({ length: bytes }, (_, at) => (at * 37 + seed * 101) & 0xff)
const splitOf = (pair: typeof key, threshold: number, shares: number) =>
  Share.split(pair, { threshold, shares, random: random(threshold, Shamir.randomBytes(32, threshold)) }, sign)

const read = (text: string) => Share.read(text, key.didKey, verify)
const reason = (text: string) => {
  const result = read(text)
  return Result.isFailure(result) ? result.failure.reason : "sound"
}

describe("A guardian's share", () => {
  const shares = splitOf(key, 3, 5)

  it("gives the key back with enough others, in any order, twice or not", () => {
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 0, 1], { minLength: 1 }), (chosen) => {
      const found = chosen.map((at) => Result.getOrThrow(read(shares[at]!)))
      const combined = Share.combine(found, key.didKey, Secret.keyPair)
      if (new Set(chosen).size >= 3) expect(Result.getOrThrow(combined).secret).toEqual(key.secret)
      else expect(combined).toMatchObject({ failure: { _tag: "NotEnoughShares", found: new Set(chosen).size, threshold: 3 } })
    }), { seed: 7, numRuns: 100 })
  })

  it("shows by itself whether it is one: no character can be changed", () => {
    const [sound] = shares
    fc.assert(fc.property(fc.nat(sound!.length - 1), fc.constantFrom(..."AZaz0129$-_"), (at, character) => {
      const changed = sound!.slice(0, at) + character + sound!.slice(at + 1)
      expect(reason(changed) === "sound").toBe(changed === sound)
    }), { seed: 7, numRuns: 300 })
  })

  it("is told apart from another key's, another version's, and from none", () => {
    expect(reason(splitOf(other, 3, 5)[0]!)).toBe("OtherKey")
    expect(reason(shares[0]!.replace("shamir256-1", "shamir256-2"))).toBe("OtherVersion")
    // Another's signature under this key's name.
    expect(reason(splitOf(other, 3, 5)[0]!.replace(other.didKey, key.didKey))).toBe("NotSigned")
    const [name, threshold, index, didKey, part, signature] = shares[0]!.split("$")
    const hostile = [
      "", "$$$$$", "shamir256", `${shares[0]!}$`, [name, "0", index, didKey, part, signature].join("$"), [name, threshold, "256", didKey, part, signature].join("$"),
      [name, "03", index, didKey, part, signature].join("$"), [name, threshold, index, didKey, `${part}AA`, signature].join("$"), [name, threshold, index, didKey, part].join("$")
    ]
    for (const text of hostile) expect(reason(text)).toBe("Malformed")
  })

  it("that its owner split wrongly is not mistaken for the key", () => {
    const [first] = splitOf(key, 2, 3)
    const second = Share.split(key, { threshold: 2, shares: 3, random: random(9, 32) }, sign)[1]
    const mixed = [first!, second!].map((text) => Result.getOrThrow(read(text)))
    expect(Result.isFailure(Share.combine(mixed, key.didKey, Secret.keyPair))).toBe(true)
  })
})
