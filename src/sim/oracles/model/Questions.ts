/** Questions that an observer puts to a service once the world is at rest. */
import * as Effect from "effect/Effect"
import type { Probe, ProbeAnswer } from "../Oracle.ts"

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
