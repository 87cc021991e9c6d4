import { describe, expect, it } from "vitest"
import * as Distribution from "../../../src/sim/kernel/Distribution.ts"
import { type Stream, Streams } from "../../../src/sim/kernel/Stream.ts"

const take = (stream: Stream, count = 8) => Array.from({ length: count }, () => stream.uint32())
const mean = (count: number, draw: () => number) => {
  let sum = 0
  for (let i = 0; i < count; i++) sum += draw()
  return sum / count
}

describe("a seeded stream", () => {
  it("depends on the seed and the path of labels, not on draws from its parent", () => {
    const world = Streams(7)
    const before = take(world.fork("links").fork("alice > bob"))
    take(world, 1000)
    expect(take(world.fork("links").fork("alice > bob"))).toEqual(before)
    expect(take(Streams(8).fork("links").fork("alice > bob"))).not.toEqual(before)
    expect(take(world.fork("links").fork("alice > carol"))).not.toEqual(before)
  })

  it("keeps its numbers from one release to the next, since recorded seeds must replay", () => {
    expect(take(Streams(1), 4)).toEqual([3021425572, 438176404, 4232113044, 2930356770])
  })

  it("tells seeds apart that differ in the high half only", () => {
    expect(take(Streams(1))).not.toEqual(take(Streams(1 + 2 ** 32)))
  })

  it("spreads doubles evenly over [0, 1)", () => {
    const stream = Streams(3)
    const buckets = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 100_000; i++) {
      const value = stream.double()
      expect(value >= 0 && value < 1).toBe(true)
      const bucket = Math.floor(value * 10)
      buckets[bucket] = (buckets[bucket] as number) + 1
    }
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  it("gives bytes of any length", () => {
    const stream = Streams(4)
    for (const length of [0, 1, 3, 4, 5, 32, 33]) expect(stream.bytes(length).length).toBe(length)
    expect(new Set(stream.bytes(4096)).size).toBeGreaterThan(250)
  })
})

describe("distributions", () => {
  const stream = Streams(5)
  it("have the means that they promise", () => {
    expect(mean(50_000, () => Distribution.exponential(stream, 20))).toBeCloseTo(20, -0.5)
    expect(mean(50_000, () => Distribution.normal(stream))).toBeCloseTo(0, 1)
    expect(mean(50_000, () => Distribution.poisson(stream, 3))).toBeCloseTo(3, 1)
    expect(mean(20_000, () => Distribution.poisson(stream, 400)) / 400).toBeCloseTo(1, 1)
  })

  it("have the medians and bounds that they promise", () => {
    const lognormal = Array.from({ length: 20_001 }, () => Distribution.lognormal(stream, 30, 0.5)).sort((a, b) => a - b)
    expect((lognormal[10_000] as number) / 30).toBeCloseTo(1, 1)
    for (let i = 0; i < 1000; i++) expect(Distribution.pareto(stream, 10, 1.2)).toBeGreaterThanOrEqual(10)
  })

  it("choose by weight", () => {
    const choice = new Distribution.WeightedChoice([1, 0, 3, 6])
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 100_000; i++) {
      const index = choice.draw(stream)
      counts[index] = (counts[index] as number) + 1
    }
    expect(counts[1]).toBe(0)
    expect((counts[0] as number) / 100_000).toBeCloseTo(0.1, 2)
    expect((counts[3] as number) / 100_000).toBeCloseTo(0.6, 1)
  })

  it("give rank 0 of Zipf's law twice the weight of rank 1", () => {
    const ranks = Distribution.zipf(1000, 1)
    let first = 0
    let second = 0
    for (let i = 0; i < 200_000; i++) {
      const rank = ranks.draw(stream)
      if (rank === 0) first++
      if (rank === 1) second++
    }
    expect(first / second).toBeCloseTo(2, 0)
  })
})
