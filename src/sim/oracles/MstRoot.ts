/**
 * MST-1. After every commit, the root that the commit names is the root that a
 * rebuild from the sorted record set gives. Large repositories are rebuilt at
 * every n/64-th commit only, and all of them at rest.
 */
import { rebuild } from "./model/Repos.ts"
import type { Oracle } from "./Oracle.ts"

const smallRepo = 64

export const MstRoot: Oracle = {
  code: "MST-1",
  title: "The root CID depends only on the set of records: it equals a naive rebuild.",
  source: "[repository] MST structure",
  make: (check, ledger) => {
    const commitsSince = new Map<string, number>()
    ledger.repos.listeners.push({
      onAfter: ({ event, object, repo }) => {
        const since = (commitsSince.get(repo.did) ?? 0) + 1
        if (since * smallRepo < repo.records.size) {
          commitsSince.set(repo.did, since)
          return
        }
        commitsSince.set(repo.did, 0)
        const expected = rebuild(repo)
        check(
          object !== undefined && String(object.data) === expected,
          () => `commit ${event.rev} of ${repo.did} has root ${String(object?.data)}, a rebuild gives ${expected}`,
          () => [event.host, repo.did]
        )
      }
    })
    return {
      reckon: () => {
        for (const repo of ledger.repos.byDid.values()) {
          if (repo.data === undefined) continue
          const expected = rebuild(repo)
          check(repo.data === expected, () => `${repo.did} rests at root ${repo.data}, a rebuild gives ${expected}`, () => [repo.did])
        }
      }
    }
  }
}
