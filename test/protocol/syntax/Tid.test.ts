import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"

const ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"

/** The definition, in big integers. */
const naive = (value: bigint): string => {
  let text = ""
  for (let i = 0; i < 13; i++, value /= 32n) text = ALPHABET[Number(value % 32n)]! + text
  return text
}

const micros = fc.maxSafeNat()
const clock = fc.nat({ max: 1023 })

describe("ID-2: a TID is its 63 bits", () => {
  it("encoding agrees with the definition, and decoding gives back both parts", () => {
    fc.assert(fc.property(micros, clock, (micros, clock) => {
      const tid = Tid.fromMicros(micros, clock)
      expect(tid).toBe(naive(BigInt(micros) * 1024n + BigInt(clock)))
      expect([Tid.toMicros(tid), Tid.clockId(tid)]).toEqual([micros, clock])
      expect(Tid.is(tid)).toBe(true)
    }), { numRuns: 300, seed: 1 })
  })

  it("at the edges", () => {
    expect(Tid.fromMicros(0, 0)).toBe("2222222222222")
    expect(Tid.fromMicros(0, 0)).toBe(Tid.ZERO)
    expect(Tid.fromMicros(2 ** 53 - 1, 1023)).toBe("bzzzzzzzzzzzz")
    for (const bad of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => Tid.fromMicros(bad, 0)).toThrow(RangeError)
    for (const bad of [-1, 1024, 0.5]) expect(() => Tid.fromMicros(0, bad)).toThrow(RangeError)
  })

  it("string order is number order", () => {
    const near = fc.tuple(micros, fc.integer({ min: -3, max: 3 })).map(([a, d]) =>
      [a, Math.min(Math.max(a + d, 0), 2 ** 53 - 1)] as const)
    fc.assert(fc.property(near, clock, clock, ([a, b], c, d) => {
      const [x, y] = [BigInt(a) * 1024n + BigInt(c), BigInt(b) * 1024n + BigInt(d)]
      const [s, t] = [Tid.fromMicros(a, c), Tid.fromMicros(b, d)]
      expect([s < t, s > t]).toEqual([x < y, x > y])
    }), { numRuns: 300, seed: 2 })
  })
})

describe("ID-3: a generator only rises", () => {
  it("under standstill, jumps back and storms", () => {
    const clockReadings = fc.array(fc.oneof(fc.constant(1_000_000), fc.nat({ max: 2_000_000 }), micros.map((n) => n >> 1)), { maxLength: 100 })
    fc.assert(fc.property(clockReadings, clock, (readings, id) => {
      const generator = new Tid.TidClock(id)
      let last = ""
      for (const now of readings) {
        const tid = generator.next(now)
        expect(tid > last).toBe(true)
        expect(Tid.toMicros(tid)).toBeGreaterThanOrEqual(now)
        last = tid
      }
    }), { numRuns: 100, seed: 3 })
  })

  it("and above what another generator gave, whatever its clock and clock id", () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), clock, clock, (now, mine, theirs) => {
      const generator = new Tid.TidClock(mine)
      const foreign = Tid.fromMicros(now + 5, theirs)
      const next = generator.next(now, foreign)
      expect(next > foreign).toBe(true)
      expect(generator.next(0) > next).toBe(true)
    }), { numRuns: 100, seed: 4 })
  })

  it("and above a stranger's without following it into the future", () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), fc.nat({ max: 2 ** 51 }), clock, clock, (now, theirMicros, mine, theirs) => {
      const generator = new Tid.TidClock(mine)
      const foreign = Tid.fromMicros(theirMicros, theirs)
      const above = generator.above(now, foreign)
      expect(above > foreign).toBe(true)
      const next = generator.next(now)
      expect(Tid.toMicros(next)).toBe(now + 1)
      if (theirMicros < now) expect(next > above).toBe(true)
    }), { numRuns: 100, seed: 5 })
  })
})
