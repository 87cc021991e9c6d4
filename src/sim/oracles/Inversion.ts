/**
 * REPO-3. The operations of a commit lead from the record set before it to the
 * one after it: each `prev` is what the path held, `prevData` is the root of
 * the set before. So the event, inverted, gives `prevData`. Part of SYNC-3
 */
import { rebuild } from "./model/Repos.ts"
import type { Oracle } from "./Oracle.ts"

const smallRepo = 64

export const Inversion: Oracle = {
  code: "REPO-3",
  title: "Every commit event inverts to `prevData`, and each operation's `prev` is what the path held.",
  source: "[sync] Operation inversion; proposal 0006",
  make: (check, ledger) => {
    const commitsSince = new Map<string, number>()
    ledger.repos.listeners.push({
      onBefore: ({ event, repo }) => {
        const about = () => [event.host, repo.did]
        for (const op of event.ops) {
          const held = repo.records.get(op.path)
          const fits = op.action === "create"
            ? held === undefined && op.prev === null && op.cid !== null
            : held !== undefined && op.prev?.equals(held) === true && (op.action === "delete" ? op.cid === null : op.cid !== null)
          check(
            fits,
            () => `${event.rev} of ${repo.did}: ${op.action} ${op.path} with prev ${op.prev}, where the path held ${held ?? "nothing"}`,
            about
          )
        }
        const since = (commitsSince.get(repo.did) ?? 0) + 1
        if (since * smallRepo < repo.records.size) {
          commitsSince.set(repo.did, since)
          return
        }
        commitsSince.set(repo.did, 0)
        const before = rebuild(repo)
        // A new repository has no root to invert to: absent, or the empty tree. [sync]
        const fresh = repo.rev === undefined && event.prevData === null
        check(fresh || event.prevData === before, () => `${event.rev} of ${repo.did}: prevData ${event.prevData}, the set before has root ${before}`, about)
      }
    })
    return {}
  }
}
