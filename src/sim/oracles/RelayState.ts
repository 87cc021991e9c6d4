/**
 * RELAY-10. At rest a relay lists every active account, at the rev of its home,
 * and no other; by collection, those who have records of it by what the relay
 * passed on. With it SYNC-6, of relays.
 */
import * as Effect from "effect/Effect"
import { collectionsIn } from "./model/Collections.ts"
import { askAll, askPages } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

/** The most that one answer holds, and in how many pages a list comes at least, if it is that long. */
const mostOnPage = 1000
const pages = 2

export const RelayState: Oracle = {
  code: "RELAY-10",
  title: "At rest, relay and PDS list the same accounts at the same rev.",
  source: "[sync] Relays; paper §3.3.1",
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const relay of ledger.of("relay")) {
        const listed = yield* askAll(probe, relay, "/xrpc/com.atproto.sync.listRepos?limit=1000", "repos")
        const revs = new Map(listed.filter((repo) => repo.active !== false).map((repo) => [String(repo.did), String(repo.rev)]))
        for (const repo of ledger.repos.byDid.values()) {
          // What the old home said last may have come too late for the relay, and the new one has said nothing.
          if (ledger.repos.betweenHomes(repo)) continue
          const expected = repo.active ? repo.rev : undefined
          check(
            revs.get(repo.did) === expected,
            () => `${relay} lists ${repo.did} at ${revs.get(repo.did) ?? "nothing"}, its home is at ${expected ?? "nothing (inactive)"}`,
            () => [relay, repo.did]
          )
        }
        for (const did of revs.keys()) {
          check(ledger.repos.byDid.has(did), () => `${relay} lists ${did}, which no home announced`, () => [relay, did])
        }
        const collections = [...collectionsIn(ledger.stream.log(relay).values())]
        const lists = collections.map(([collection, dids]) => {
          const limit = Math.min(mostOnPage, Math.ceil(dids.size / pages) + 1)
          return { host: relay, path: `/xrpc/com.atproto.sync.listReposByCollection?collection=${collection}&limit=${limit}`, field: "repos", most: Math.ceil(ledger.repos.byDid.size / limit) + 1 }
        })
        for (const [n, { end, items }] of (yield* askPages(probe, lists)).entries()) {
          const [collection, dids] = collections[n]!
          // Of who is between two homes, nobody can say what the relay heard last.
          const isSettled = (did: string): boolean => {
            const repo = ledger.repos.byDid.get(did)
            return repo === undefined || !ledger.repos.betweenHomes(repo)
          }
          const expected = [...dids].filter((did) => isSettled(did) && ledger.repos.byDid.get(did)?.active === true).sort()
          const given = items.map(({ did }) => String(did)).filter(isSettled).sort()
          check(
            end === "whole" && given.join() === expected.join(),
            () => `${relay} lists ${given.length} accounts with ${collection}${end === "whole" ? "" : ` (${end})`}, and passed on records of ${expected.length}; `
              + `the first that differs is ${given.find((did, i) => did !== expected[i]) ?? expected[given.length]}`,
            () => [relay]
          )
        }
      }
    })
  })
}
