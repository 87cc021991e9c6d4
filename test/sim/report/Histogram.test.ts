import { describe, expect, it } from "vitest"
import { Histogram } from "../../../src/sim/report/Histogram.ts"

const of = (samples: ReadonlyArray<number>) => {
  const histogram = new Histogram()
  for (const sample of samples) histogram.add(sample)
  return histogram.summary("name", "description")
}

describe("A histogram", () => {
  it("gives percentiles as the smallest sample that so many do not exceed, in whatever order they came", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => (i * 37) % 100 + 1)
    expect(of(hundred)).toMatchObject({ count: 100, p50Millis: 50, p90Millis: 90, p99Millis: 99, maxMillis: 100 })
    expect(of([7])).toMatchObject({ p50Millis: 7, p90Millis: 7, p99Millis: 7, maxMillis: 7 })
    expect(of([1, 1_000])).toMatchObject({ p50Millis: 1, p90Millis: 1_000 })
  })

  it("of nothing is nothing", () => {
    expect(of([])).toMatchObject({ count: 0, p50Millis: 0, p99Millis: 0, maxMillis: 0, histogram: [] })
  })

  it("puts each sample into one bucket, under rising bounds, from the first that holds any", () => {
    const samples = [3, 8, 9, 50, 50, 700, 12_345]
    const { histogram } = of(samples)
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(samples.length)
    expect(histogram[0]).toEqual({ upToMillis: 8, count: 2 })
    const bounds = histogram.map(({ upToMillis }) => upToMillis)
    expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b))
    expect(histogram.at(-1)!.count).toBe(1)
    expect(histogram.at(-1)!.upToMillis).toBeGreaterThanOrEqual(12_345)
    expect(of([500]).histogram[0]!.count).toBe(1)
  })
})
