/**
 * ID-6. What a record refers to it names by DID: a handle may be another's
 * tomorrow. Checked of every record in a commit: the authority of each AT-URI,
 * and each field that holds a DID. Prose may say what it likes.
 */
import type { RecordValue } from "./model/Repos.ts"
import type { Oracle } from "./Oracle.ts"

/** Fields of prose. */
const prose = new Set(["text", "description", "displayName", "name", "title", "alt"])
const did = /^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$/

/** What a value refers to by another name than a DID. */
const passing = (value: unknown, field = ""): ReadonlyArray<string> => {
  if (typeof value === "string") {
    if (prose.has(field)) return []
    if (value.startsWith("at://")) return did.test(value.slice("at://".length).split("/")[0]!) ? [] : [value]
    return (field === "did" || field === "subject") && !did.test(value) ? [value] : []
  }
  if (Array.isArray(value)) return value.flatMap((each) => passing(each, field))
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => passing(each, name))
}

export const LastingReferences: Oracle = {
  code: "ID-6",
  title: "References in records have a DID for authority, never a handle.",
  source: "[at-uri]; [handle]",
  make: (check, ledger) => {
    ledger.repos.listeners.push({
      onAfter: ({ event }) => {
        for (const { cid, path } of event.ops) {
          const value: RecordValue | undefined = cid === null ? undefined : ledger.repos.values.get(`${event.did}/${path}`)
          if (value === undefined) continue
          const found = passing(value)
          check(found.length === 0, () => `${event.did}/${path} refers to ${found.join(", ")}`, () => [event.host, event.did])
        }
      }
    })
    return {}
  }
}
