/**
 * SYNC-2. On a PDS each commit of a repository names the one before: `since`
 * its rev, `prevData` its root. The first that is heard names none before it.
 */
import type { Oracle } from "./Oracle.ts"

export const Chain: Oracle = {
  code: "SYNC-2",
  title: "Consecutive commits of a repository chain: `since` and `prevData` equal the rev and root before.",
  source: "[sync] Commit messages",
  make: (check, ledger) => {
    ledger.repos.listeners.push({
      onBefore: ({ event, repo }) => {
        check(
          repo.rev === undefined ? event.since === null : event.since === repo.rev && event.prevData === repo.data,
          () => `${repo.did}: ${event.rev} says it follows ${event.since} with root ${event.prevData}; `
            + `before it came ${repo.rev ?? "none"} with ${repo.data ?? "none"}`,
          () => [event.host, repo.did]
        )
      }
    })
    return {}
  }
}
