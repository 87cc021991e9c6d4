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
        for (const repo of ledger.repos.byDid.values()) {
          if (repo.host !== host || !repo.active) continue
          check(
            heads.get(repo.did) === repo.commit,
            () => `${host} holds ${repo.did} at ${heads.get(repo.did) ?? "nothing"}, its stream ended at ${repo.commit}`,
            () => [host, repo.did]
          )
          const { body, status } = yield* probe.get(host, `/xrpc/com.atproto.sync.getRepo?did=${encodeURIComponent(repo.did)}`)
          const blocks = status === 200 ? NaiveCar.read(body).blocks : new Map<string, Uint8Array>()
          const missing = [...repo.records].filter(([, cid]: readonly [string, CID]) => !blocks.has(cid.toString()))
          check(
            missing.length === 0,
            () => `the export of ${repo.did} from ${host} lacks ${missing.map(([path]) => path).slice(0, 5).join(", ")}`,
            () => [host, repo.did]
          )
        }
      }
    })
  })
}
