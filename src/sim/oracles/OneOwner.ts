/**
 * ID-8. A handle leads to one DID, whoever is asked, and nobody passes one on
 * that it has not seen to hold both ways.
 *
 * While the world moves: the handle that a relay puts into `#identity` is one
 * of which it was told both that the document claims it and that the name leads
 * back. At rest: whoever resolves a handle, a PDS or an App View, gives the DID
 * that its name gives, or none. Of many people, a hundred are asked for.
 */
import * as Effect from "effect/Effect"
import * as Naming from "./model/Naming.ts"
import { askEach } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

const invalid = "handle.invalid"
const most = 100

export const OneOwner: Oracle = {
  code: "ID-8",
  title: "One handle resolves to one DID, whoever is asked, and a relay tells none that it did not verify both ways.",
  source: "[handle] Resolution; [sync] #identity",
  when: ({ kinds }) => kinds.has("appview"),
  make: (check, ledger) => {
    const relays = new Set(ledger.of("relay"))
    ledger.stream.listeners.push({
      onEvent: (event) => {
        if (event._tag !== "Identity" || event.handle === null || event.handle === invalid || !relays.has(event.host)) return
        const { did, handle, host } = event
        check(
          ledger.names.hasSeen(host, handle.toLowerCase(), did),
          () => `${host} passes on that ${did} is ${handle}, and nobody told it both that the document claims it and that the name leads back`,
          () => [host, did]
        )
      }
    })
    return {
      atRest: Effect.fnUntraced(function*(probe) {
        const all = (yield* Naming.survey(ledger, probe)).filter(({ claimed, settled }) => settled && claimed !== undefined)
        const handles = new Map(all.map(({ claimed, resolved }) => [claimed!, resolved]))
        const step = Math.max(1, Math.ceil(handles.size / most))
        const asked = [...handles].filter((_, i) => i % step === 0)
        for (const host of [...ledger.of("pds"), ...ledger.of("appview")]) {
          const pathOf = ([handle]: readonly [string, unknown]) => `/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`
          yield* askEach(probe, host, asked, pathOf, ([handle, resolved], answer) => {
            const did = answer?.["did"]
            check(
              did === undefined || did === resolved,
              () => `${host} resolves ${handle} to ${String(did)}; its name leads to ${resolved ?? "nobody"}`,
              () => [host, String(did)]
            )
          })
        }
      })
    }
  }
}
