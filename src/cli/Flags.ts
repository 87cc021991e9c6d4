/** Flags whose value is told in words where it is wrong. */
import * as Flag from "effect/cli/Flag"

const wholePattern = /^[+-]?\d+$/

/** A whole number in the bounds, which are safe integers. */
export const wholeNumber = (name: string, minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): Flag.Flag<number> =>
  Flag.String(name).pipe(
    Flag.withMetavar("N"),
    Flag.mapTryCatch((text) => {
      const n = wholePattern.test(text) ? Number(text) : Number.NaN
      if (!Number.isSafeInteger(n) || n < minimum || n > maximum) throw new RangeError(text)
      return n
    }, () => `a whole number, ${minimum} to ${maximum}`)
  )

/** A folder: what an unset variable of a shell leaves is none. */
export const folder = (name: string): Flag.Flag<string> =>
  Flag.String(name).pipe(
    Flag.withMetavar("DIR"),
    Flag.mapTryCatch((path) => {
      if (path.trim() === "") throw new RangeError("empty")
      return path
    }, () => "a folder; . is this one")
  )
