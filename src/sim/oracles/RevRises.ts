/** REPO-1. Over all the hosts that a repository ever lives on, `rev` strictly rises. With it SYNC-1. */
import type { Oracle } from "./Oracle.ts"

export const RevRises: Oracle = {
  code: "REPO-1",
  title: "`rev` strictly rises over all commits ever signed for a DID, on whatever PDS.",
  source: "[repository] Commit objects; [sync]",
  make: (check, ledger) => {
    ledger.repos.listeners.push({
      onBefore: ({ event, repo }) =>
        check(
          repo.rev === undefined || event.rev > repo.rev,
          () => `${repo.did}: rev ${event.rev} follows ${repo.rev}`,
          () => [event.host, repo.did]
        )
    })
    return {}
  }
}
