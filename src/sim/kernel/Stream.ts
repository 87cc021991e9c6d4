/**
 * Seeded randomness as labelled streams. A stream forked by label depends only
 * on the world's seed and the path of labels, never on how much was drawn from
 * its parent: one more draw here moves nothing there. Forking one label twice
 * gives two streams with the same numbers, so every user takes a label of its own.
 *
 * The generator is xoshiro128** (Blackman and Vigna, public domain), seeded by
 * the splitmix-style finaliser of `Hash.ts`.
 */
import { finish, hashString, mix } from "./Hash.ts"

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

export class Stream {
  private readonly seedLow: number
  private readonly seedHigh: number
  private a: number
  private b: number
  private c: number
  private d: number

  private constructor(seedLow: number, seedHigh: number) {
    this.seedLow = seedLow
    this.seedHigh = seedHigh
    this.a = finish(mix(0x243f6a88, seedLow))
    this.b = finish(mix(mix(0x85a308d3, seedHigh), this.a))
    this.c = finish(mix(mix(0x13198a2e, seedLow), this.b))
    this.d = finish(mix(mix(0x03707344, seedHigh), this.c)) | 1
  }

  static root(seed: number): Stream {
    return new Stream(seed | 0, Math.floor(seed / 4_294_967_296) | 0)
  }

  fork(label: string): Stream {
    return new Stream(hashString(label, mix(this.seedLow, 0x6a09e667)), hashString(label, mix(this.seedHigh, this.seedLow)))
  }

  /** 0 … 2³²−1. */
  uint32(): number {
    const result = Math.imul(rotl(Math.imul(this.b, 5), 7), 9)
    const t = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= t
    this.d = rotl(this.d, 11)
    return result >>> 0
  }

  /** [0, 1) with 53 random bits. */
  double(): number {
    return ((this.uint32() >>> 5) * 67_108_864 + (this.uint32() >>> 6)) / 9_007_199_254_740_992
  }

  /** An integer 0 … count−1. */
  below(count: number): number {
    return Math.floor(this.double() * count)
  }

  /** True with this probability; draws nothing for 0 and 1. */
  chance(probability: number): boolean {
    if (probability <= 0) return false
    if (probability >= 1) return true
    return this.double() < probability
  }

  pick<A>(from: ReadonlyArray<A>): A {
    if (from.length === 0) throw new RangeError("pick from an empty array")
    return from[this.below(from.length)] as A
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(length)
    for (let i = 0; i < length; i += 4) {
      let word = this.uint32()
      for (let j = i; j < i + 4 && j < length; j++) {
        out[j] = word & 0xff
        word >>>= 8
      }
    }
    return out
  }

  /** Fisher and Yates, in place. */
  shuffle<A>(items: Array<A>): Array<A> {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const item = items[i] as A
      items[i] = items[j] as A
      items[j] = item
    }
    return items
  }
}

/** The streams of a world: `Streams(seed).fork("link")`. */
export const Streams = (seed: number): Stream => Stream.root(seed)
