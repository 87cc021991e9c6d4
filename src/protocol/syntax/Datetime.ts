/**
 * Points in time that satisfy RFC 3339, ISO 8601 and WHATWG HTML together. [lexicon]
 *
 * Upper-case `T`, seconds, any number of fraction digits, zone `Z` or `±hh:mm`
 * but not `-00:00`, a date of the calendar, in UTC within years 0000 to 9999.
 * No leap second: WHATWG has none. At most 64 characters, as the reference.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Datetime = Branded<string, "Datetime">

const MAX_LENGTH = 64
const MIN_MILLIS = -62_167_219_200_000
const MAX_MILLIS = 253_402_300_799_999

const SHAPE =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/

export const { is, parse, make } = Format.make<Datetime>("datetime", (input) => {
  if (input.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`
  if (!SHAPE.test(input)) return "expected YYYY-MM-DDThh:mm:ss, fraction, Z or ±hh:mm"
  if (input.endsWith("-00:00")) return "the zone -00:00 is not ISO 8601"
  const month = number(input, 5, 7)
  const day = number(input, 8, 10)
  const year = number(input, 0, 4)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return "no such day"
  // A zone moves it by a day at most.
  if (year > 0 && year < 9999) return undefined
  const millis = toMillis(input as Datetime)
  return millis < MIN_MILLIS || millis > MAX_MILLIS ? "outside of the years 0000 to 9999 in UTC" : undefined
})

/** Milliseconds since the epoch; finer fractions are cut off. */
export const toMillis = (datetime: Datetime): number => {
  const zone = datetime.endsWith("Z") ? datetime.length - 1 : datetime.length - 6
  const fraction = zone > 19 ? datetime.slice(20, Math.min(zone, 23)).padEnd(3, "0") : "0"
  const offset = datetime.endsWith("Z")
    ? 0
    : (datetime[zone] === "-" ? -1 : 1) * (number(datetime, zone + 1, zone + 3) * 60 + number(datetime, zone + 4, zone + 6))
  const days = daysSinceEpoch(number(datetime, 0, 4), number(datetime, 5, 7), number(datetime, 8, 10))
  const minutes = (days * 24 + number(datetime, 11, 13)) * 60 + number(datetime, 14, 16) - offset
  return (minutes * 60 + number(datetime, 17, 19)) * 1000 + Number(fraction)
}

/** The preferred form: milliseconds and `Z`. Throws RangeError outside of the years 0000 to 9999. */
export const fromMillis = (millis: number): Datetime => {
  if (!(millis >= MIN_MILLIS && millis <= MAX_MILLIS)) throw new RangeError(`no datetime has ${millis} ms`)
  const whole = Math.trunc(millis)
  const minute = Math.floor(whole / 60_000)
  if (minute !== lastMinute) {
    lastMinute = minute
    lastText = new Date(minute * 60_000).toISOString().slice(0, 17)
  }
  const rest = whole - minute * 60_000
  const second = Math.floor(rest / 1000)
  return lastText + SECONDS[second] + MILLISECONDS[rest - second * 1000] as Datetime
}

const padded = (count: number, digits: number, end: string): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, n) => String(n).padStart(digits, "0") + end)

const SECONDS = padded(60, 2, ".")
const MILLISECONDS = padded(1000, 3, "Z")

/** The calendar changes once a minute, and who writes datetimes mostly writes many of one minute. */
let lastMinute = Number.NaN
let lastText = ""

const number = (text: string, start: number, end: number): number => {
  let value = 0
  for (let i = start; i < end; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const daysIn = (year: number, month: number): number => month === 2 && isLeap(year) ? 29 : DAYS[month - 1]!

/** Proleptic Gregorian, counting years from March so that the leap day comes last. */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const fromMarch = month > 2 ? month - 3 : month + 9
  const y = month > 2 ? year : year - 1
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return y * 365 + leapDays + Math.floor((153 * fromMarch + 2) / 5) + day - 719_469
}
