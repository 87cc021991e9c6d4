import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const longest = (arbitrary: fc.Arbitrary<{ readonly length: number }>): number =>
  Math.max(...fc.sample(arbitrary, { numRuns: 1_000, seed: 1 }).map(({ length }) => length))

describe("what a property draws", () => {
  it("grows as long as it says", () => {
    expect(longest(fc.array(fc.nat(), { maxLength: 40 }))).toBe(40)
    expect(longest(fc.array(fc.nat(), { minLength: 5, maxLength: 40 }))).toBe(40)
    expect(longest(fc.uniqueArray(fc.nat(), { maxLength: 40 }))).toBe(40)
    expect(longest(fc.uint8Array({ maxLength: 40 }))).toBe(40)
    expect(longest(fc.string({ maxLength: 40 }))).toBe(40)
  })

  it("stays short where it does not say", () => {
    expect(longest(fc.array(fc.nat()))).toBeLessThanOrEqual(10)
  })
})
