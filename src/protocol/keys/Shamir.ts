/**
 * A secret in `shares` parts, of which `threshold` give it back and fewer say
 * nothing of it. (Shamir, How to Share a Secret, 1979)
 *
 * Each byte is the value at 0 of a polynomial of degree threshold − 1 over
 * GF(2⁸), modulo x⁸ + x⁴ + x³ + x + 1; part x (1 … 255) is its value at x. The
 * other coefficients are the caller's random bytes, zero among them: that the
 * highest be not zero would say something.
 *
 * The arithmetic has no table and no branch that a secret could steer. Out of
 * scope: whether a part is sound (`Share`).
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"

/** The value of every byte's polynomial at `index`. */
export interface Part {
  readonly index: number
  readonly bytes: Uint8Array
}

export class CannotCombine extends Data.TaggedError("CannotCombine")<{ readonly reason: "NoParts" | "LengthsDiffer" | "NotAnIndex" | "SameIndexTwice" }> {
  override get message(): string {
    return `the parts of a secret do not go together: ${this.reason}`
  }
}

export const maxParts = 255

const times = (a: number, b: number): number => {
  let product = 0
  for (let bit = 0; bit < 8; bit++) {
    product ^= a & -((b >> bit) & 1)
    a = (a << 1) ^ (0x11b & -(a >> 7))
  }
  return product
}

/** a²⁵⁴, which is a⁻¹. */
const inverse = (a: number): number => {
  let power = a
  for (let step = 0; step < 6; step++) power = times(times(power, power), a)
  return times(power, power)
}

/** How many random bytes `split` wants. */
export const randomBytes = (secretBytes: number, threshold: number): number => secretBytes * (threshold - 1)

/** Throws a RangeError where the numbers do not fit: the caller is wrong. */
export const split = (secret: Uint8Array, { random, shares, threshold }: {
  readonly threshold: number
  readonly shares: number
  readonly random: Uint8Array
}): ReadonlyArray<Part> => {
  if (!(Number.isInteger(threshold) && Number.isInteger(shares) && threshold >= 1 && threshold <= shares && shares <= maxParts)) {
    throw new RangeError(`${threshold} of ${shares} shares: 1 ≤ threshold ≤ shares ≤ ${maxParts}`)
  }
  if (random.length !== randomBytes(secret.length, threshold)) throw new RangeError("each byte wants threshold − 1 random ones")
  return Array.from({ length: shares }, (_, at) => {
    const index = at + 1
    const bytes = secret.map((byte, position) => {
      let value = 0
      for (let degree = threshold - 1; degree > 0; degree--) value = times(value ^ random[position * (threshold - 1) + degree - 1]!, index)
      return value ^ byte
    })
    return { index, bytes }
  })
}

/** What the parts say: the secret, if they are `threshold` or more of one split. Fewer, or others, give something else. */
export const combine = (parts: ReadonlyArray<Part>): Result.Result<Uint8Array, CannotCombine> => {
  const fail = (reason: CannotCombine["reason"]) => Result.fail(new CannotCombine({ reason }))
  const [first] = parts
  if (first === undefined) return fail("NoParts")
  if (parts.some(({ bytes }) => bytes.length !== first.bytes.length)) return fail("LengthsDiffer")
  if (parts.some(({ index }) => !(Number.isInteger(index) && index >= 1 && index <= maxParts))) return fail("NotAnIndex")
  if (new Set(parts.map(({ index }) => index)).size < parts.length) return fail("SameIndexTwice")
  const secret = new Uint8Array(first.bytes.length)
  for (const { bytes, index } of parts) {
    // Lagrange's basis at 0: the product of x / (x − index), and minus is plus here.
    let weight = 1
    for (const other of parts) if (other.index !== index) weight = times(weight, times(other.index, inverse(other.index ^ index)))
    for (let at = 0; at < secret.length; at++) secret[at]! ^= times(weight, bytes[at]!)
  }
  return Result.succeed(secret)
}
