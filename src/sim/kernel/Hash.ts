/**
 * Cheap 32-bit mixing (not cryptographic), and the rolling hash of a run: two
 * 32-bit lanes with different multipliers. Two runs whose hashes agree at a
 * step have, for our purposes, the same history up to there.
 */
export const mix = (h: number, value: number): number => {
  let k = Math.imul(value, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  let x = h ^ Math.imul(k, 0x1b873593)
  x = (x << 13) | (x >>> 19)
  return (Math.imul(x, 5) + 0xe6546b64) | 0
}

export const finish = (h: number): number => {
  let x = h ^ (h >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return x ^ (x >>> 16)
}

export const hashString = (text: string, seed = 0): number => {
  let h = seed
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i))
  return finish(h ^ text.length)
}

/** All bytes count; four at a time. */
export const hashBytes = (bytes: Uint8Array, seed = 0): number => {
  let h = seed
  const words = bytes.length & ~3
  let i = 0
  for (; i < words; i += 4) {
    h = mix(
      h,
      (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24)
    )
  }
  let tail = 0
  for (; i < bytes.length; i++) tail = (tail << 8) | (bytes[i] as number)
  return finish(mix(h, tail) ^ bytes.length)
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, "0")

export class RollingHash {
  private first: number
  private second: number

  constructor(seed: number) {
    this.first = finish(mix(0x9e3779b9, seed | 0))
    this.second = finish(mix(0x7f4a7c15, (seed / 4_294_967_296) | 0) ^ seed)
  }

  fold(value: number): void {
    this.first = mix(this.first, value)
    this.second = (Math.imul(this.second ^ value, 0x85ebca6b) + ((this.second << 7) | (this.second >>> 25))) | 0
  }

  /** For counts beyond 32 bits, such as microseconds of virtual time. */
  foldWide(value: number): void {
    this.fold(value | 0)
    this.fold((value / 4_294_967_296) | 0)
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex(finish(this.first)) + hex(finish(this.second))
  }
}
