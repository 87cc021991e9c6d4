/**
 * SYNC-14. The fold of all operations on a PDS's stream is what that PDS
 * stores: log and final state are held against each other, so that neither a
 * lost event nor a lost record can hide behind the other.
 */
import * as Effect from "effect/Effect"
import type { CID } from "multiformats/cid"
import * as NaiveCar from "./model/NaiveCar.ts"
import { askAll } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

export const PdsState: Oracle = {
  code: "SYNC-14",
  title: "The fold of all operations on the firehose is the listing of the repository.",
  source: "[sync]; [repository]",
  make: (check, ledger) => ({
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
      }
    })
  })
}
