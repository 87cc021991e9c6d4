/** A list that a service gave in pages, against what the model wants in it: each once, newest first. */
import type { Told } from "./Questions.ts"

export interface Given {
  readonly id: string
  /** By the service's own word. */
  readonly indexedAt: number
}

/**
 * Where it is not in falling order, or holds something twice. When a thing was
 * made counts, but for what claims to be later than it was heard of.
 * [lex:app.bsky.feed.defs]
 */
export const disorder = (given: ReadonlyArray<Given>, madeAt: ReadonlyMap<string, number>): string | undefined => {
  const seen = new Set<string>()
  let last = Infinity
  for (const { id, indexedAt } of given) {
    if (seen.has(id)) return `holds ${id} twice`
    seen.add(id)
    const at = Math.min(madeAt.get(id) ?? indexedAt, indexedAt)
    if (at > last) return `holds ${id} below what is older`
    last = at
  }
  return undefined
}

/** What is wrong, in words; undefined if nothing is. `wanted`: by id, when it was made; `perhaps`: may be there, too. */
export const fault = (told: Told, given: ReadonlyArray<Given>, wanted: ReadonlyMap<string, number>, perhaps: (id: string) => boolean = () => false): string | undefined => {
  if (told.end !== "whole") return told.end === "refused" ? `is refused after ${told.pages} pages` : `has no end after ${told.pages} pages`
  const ids = new Set(given.map(({ id }) => id))
  const strange = given.find(({ id }) => !wanted.has(id) && !perhaps(id))
  if (strange !== undefined) return `holds ${strange.id}, which does not belong there`
  const missing = [...wanted.keys()].find((id) => !ids.has(id))
  return missing === undefined ? disorder(given, wanted) : `lacks ${missing}`
}
