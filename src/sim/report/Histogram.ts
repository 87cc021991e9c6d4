/** Samples of a duration with exact percentiles, and geometric buckets for drawing. */
import type { Latency } from "./ReportData.ts"

export class Histogram {
  private readonly samples: Array<number> = []

  add(millis: number): void {
    this.samples.push(millis)
  }

  get count(): number {
    return this.samples.length
  }

  summary(name: string, description: string): Latency {
    const sorted = Float64Array.from(this.samples).sort()
    const at = (share: number): number =>
      sorted.length === 0 ? 0 : Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!)
    const histogram: Array<{ upToMillis: number; count: number }> = []
    let i = 0
    // Four buckets an octave: fine enough to see a tail, coarse enough to read.
    for (let bound = 8; i < sorted.length; bound *= 2 ** 0.25) {
      let count = 0
      while (i < sorted.length && sorted[i]! <= bound) {
        count++
        i++
      }
      if (histogram.length > 0 || count > 0) histogram.push({ upToMillis: Math.round(bound), count })
    }
    return {
      name,
      description,
      count: sorted.length,
      p50Millis: at(0.5),
      p90Millis: at(0.9),
      p99Millis: at(0.99),
      maxMillis: sorted.length === 0 ? 0 : Math.round(sorted[sorted.length - 1]!),
      histogram
    }
  }
}
