/**
 * DATA-6. Every block in every commit event hashes to the CID that names it;
 * the commit block is there and is the root, and so is each record written. Part of SYNC-3
 */
import type { Oracle } from "./Oracle.ts"

export const BlockHashes: Oracle = {
  code: "DATA-6",
  title: "Every block in a frame hashes to the CID that names it, and the commit and each record written are among them.",
  source: "[data-model] CIDs; [repository] CAR",
  make: (check, ledger) => {
    ledger.repos.listeners.push({
      onBefore: ({ car, event, repo }) => {
        const absent = event.ops.filter((op) => op.cid !== null && car?.blocks.has(op.cid.toString()) === false)
        check(
          car !== undefined && car.lies.length === 0 && car.roots[0] === event.commit && car.blocks.has(event.commit) && absent.length === 0,
          () => car === undefined
            ? `the CAR of ${event.rev} of ${repo.did} does not parse`
            : `the CAR of ${event.rev} of ${repo.did} with root ${car.roots[0]} has the false blocks ${car.lies.join(", ") || "none"}, `
              + `and lacks the records of ${absent.map((op) => op.path).join(", ") || "none"}`,
          () => [event.host, repo.did]
        )
      }
    })
    return {}
  }
}
