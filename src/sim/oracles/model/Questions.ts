/** Questions that an observer puts to a service once the world is at rest. */
import * as Effect from "effect/Effect"
import type { Probe, ProbeAnswer, Question } from "../Oracle.ts"

export type Json = Readonly<Record<string, unknown>>

const jsonOf = ({ body, status }: ProbeAnswer): Json | undefined =>
  status === 200 ? JSON.parse(Buffer.from(body).toString()) as Json : undefined

/** The JSON answer to a GET; `undefined` for anything but 200. */
export const ask = (probe: Probe, host: string, path: string): Effect.Effect<Json | undefined> =>
  Effect.map(probe.get(host, path), jsonOf)

/** Asks the same host for each item of a list, and judges its answers in that order. */
export const askEach = <A>(
  probe: Probe,
  host: string,
  items: ReadonlyArray<A>,
  path: (item: A) => string,
  judge: (item: A, answer: Json | undefined) => void
): Effect.Effect<void> =>
  probe.each(items.map((item) => ({ host, path: path(item) })), (answer, index) => judge(items[index]!, jsonOf(answer)))

/** All pages of a list, following its cursor. */
export const askAll = Effect.fnUntraced(function*(probe: Probe, host: string, path: string, field: string) {
  const items: Array<Json> = []
  let cursor: string | undefined
  do {
    const separator = path.includes("?") ? "&" : "?"
    const page: Json | undefined = yield* ask(
      probe,
      host,
      cursor === undefined ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`
    )
    if (page === undefined) return items
    items.push(...page[field] as ReadonlyArray<Json>)
    cursor = page.cursor as string | undefined
  } while (cursor !== undefined)
  return items
})

/** A list that comes in pages, and how many of them at most. */
export interface Paged extends Question {
  readonly field: string
  readonly most: number
}

export interface Told {
  readonly items: Array<Json>
  pages: number
  /** How it ended: with a page without a cursor, with another answer than 200, or not at all. */
  end: "whole" | "refused" | "endless" | undefined
}

/** A service between may find its own way to the next broken: it says so, and is asked again, so often for each page. */
const tries = 8

/** All pages of several lists, side by side, each to its own end. */
export const askPages = Effect.fnUntraced(function*(probe: Probe, lists: ReadonlyArray<Paged>) {
  const readings = lists.map((list) => ({ list, cursor: undefined as string | undefined, failed: 0, told: { items: [], pages: 0, end: undefined } as Told }))
  const questionOf = ({ cursor, list: { headers, host, path } }: typeof readings[number]): Question =>
    ({ host, headers, path: cursor === undefined ? path : `${path}&cursor=${encodeURIComponent(cursor)}` })
  const turn = (reading: typeof readings[number], answer: ProbeAnswer): void => {
    const { list, told } = reading
    const page = jsonOf(answer)
    if (page === undefined) {
      if (answer.status < 500 || ++reading.failed >= tries) told.end = "refused"
      return
    }
    reading.failed = 0
    told.pages++
    told.items.push(...page[list.field] as ReadonlyArray<Json>)
    reading.cursor = page.cursor as string | undefined
    if (reading.cursor === undefined) told.end = "whole"
    else if (told.pages >= list.most) told.end = "endless"
  }
  for (let open = readings; open.length > 0; open = open.filter(({ told }) => told.end === undefined)) {
    yield* probe.each(open.map(questionOf), (answer, index) => turn(open[index]!, answer))
  }
  return readings.map(({ told }) => told)
})

export const chunks = <A>(items: ReadonlyArray<A>, size: number): Array<ReadonlyArray<A>> => {
  const out: Array<ReadonlyArray<A>> = []
  for (let i = 0; i < items.length; i += size) out.push(items.slice(i, i + size))
  return out
}

/** At most so many of a list, from all over it. */
export const sample = <A>(items: ReadonlyArray<A>, most: number): ReadonlyArray<A> => {
  const step = Math.max(1, Math.ceil(items.length / most))
  return items.filter((_, at) => at % step === 0)
}

/** `a=x&a=y`: an array parameter. */
export const repeated = (name: string, values: ReadonlyArray<string>): string =>
  values.map((value) => `${name}=${encodeURIComponent(value)}`).join("&")
