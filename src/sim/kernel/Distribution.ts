/**
 * Draws from the distributions that networks and people follow. Each takes the
 * stream first. V8 computes log, exp, cos and pow with its own fdlibm port, so
 * equal seeds give equal draws on every platform.
 */
import type { Stream } from "./Stream.ts"

/** (0, 1], so that its logarithm is finite. */
const positive = (stream: Stream): number => 1 - stream.double()

export const uniform = (stream: Stream, min: number, max: number): number => min + stream.double() * (max - min)

export const exponential = (stream: Stream, mean: number): number => -mean * Math.log(positive(stream))

/**
 * Mean 0, standard deviation 1 (Box and Muller; the second value is not kept,
 * so draws stay independent of history).
 */
export const normal = (stream: Stream): number =>
  Math.sqrt(-2 * Math.log(positive(stream))) * Math.cos(2 * Math.PI * stream.double())

/** `sigma` is the standard deviation of the logarithm. */
export const lognormal = (stream: Stream, median: number, sigma: number): number =>
  median * Math.exp(sigma * normal(stream))

/** At least `min`; the smaller `shape`, the heavier the tail. */
export const pareto = (stream: Stream, min: number, shape: number): number =>
  min / Math.pow(positive(stream), 1 / shape)

/** The number of events in an interval that has `mean` on average. */
export const poisson = (stream: Stream, mean: number): number => {
  // Above 60 the normal approximation is within a percent, and the product below would underflow.
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(stream)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = stream.double(); product > limit; product *= stream.double()) count++
  return count
}

/** Draws an index with probability proportional to its weight, in constant time (Vose's alias method). */
export class WeightedChoice {
  private readonly cut: Float64Array
  private readonly alias: Uint32Array

  constructor(weights: ArrayLike<number>) {
    const size = weights.length
    let total = 0
    for (let i = 0; i < size; i++) total += weights[i] as number
    if (!(total > 0)) throw new RangeError("weights must have a positive sum")
    this.cut = new Float64Array(size)
    this.alias = new Uint32Array(size)
    const small: Array<number> = []
    const large: Array<number> = []
    for (let i = 0; i < size; i++) {
      this.cut[i] = ((weights[i] as number) * size) / total
      if ((this.cut[i] as number) < 1) small.push(i)
      else large.push(i)
    }
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number
      const more = large[large.length - 1] as number
      this.alias[less] = more
      this.cut[more] = (this.cut[more] as number) + (this.cut[less] as number) - 1
      if ((this.cut[more] as number) < 1) small.push(large.pop() as number)
    }
    for (const i of small) this.cut[i] = 1
    for (const i of large) this.cut[i] = 1
  }

  get size(): number {
    return this.cut.length
  }

  draw(stream: Stream): number {
    const index = stream.below(this.cut.length)
    return stream.double() < (this.cut[index] as number) ? index : (this.alias[index] as number)
  }
}

/** Ranks 0 … count−1 where rank r has weight (r + 1)^−exponent. */
export const zipf = (count: number, exponent: number): WeightedChoice => {
  const weights = new Float64Array(count)
  for (let rank = 0; rank < count; rank++) weights[rank] = Math.pow(rank + 1, -exponent)
  return new WeightedChoice(weights)
}
