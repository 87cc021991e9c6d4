/**
 * What a scenario file leaves open, and its seed decides: a range `LOW..HIGH`
 * in place of a duration, a share or a number, and `any of A, B, C` in place of
 * any text. Each is drawn from a stream of its own, labelled by its path, so
 * that one more open place moves no other.
 *
 * What is closed here is decoded afterwards as if it had been written so.
 */
import type { Stream } from "../kernel/Stream.ts"
import { millisOf } from "./Scalars.ts"

export interface Closed {
  readonly path: ReadonlyArray<string | number>
  readonly written: string
  readonly value: string | number
}

/** Which of the values that are possible at a place. */
export type Choose = (place: Place, path: ReadonlyArray<string | number>) => string | number

/** Ways to fill one open place: `at(0)` the first or lowest, `at(1)` the last or highest. */
export interface Place {
  readonly choices: ReadonlyArray<string> | undefined
  readonly at: (share: number) => string | number
}

/** What stands for an open value in a file, for editors. */
export const pattern = "^(?:\\d\\S*\\.\\.\\d\\S*|any of .+)$"

const range = /^(\d\S*?)\.\.(\d\S*)$/
const choice = /^any of\s+(\S.*)$/

const between = (low: number, high: number, print: (n: number) => string | number): Place | undefined =>
  low > high ? undefined : { choices: undefined, at: (share) => print(low + (high - low) * share) }

const numberOf = (text: string): number | undefined => /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
const percentOf = (text: string): number | undefined => /^\d+(?:\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) : undefined

const rangeOf = (low: string, high: string): Place | undefined => {
  for (const [read, print] of [
    [millisOf, (n: number) => `${Math.round(n)}ms`],
    [percentOf, (n: number) => `${Number(n.toFixed(4))}%`]
  ] as const) {
    const [from, to] = [read(low), read(high)]
    if (from !== undefined && to !== undefined) return between(from, to, print)
  }
  const [from, to] = [numberOf(low), numberOf(high)]
  if (from === undefined || to === undefined) return undefined
  // Whole numbers stay whole, and each of them is as likely.
  return Number.isInteger(from) && Number.isInteger(to) && !low.includes(".")
    ? from > to ? undefined : { choices: undefined, at: (share) => Math.min(to, from + Math.floor((to - from + 1) * share)) }
    : between(from, to, (n) => Number(n.toFixed(6)))
}

/** The place that a text leaves open; undefined if it leaves none, or says so wrongly. */
export const placeOf = (written: string): Place | undefined => {
  const some = choice.exec(written)
  if (some !== null) {
    const choices = some[1]!.split(",").map((each) => each.trim()).filter((each) => each !== "")
    return { choices, at: (share) => choices[Math.min(choices.length - 1, Math.floor(choices.length * share))]! }
  }
  const ends = range.exec(written)
  return ends === null ? undefined : rangeOf(ends[1]!, ends[2]!)
}

/** Texts for people, and what draws the others: nothing is open in them. */
export const shut: ReadonlySet<string> = new Set(["name", "description", "seed"])

/** The document with every open place filled, and what was put there. */
export const close = (document: unknown, choose: Choose): { readonly document: unknown; readonly closed: ReadonlyArray<Closed> } => {
  const closed: Array<Closed> = []
  const walk = (value: unknown, path: ReadonlyArray<string | number>): unknown => {
    if (typeof value === "string") {
      const place = path.length === 1 && shut.has(String(path[0])) ? undefined : placeOf(value)
      if (place === undefined) return value
      const filled = choose(place, path)
      closed.push({ path, written: value, value: filled })
      return filled
    }
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]))
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]))
  }
  return { document: walk(document, []), closed }
}

/** As this seed's stream draws them. */
export const bySeed = (stream: Stream): Choose => (place, path) => place.at(stream.fork(path.join(".")).double())

/** The lowest and the highest of all ranges, and each choice somewhere: what must be right whatever the seed. */
export const corners = (document: unknown): ReadonlyArray<Choose> => {
  let most = 2
  close(document, (place) => {
    most = Math.max(most, place.choices?.length ?? 0)
    return place.at(0)
  })
  return Array.from({ length: most }, (_, i): Choose => (place) =>
    place.choices === undefined ? place.at(i === 0 ? 0 : 1) : place.choices[i % place.choices.length]!)
}
