/**
 * HANDLE-4. Whose handle holds is shown under it, within one refresh period of
 * whatever made it so, events or none. A handle that a PDS accepted, and whose
 * name nobody has changed since, holds whatever the names say now.
 */
import * as Effect from "effect/Effect"
import * as Naming from "./model/Naming.ts"
import type { Oracle } from "./Oracle.ts"

export const HandlesRecovered: Oracle = {
  code: "HANDLE-4",
  title: "A handle that holds both ways is shown by every App View within one refresh period, whatever it was before.",
  source: "[handle] \"Handles should be re-resolved periodically\"; [sync] #identity",
  when: ({ kinds }) => kinds.has("appview"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const { appView, claimed, did, resolved, settled, shown } of yield* Naming.survey(ledger, probe)) {
        if (!settled || claimed === undefined) continue
        const accepted = ledger.names.accepted.get(did)
        const untouched = accepted?.handle === claimed && ledger.names.lastChange(claimed) < accepted.at
        if (resolved !== did && !untouched) continue
        check(
          shown === claimed,
          () => `${appView} shows ${did} as ${shown}; its document claims ${claimed}, which ${untouched ? "nobody has touched since" : "leads back to it"}`,
          () => [appView, did]
        )
      }
    })
  })
}
