/**
 * HANDLE-1. The handle that an App View shows for a DID holds both ways: the
 * DID's document claims it, and the name leads back to that DID.
 *
 * While the world moves, an App View must have been told both at some time; a
 * forged DNS answer tells nothing to one that demands signatures. At rest both
 * must be so now, but for what changed within its staleness bound. An account
 * whose handle does not hold is shown as `handle.invalid`.
 */
import * as Effect from "effect/Effect"
import * as Naming from "./model/Naming.ts"
import type { Oracle } from "./Oracle.ts"

const invalid = "handle.invalid"
const profiles = /^\/xrpc\/app\.bsky\.actor\.getProfiles?\?/

interface Shown {
  readonly did: string
  readonly handle: string
}

export const Handles: Oracle = {
  code: "HANDLE-1",
  title: "A handle that is shown is claimed by the DID's document and resolves back to that DID.",
  source: "[handle] Resolution, bidirectional check",
  when: ({ kinds }) => kinds.has("appview"),
  make: (check, ledger) => {
    const appViews = new Set(ledger.names.appViews)
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200 || !appViews.has(o.request.to) || !profiles.test(o.request.path)) return
        const answer = JSON.parse(Buffer.from(o.body).toString()) as Shown & { readonly profiles?: ReadonlyArray<Shown> }
        for (const { did, handle } of answer.profiles ?? [answer]) {
          if (handle === invalid) continue
          check(
            ledger.names.hasSeen(o.request.to, handle, did),
            () => `${o.request.to} shows ${did} as ${handle}, and nobody told it both that the document claims it and that the name leads back`,
            () => [o.request.to, did]
          )
        }
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const { appView, claimed, did, resolved, settled, shown } of yield* Naming.survey(ledger, probe)) {
          if (!settled) continue
          const holds = claimed !== undefined && resolved === did
          check(
            shown === (holds ? claimed : invalid) || (shown === invalid && holds),
            () => `${appView} shows ${did} as ${shown}; its document claims ${claimed}; that name resolves to ${resolved}`,
            () => [appView, did]
          )
        }
      })
    }
  }
}
