/**
 * QUOTA-1, QUOTA-2. A PDS that limits what one account may keep does so
 * exactly: nobody has more, and who is refused would have had more.
 *
 * Records are counted after every commit. Bytes of blobs are summed at the end
 * of all traffic, for nobody outside sees when an upload came to an end. A
 * refusal says how much it would have been: that has to be so of some moment
 * between question and answer.
 */
import * as Effect from "effect/Effect"
import type { HttpResponseReceived, Observation } from "../Observation.ts"
import { json } from "./model/Moves.ts"
import { type Limits, limitsOf, Usage } from "./model/Usage.ts"
import type { Occasion, Oracle } from "./Oracle.ts"

const when = ({ actors, faults }: Occasion): boolean =>
  // A wrong clock makes revs that say nothing of when, an old disk brings back what its account no longer has.
  actors.some(({ options }) => Object.keys((options?.["quota"] as Limits | undefined) ?? {}).length > 0) && !faults.has("clock") && !faults.has("restore")

export const QuotaKept: Oracle = {
  code: "QUOTA-1",
  title: "No account has more records or bytes of blobs than its server's quota.",
  source: "paper §4.3",
  when,
  make: (check, ledger) => {
    const usage = new Usage(ledger)
    ledger.repos.listeners.push({
      onAfter: ({ event: { did, host, rev }, repo }) => {
        const { records } = limitsOf(ledger, host)
        if (records === undefined) return
        check(repo.records.size <= records, () => `${host} made ${rev} of ${did} with ${repo.records.size} records, where an account may have ${records}`, () => [host, did])
      }
    })
    return {
      observe: (o) => usage.observe(o),
      atRest: (probe) => Effect.sync(() => {
        for (const { active, did, host } of ledger.repos.byDid.values()) {
          const limit = host === undefined ? undefined : limitsOf(ledger, host).blobBytes
          if (host === undefined || limit === undefined || !active || !ledger.repos.isHome(did, host)) continue
          const bytes = usage.leastBytes(host, did, probe.nowMillis())
          check(bytes <= limit, () => `${host} holds ${bytes} bytes of blobs of ${did}, where an account may have ${limit}`, () => [host, did])
        }
      })
    }
  }
}

const refusal = /^Over quota: (\d+) (records|bytes of blobs), where an account may have (\d+); (\d+) too many$/
const writes = /^\/xrpc\/com\.atproto\.repo\.(createRecord|putRecord|applyWrites)$/
const importRepo = "/xrpc/com.atproto.repo.importRepo"
/** An import brings what its owner has fetched a little before. */
const fetchedMillis = 60_000

interface Write {
  readonly repo?: string
  readonly collection?: string
  readonly rkey?: string
  readonly writes?: ReadonlyArray<{ readonly $type?: string }>
}

/** By how many records a request would add to its repository. */
const addedBy = ({ writes: batch }: Write): number =>
  batch === undefined ? 1 : batch.reduce((sum, { $type }) => sum + ($type?.endsWith("#create") === true ? 1 : $type?.endsWith("#delete") === true ? -1 : 0), 0)

const placeOf = ({ collection, repo, rkey }: Write): string | undefined => rkey === undefined ? undefined : `${repo}/${collection}/${rkey}`

export const QuotaRefusal: Oracle = {
  code: "QUOTA-2",
  title: "Whoever is refused for a quota has no room for what they asked, is told so by the right numbers, and nothing of it is there.",
  source: "paper §4.3",
  when,
  make: (check, ledger) => {
    const usage = new Usage(ledger)
    const refused: Array<{ readonly answer: HttpResponseReceived; readonly did: string; readonly wanted: number; readonly what: string; readonly limit: number; readonly over: number }> = []
    /** Places that were asked for, and not refused. */
    const tried = new Set<string>()
    const created = new Set<string>()
    ledger.repos.listeners.push({
      onAfter: ({ event: { did, ops } }) => {
        for (const { action, path } of ops) if (action === "create") created.add(`${did}/${path}`)
      }
    })

    const listen = (o: Extract<Observation, { readonly _tag: "HttpResponseReceived" | "HttpFailed" }>): void => {
      const [, wanted, what, limit, over] = (o._tag === "HttpResponseReceived" && o.status === 400 ? refusal.exec(String(json(o.body).message)) : null) ?? []
      const did = ledger.sessions.of(o.request)?.did
      if (o._tag === "HttpResponseReceived" && what !== undefined && did !== undefined) {
        refused.push({ answer: o, did, wanted: Number(wanted), what, limit: Number(limit), over: Number(over) })
      } else if (writes.test(o.request.path)) {
        const place = placeOf(json(o.request.body))
        if (place !== undefined) tried.add(place)
      }
    }

    /** What it would have been, at any moment while it was asked. */
    const possible = (did: string, what: string, { at, request }: HttpResponseReceived): ReadonlyArray<number> => {
      if (request.path === importRepo) {
        return usage.between(did, request.at - fetchedMillis, at).map(({ blobs, records }) => what === "records" ? records : usage.bytesOf(blobs))
      }
      return usage.between(did, request.at, at).map(({ records }) => records + addedBy(json(request.body)))
    }

    return {
      observe: (o) => {
        usage.observe(o)
        if ((o._tag === "HttpResponseReceived" || o._tag === "HttpFailed") && o.request.method === "POST" && ledger.kindOf(o.request.to) === "pds") listen(o)
      },
      atRest: () => Effect.sync(() => {
        for (const { answer, did, limit, over, wanted, what } of refused) {
          const { request } = answer
          const host = request.to
          const quota = limitsOf(ledger, host)[what === "records" ? "records" : "blobBytes"]
          const said = `${host} refused ${request.path} of ${did}: ${wanted} ${what} where ${limit} may be, ${over} too many`
          check(limit === quota && wanted - limit === over && over > 0, () => `${said}; its quota is ${quota}`, () => [host, did])
          const place = writes.test(request.path) ? placeOf(json(request.body)) : undefined
          if (place !== undefined && !tried.has(place)) check(!created.has(place), () => `${said}, and ${place} is there`, () => [host, did])
          if (request.path.endsWith(".uploadBlob")) {
            const most = usage.mostBytes(did, answer)
            check(wanted <= most, () => `${said}; it was ${most} at the most`, () => [host, did])
          } else {
            const amounts = possible(did, what, answer)
            check(amounts.includes(wanted), () => `${said}; it would have been ${amounts.join(" or ")}`, () => [host, did])
          }
        }
      })
    }
  }
}
