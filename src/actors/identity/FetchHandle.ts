/**
 * One resolution of a handle to the DID it names, uncached and one way only.
 * DNS is asked first and wins; the well-known page is asked when DNS has no
 * DID to tell. Several different DIDs in DNS are no answer at all, not a
 * reason to ask elsewhere. [handle]; HANDLE-5
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { Dns } from "effect/net/Dns"
import * as Did from "../../protocol/syntax/Did.ts"
import { type Handle, MAX_DNS_LENGTH } from "../../protocol/syntax/Handle.ts"
import * as Security from "../dns/Security.ts"
import { within } from "../xrpc/Deadline.ts"
import { timeoutMillis } from "./FetchDid.ts"
import * as Fetch from "./Fetch.ts"
import { isReserved } from "./ReservedNames.ts"
import { ResolveError } from "./ResolveError.ts"

export interface FetchHandleOptions {
  /** Whether bogus DNS answers are refused: a forged one is then no answer at all, and no reason to ask elsewhere. */
  readonly dnssec: boolean
}

/**
 * A DID is at most 2048 characters; around it may be white space. Redirects are
 * followed, as the specification allows.
 */
const limits: Fetch.Limits = { maxBytes: 4_096, maxRedirects: 3, timeoutMillis }

type Found = { readonly did: Did.Did } | "Nothing" | "Unreachable" | "Bogus"

const decoder = new TextDecoder()

export const make = Effect.fnUntraced(function*({ dnssec }: FetchHandleOptions) {
  const client = yield* HttpClient
  const dns = yield* Dns

  const fromDns = (handle: Handle): Effect.Effect<Found, ResolveError> => {
    if (handle.length > MAX_DNS_LENGTH) return Effect.succeed("Nothing")
    return within(dns.resolve(`_atproto.${handle}`, "TXT"), timeoutMillis, () => "Late" as const).pipe(
      Effect.matchEffect({
        onFailure: (error): Effect.Effect<Found> => {
          if (error === "Late" || error._tag !== "DnsError" || error.reason !== "NotFound") return Effect.succeed("Unreachable")
          return Effect.succeed(dnssec && Security.ofFailure(error) === "bogus" ? "Bogus" : "Nothing")
        },
        onSuccess: (records): Effect.Effect<Found, ResolveError> => {
          if (dnssec && records.some((record) => Security.ofRecord(record) === "bogus")) return Effect.succeed("Bogus")
          const dids = new Set<Did.Did>()
          for (const { chunks } of records) {
            const text = chunks.join("")
            const did = text.startsWith("did=") ? text.slice(4).trim() : ""
            if (Did.is(did)) dids.add(did)
          }
          const [did, ...others] = dids
          if (others.length > 0) return Effect.fail(new ResolveError({ subject: handle, reason: "Invalid", detail: "several DIDs in DNS" }))
          return Effect.succeed(did === undefined ? "Nothing" : { did })
        }
      })
    )
  }

  const fromWeb = (handle: Handle): Effect.Effect<Found> =>
    Effect.match(Fetch.get(client, `https://${handle}/.well-known/atproto-did`, limits), {
      onFailure: ({ passing }): Found => passing ? "Unreachable" : "Nothing",
      onSuccess: ({ bytes, status }): Found => {
        if (status < 200 || status >= 300) return status >= 500 || status === 429 ? "Unreachable" : "Nothing"
        const did = decoder.decode(bytes).trim()
        return Did.is(did) ? { did } : "Nothing"
      }
    })

  return Effect.fnUntraced(function*(handle: Handle) {
    if (isReserved(handle)) return yield* new ResolveError({ subject: handle, reason: "NotFound", detail: "a reserved name" })
    const inDns = yield* fromDns(handle)
    if (typeof inDns === "object") return inDns.did
    if (inDns === "Bogus") return yield* new ResolveError({ subject: handle, reason: "Unreachable", detail: "the DNS answer is not signed by its zone" })
    const onWeb = yield* fromWeb(handle)
    if (typeof onWeb === "object") return onWeb.did
    return yield* new ResolveError({
      subject: handle,
      reason: inDns === "Unreachable" || onWeb === "Unreachable" ? "Unreachable" : "NotFound"
    })
  })
})
