/**
 * MIG-5. A host wakes an account only where the DID names that host, with the
 * key that the host itself had asked for.
 */
import { hostOf, json } from "./model/Moves.ts"
import type { Oracle } from "./Oracle.ts"

interface Recommended {
  readonly verificationMethods?: { readonly atproto?: string }
}

export const OpenedAtHome: Oracle = {
  code: "MIG-5",
  title: "A host refuses to wake an account while the DID names another host or another signing key.",
  source: "reference PDS: activateAccount; [g:account-migration]",
  when: ({ happenings }) => happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"),
  make: (check, ledger) => {
    /** The signing key that a host wants for a DID, by host and DID. */
    const wanted = new Map<string, string>()
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200 || ledger.kindOf(o.request.to) !== "pds") return
        const { path, to } = o.request
        const method = path.split("?")[0]!.slice("/xrpc/".length)
        if (method !== "com.atproto.identity.getRecommendedDidCredentials" && method !== "com.atproto.server.activateAccount") return
        const did = ledger.sessions.of(o.request)?.did
        if (did === undefined) return
        if (method === "com.atproto.identity.getRecommendedDidCredentials") {
          const key = (json(o.body) as Recommended).verificationMethods?.atproto
          if (key !== undefined) wanted.set(`${to} ${did}`, key)
          return
        }
        const identity = ledger.directory.identities.get(did)
        // Only the directory's dealings are seen from here; the answer may be older than the last of them.
        if (identity === undefined || identity.pdsSince > o.request.at) return
        const key = wanted.get(`${to} ${did}`) ?? identity.signingKey
        check(
          hostOf(identity.pds) === to && key === identity.signingKey,
          () => `${to} woke ${did}, whose DID names ${identity.pds} and ${identity.signingKey}; it had asked for ${key}`,
          () => [to, did]
        )
      }
    }
  }
}
