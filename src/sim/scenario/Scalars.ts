/** Durations and shares as people write them in a scenario. */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
const part = /(\d+(?:\.\d+)?)(ms|min|s|m|h|d)/g
const durationPattern = /^(?:\d+(?:\.\d+)?(?:ms|min|s|m|h|d))+$/

const parseDuration = (text: string): number =>
  [...text.matchAll(part)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0)

/** Undefined if it is no duration. */
export const millisOf = (text: string): number | undefined => durationPattern.test(text) ? parseDuration(text) : undefined

const printDuration = (millis: number): string => {
  const [unit, size] = Object.entries(units).filter(([name]) => name !== "min").reverse().find(([, size]) => millis % size === 0 && millis >= size)
    ?? ["ms", 1]
  return `${millis / size}${unit}`
}

/** `90s`, `1h30m`, `250ms`: milliseconds. */
export const Duration = Schema.String.check(
  Schema.isPattern(durationPattern, { expected: "a duration such as 250ms, 90s, 1h30m" })
).pipe(
  Schema.decodeTo(Schema.Finite, SchemaTransformation.transform({ decode: parseDuration, encode: printDuration }))
)

/** A duration that may be negative: `-30s`. */
export const Offset = Schema.String.check(
  Schema.isPattern(/^-?(?:\d+(?:\.\d+)?(?:ms|min|s|m|h|d))+$/, { expected: "an offset such as 30s or -2m" })
).pipe(
  Schema.decodeTo(
    Schema.Finite,
    SchemaTransformation.transform({
      decode: (text: string) => text.startsWith("-") ? -parseDuration(text) : parseDuration(text),
      encode: (millis: number) => millis < 0 ? `-${printDuration(-millis)}` : printDuration(millis)
    })
  )
)

const sharePattern = /^\d+(?:\.\d+)?%$/

/** `5%`, or a number from 0 to 1. */
export const Share = Schema.Union([
  Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }, { expected: "a share: 5%, or a number from 0 to 1" })),
  Schema.String.check(Schema.isPattern(sharePattern, { expected: "a share: 5%, or a number from 0 to 1" })).pipe(
    Schema.decodeTo(
      Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
      SchemaTransformation.transform({ decode: (text: string) => Number(text.slice(0, -1)) / 100, encode: (share: number) => `${share * 100}%` })
    )
  )
])

export const Rate = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0, { expected: "a rate per hour, 0 or more" }))

export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { expected: "a whole number, 0 or more" }))
