/**
 * One resolution of a handle to the DID it names, uncached and one way only.
 * DNS is asked first and wins; the well-known page is asked when DNS has no
 * DID to tell. Several different DIDs in DNS are no answer at all, not a
 * reason to ask elsewhere. [handle]; protocol-facts §8.3; HANDLE-5
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { Dns } from "effect/net/Dns"
import * as Did from "../../protocol/syntax/Did.ts"
import type { Handle } from "../../protocol/syntax/Handle.ts"
import { timeoutMillis } from "./FetchDid.ts"
import { ResolveError } from "./ResolveError.ts"

/** `_atproto.` in front must still fit a DNS name. */
const longestForDns = 244
const neverResolved = /\.(alt|arpa|example|internal|invalid|local|localhost|onion)$/

type Found = { readonly did: Did.Did } | "Nothing" | "Unreachable"

export const make = Effect.gen(function*() {
  const client = yield* HttpClient
  const dns = yield* Dns

  const fromDns = (handle: Handle): Effect.Effect<Found, ResolveError> => {
    if (handle.length > longestForDns) return Effect.succeed("Nothing")
    return dns.resolve(`_atproto.${handle}`, "TXT").pipe(
      Effect.timeout(timeoutMillis),
      Effect.matchEffect({
        onFailure: (error): Effect.Effect<Found> =>
          Effect.succeed(error._tag === "DnsError" && error.reason === "NotFound" ? "Nothing" : "Unreachable"),
        onSuccess: (records): Effect.Effect<Found, ResolveError> => {
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
    client.get(`https://${handle}/.well-known/atproto-did`).pipe(
      Effect.flatMap((response) =>
        response.status >= 200 && response.status < 300
          ? Effect.map(response.text, (body): Found => {
            const did = body.trim()
            return Did.is(did) ? { did } : "Nothing"
          })
          : Effect.succeed<Found>(response.status >= 500 ? "Unreachable" : "Nothing")),
      Effect.timeout(timeoutMillis),
      Effect.catch(() => Effect.succeed<Found>("Unreachable"))
    )

  return Effect.fnUntraced(function*(handle: Handle) {
    if (neverResolved.test(handle)) return yield* new ResolveError({ subject: handle, reason: "NotFound", detail: "a reserved name" })
    const inDns = yield* fromDns(handle)
    if (typeof inDns === "object") return inDns.did
    const onWeb = yield* fromWeb(handle)
    if (typeof onWeb === "object") return onWeb.did
    return yield* new ResolveError({
      subject: handle,
      reason: inDns === "Unreachable" || onWeb === "Unreachable" ? "Unreachable" : "NotFound"
    })
  })
})
