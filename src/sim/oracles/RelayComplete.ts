/**
 * RELAY-1 and RELAY-3. A relay passes on each account's commits in the order
 * in which its home said them, with their bytes unchanged, and loses none.
 */
import * as Effect from "effect/Effect"
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

export const RelayComplete: Oracle = {
  code: "RELAY-3",
  title: "A relay's stream holds every commit of every account's home, in order, with the bytes as they came.",
  source: "[sync] Relays; [event-stream]; RELAY-1, RELAY-2",
  make: (check, ledger) => {
    // What the homes said, by DID, as the model folded it: a move between hosts keeps one order.
    const homes = new Map<string, Array<SaidCommit>>()
    ledger.repos.listeners.push({
      onAfter: ({ event }) => {
        const list = homes.get(event.did)
        if (list === undefined) homes.set(event.did, [event])
        else list.push(event)
      }
    })
    return {
      atRest: () => Effect.sync(() => {
        for (const relay of ledger.of("relay")) {
          const passed = new Map<string, Array<SaidCommit>>()
          for (const event of ledger.stream.log(relay).values()) {
            if (event._tag === "Commit") passed.set(event.did, [...(passed.get(event.did) ?? []), event])
          }
          for (const [did, home] of homes) {
            if (ledger.repos.repo(did).status === "deleted") continue
            const out = passed.get(did) ?? []
            const expected = home.map((event) => event.commit).join(" ")
            const found = out.map((event) => event.commit).join(" ")
            check(
              expected === found && home.every((event, i) => Buffer.compare(event.blocks, out[i]!.blocks) === 0),
              () => `${relay} passed on ${out.length} commits of ${did}, its home said ${home.length}`,
              () => [relay, did]
            )
          }
          for (const did of passed.keys()) {
            check(homes.has(did), () => `${relay} passed on commits of ${did}, which no home announced`, () => [relay, did])
          }
        }
      })
    }
  }
}
