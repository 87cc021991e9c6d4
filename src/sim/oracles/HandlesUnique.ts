/** HANDLE-2. One App View shows at most one DID under a handle: in any list of profiles, and at rest over all. */
import * as Effect from "effect/Effect"
import * as Naming from "./model/Naming.ts"
import type { Oracle } from "./Oracle.ts"

const profiles = /^\/xrpc\/app\.bsky\.actor\.getProfiles\?/

export const HandlesUnique: Oracle = {
  code: "HANDLE-2",
  title: "At any time one service shows at most one DID under a handle.",
  source: "[handle]; [ref appview]",
  when: ({ kinds }) => kinds.has("appview"),
  make: (check, ledger) => {
    const appViews = new Set(ledger.names.appViews)
    const unique = (appView: string, shown: ReadonlyArray<{ readonly did: string; readonly handle: string }>): void => {
      const holders = new Map<string, string>()
      for (const { did, handle } of shown) {
        if (handle === "handle.invalid") continue
        const other = holders.get(handle) ?? did
        holders.set(handle, did)
        check(other === did, () => `${appView} shows ${other} and ${did} as ${handle}`, () => [appView, did, other])
      }
    }
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200 || !appViews.has(o.request.to) || !profiles.test(o.request.path)) return
        unique(o.request.to, (JSON.parse(Buffer.from(o.body).toString()) as { readonly profiles: ReadonlyArray<{ did: string; handle: string }> }).profiles)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const all = yield* Naming.survey(ledger, probe)
        for (const host of appViews) {
          unique(host, all.flatMap(({ appView, did, shown }) => appView === host && shown !== undefined ? [{ did, handle: shown }] : []))
        }
      })
    }
  }
}
