/** People by whose session an observer can read at rest, as they would: through the PDS of each. */
import * as Effect from "effect/Effect"
import type { Probe } from "../Oracle.ts"
import type { Ledger } from "./Ledger.ts"
import { sample } from "./Questions.ts"

export interface Reader {
  readonly did: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
}

/** Of all whose sessions are open. */
const mostReaders = 40

const readers = new WeakMap<Ledger, ReadonlyArray<Reader>>()

/**
 * For whom a server can speak to App Views, by its own word: whose token has
 * run out it cannot, for nobody else has the other one, nor for who signs alone.
 */
export const of = Effect.fnUntraced(function*(ledger: Ledger, probe: Probe) {
  const known = readers.get(ledger)
  if (known !== undefined) return known
  const open = ledger.sessions.open().filter(({ did, host }) => ledger.repos.byDid.get(did)?.active === true && ledger.repos.isHome(did, host))
  const asked = sample(open, mostReaders).map(({ access, did, host }): Reader => ({ did, host, headers: { authorization: `Bearer ${access}` } }))
  const found: Array<Reader> = []
  const appView = `did:web:${ledger.of("appview")[0]}`
  const path = `/xrpc/com.atproto.server.getServiceAuth?aud=${encodeURIComponent(appView)}&lxm=app.bsky.feed.getTimeline`
  yield* probe.each(asked.map(({ headers, host }) => ({ host, headers, path })), ({ status }, index) => {
    if (status === 200) found.push(asked[index]!)
  })
  readers.set(ledger, found)
  return found
})

/** A page size by which a list of so many has several pages. */
export const pageOf = (items: number, pages: number): number => Math.min(100, Math.max(5, Math.ceil(items / pages)))
