/**
 * RELAY-10. At rest a relay lists every active account, at the rev of its home,
 * and no other. With it SYNC-6, of relays.
 */
import * as Effect from "effect/Effect"
import { askAll } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

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
      }
    })
  })
}
