/** Who has, or had, records of which collection, as a relay could tell from the commits that it passed on. */
import type { Event } from "./StreamLog.ts"

/** DIDs by collection. An account that is deleted takes its records along. */
export const collectionsIn = (said: Iterable<Event>): ReadonlyMap<string, ReadonlySet<string>> => {
  const byCollection = new Map<string, Set<string>>()
  for (const event of [...said].sort((a, b) => a.seq - b.seq)) {
    if (event._tag === "Account" && event.status === "deleted") for (const dids of byCollection.values()) dids.delete(event.did)
    if (event._tag !== "Commit") continue
    for (const { cid, path } of event.ops) {
      if (cid === null) continue
      const collection = path.slice(0, path.indexOf("/"))
      const dids = byCollection.get(collection)
      if (dids === undefined) byCollection.set(collection, new Set([event.did]))
      else dids.add(event.did)
    }
  }
  return byCollection
}
