/**
 * Timestamp identifiers. [tid]
 *
 *     0 · 53 bits of microseconds since the epoch · 10 bits of clock id
 *
 * in 13 characters of a base32 whose alphabet is in ASCII order, so that
 * string order, number order and time order agree. The clock id is just the
 * last two characters.
 *
 * The syntax page's expression lets the first character go up to `j`, so the
 * top bit of the 64 may be set in what others wrote: such strings are read,
 * and compare rightly, but their microseconds exceed 2^53.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Tid = Branded<string, "Tid">

const ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
const SHAPE = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/

export const { is, parse, make } = Format.make<Tid>("tid", (input) =>
  SHAPE.test(input) ? undefined : "expected 13 characters of 2-7 a-z, the first at most j")

export const ZERO: Tid = make("2222222222222")

/** `micros` is a safe integer from 0; `clockId` is 0 … 1023. Throws RangeError beyond. */
export const fromMicros = (micros: number, clockId: number): Tid => {
  if (!Number.isSafeInteger(micros) || micros < 0) throw new RangeError(`no TID has ${micros} microseconds`)
  if (!Number.isInteger(clockId) || clockId < 0 || clockId > 1023) throw new RangeError(`no clock id ${clockId}`)
  // 11 characters of time in two halves that fit 32-bit arithmetic, then the clock.
  return (digits(Math.floor(micros / 0x200_0000), 6) + digits(micros % 0x200_0000, 5) + digits(clockId, 2)) as Tid
}

const digits = (value: number, count: number): string => {
  let text = ""
  for (let shift = (count - 1) * 5; shift >= 0; shift -= 5) text += ALPHABET[(value >>> shift) & 31]
  return text
}

export const toMicros = (tid: Tid): number => value(tid, 0, 11)

export const clockId = (tid: Tid): number => value(tid, 11, 13)

const value = (text: string, start: number, end: number): number => {
  let value = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    value = value * 32 + (code < 0x61 ? code - 0x32 : code - 0x5b)
  }
  return value
}

/** Never gives a TID that is not above all it gave before, however its clock stands, storms or jumps back. */
export class TidClock {
  readonly clockId: number
  #last = -1

  /** 0 … 1023; the reference PDS draws from 0–31. */
  constructor(clockId: number) {
    this.clockId = clockId
  }

  /** Above all TIDs given before, and above `after`. */
  next(nowMicros: number, after?: Tid): Tid {
    let micros = Math.max(nowMicros, this.#last + 1)
    if (after !== undefined) micros = Math.max(micros, toMicros(after) + 1)
    const tid = fromMicros(micros, this.clockId)
    this.#last = micros
    return tid
  }

  /**
   * Above all TIDs given before, or, where `after` is ahead of the clock, just
   * above that and no further: it may be a stranger's, and what comes next
   * shall not follow it into the future.
   */
  above(nowMicros: number, after: Tid): Tid {
    const own = this.next(nowMicros)
    return own > after ? own : fromMicros(toMicros(after) + 1, this.clockId)
  }
}
