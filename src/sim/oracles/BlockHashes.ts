/** DATA-6. Every block in every commit event hashes to the CID that names it; the commit block is there and is the root. */
import type { Oracle } from "./Oracle.ts"

export const BlockHashes: Oracle = {
  code: "DATA-6",
  title: "Every block in a frame hashes to the CID that names it.",
  source: "[data-model] CIDs; [repository] CAR",
  make: (check, ledger) => {
    ledger.repos.listeners.push({
      onBefore: ({ car, event, repo }) =>
        check(
          car !== undefined && car.lies.length === 0 && car.roots[0] === event.commit && car.blocks.has(event.commit),
          () => car === undefined
            ? `the CAR of ${event.rev} of ${repo.did} does not parse`
            : `the CAR of ${event.rev} of ${repo.did} has false blocks ${car.lies.join(", ")} or a wrong root ${car.roots[0]}`,
          () => [event.host, repo.did]
        )
    })
    return {}
  }
}
