/**
 * SYNC-14. The fold of all operations on a PDS's stream is what that PDS
 * stores: log and final state are held against each other, so that neither a
 * lost event nor a lost record can hide behind the other. The export is held
 * against it, and of one collection of each repository, or of every n-th where
 * there are many, what the PDS lists, value by value. Of some it is asked what
 * changed since a rev.
 */
import * as Effect from "effect/Effect"
import type { CID } from "multiformats/cid"
import { asJson } from "./model/AsJson.ts"
import * as NaiveCar from "./model/NaiveCar.ts"
import { PartialExports } from "./model/PartialExports.ts"
import { askAll, askEach, type Json, sample } from "./model/Questions.ts"
import { Standing } from "./model/Standing.ts"
import type { Oracle } from "./Oracle.ts"

const collectionOf = (path: string): string => path.slice(0, path.indexOf("/"))
/** Of one PDS. */
const mostListings = 300
const mostPartial = 100
/** The most that one answer holds. [lex:com.atproto.repo.listRecords] */
const pageSize = 100

export const PdsState: Oracle = {
  code: "SYNC-14",
  title: "The fold of all operations on the firehose is the listing of the repository.",
  source: "[sync]; [repository]",
  make: (check, ledger) => {
    const standing = new Standing(ledger.of("pds"))
    const partial = new PartialExports(ledger)
    const mayBeTakenDown = (host: string, uri: string): boolean => {
      const flags = standing.subjects.get(`${host} ${uri}`)?.flags
      return flags !== undefined && [...flags.values()].some((flag) => flag !== false)
    }
    /** The collection that is looked at of the n-th repository. */
    const collectionAt = (paths: Iterable<string>, n: number): string | undefined => {
      const collections = [...new Set([...paths].map(collectionOf))].sort()
      return collections[n % collections.length]
    }
    return {
      observe: (o) => standing.observe(o),
      atRest: Effect.fnUntraced(function*(probe) {
        for (const host of ledger.of("pds")) {
          const listed = yield* askAll(probe, host, "/xrpc/com.atproto.sync.listRepos?limit=1000", "repos")
          const heads = new Map(listed.filter((r) => r.active !== false).map((r) => [String(r.did), String(r.head)]))
          for (const did of heads.keys()) {
            const home = ledger.repos.byDid.get(did)?.host
            // Whoever moved and did not tell the old home keeps an account there, which is nobody's fault.
            check(
              home === host || !ledger.repos.isHome(did, host),
              () => `${host} lists ${did} as active, its commits came from ${home ?? "nowhere"}`,
              () => [host, did]
            )
          }
          const repos = [...ledger.repos.byDid.values()].filter((repo) => repo.host === host && repo.active && !ledger.repos.betweenHomes(repo))
          const exports = repos.map(({ did }) => ({ host, path: `/xrpc/com.atproto.sync.getRepo?did=${encodeURIComponent(did)}` }))
          yield* probe.each(exports, ({ body, status }, index) => {
            const repo = repos[index]!
            check(
              heads.get(repo.did) === repo.commit,
              () => `${host} holds ${repo.did} at ${heads.get(repo.did) ?? "nothing"}, its stream ended at ${repo.commit}`,
              () => [host, repo.did]
            )
            const car = status === 200 ? NaiveCar.read(body) : undefined
            const missing = [...repo.records].filter(([, cid]: readonly [string, CID]) => car?.blocks.has(cid.toString()) !== true)
            check(
              missing.length === 0 && car?.roots[0] === repo.commit && car?.lies.length === 0,
              () => `the export of ${repo.did} from ${host} has root ${car?.roots[0] ?? "none"} where the stream ended at ${repo.commit}, `
                + `lacks ${missing.map(([path]) => path).slice(0, 5).join(", ") || "no record"}, and has ${car?.lies.length ?? 0} false blocks`,
              () => [host, repo.did]
            )
          })
          const some = sample(repos, mostPartial)
          const pasts = some.flatMap((repo, n) => partial.pasts(repo.did, Math.max(1, Math.floor(mostPartial / some.length)), n).map((past) => ({ past, repo })))
          const sinceThen = pasts.map(({ past, repo }) => ({ host, path: `/xrpc/com.atproto.sync.getRepo?did=${encodeURIComponent(repo.did)}&since=${past.rev}` }))
          yield* probe.each(sinceThen, ({ body, status }, index) => {
            const { past, repo } = pasts[index]!
            const wrong = partial.fault(repo, past, status === 200 ? NaiveCar.read(body) : undefined)
            check(wrong === undefined, () => `the export of ${repo.did} from ${host} since ${past.rev} ${wrong}`, () => [host, repo.did])
          })
          const listings = repos.flatMap((repo, n) => {
            const collection = collectionAt(repo.records.keys(), n)
            return collection === undefined ? [] : [{ collection, repo }]
          })
          const pathOf = ({ collection, repo }: typeof listings[number]) => `/xrpc/com.atproto.repo.listRecords?repo=${encodeURIComponent(repo.did)}&collection=${collection}&limit=${pageSize}`
          yield* askEach(probe, host, sample(listings, mostListings), pathOf, ({ collection, repo: { did, records } }, answer) => {
            const listed = new Map((answer?.records as ReadonlyArray<Json> | undefined ?? []).map(({ cid, uri, value }) => [String(uri), `${String(cid)} ${asJson(value)}`]))
            const live = [...records].filter(([path]) => collectionOf(path) === collection && !mayBeTakenDown(host, `at://${did}/${path}`))
            const other = live.filter(([path, cid]) => {
              const found = listed.get(`at://${did}/${path}`)
              return found === undefined ? live.length <= pageSize : found !== `${cid} ${asJson(ledger.repos.values.get(`${did}/${path}`))}`
            })
            const shown = [...listed.keys()].filter((uri) => !mayBeTakenDown(host, uri)).length
            check(
              other.length === 0 && shown === Math.min(live.length, pageSize),
              () => `${host} lists ${shown} records of ${did}/${collection}, the stream left ${live.length}; `
                + `missing or other than they were written: ${other.map(([path]) => path).slice(0, 5).join(", ") || "none"}`,
              () => [host, did]
            )
          })
        }
      })
    }
  }
}
