/**
 * One fetch of a DID document, uncached. did:plc from the directory; did:web
 * from its host, without path, and with a port only on localhost.
 * [did], [plc]; protocol-facts §8.2, §9.3; WEB-2
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as DidDocument from "../../protocol/identity/DidDocument.ts"
import * as Did from "../../protocol/syntax/Did.ts"
import * as Handle from "../../protocol/syntax/Handle.ts"
import { ResolveError } from "./ResolveError.ts"

export const timeoutMillis = 3_000
const localhost = /^localhost(:\d{1,5})?$/

/** The origin of a did:web, or undefined if the identifier is more or other than a host. */
export const webOrigin = (did: string): string | undefined => {
  const host = did.slice("did:web:".length).replace(/%3A/gi, ":")
  if (localhost.test(host)) return `http://${host}`
  return Handle.is(host) ? `https://${host}` : undefined
}

export const make = Effect.fnUntraced(function*(plcOrigin: string) {
  const client = yield* HttpClient

  const get = Effect.fnUntraced(function*(did: string, url: string) {
    const response = yield* client.get(url, { headers: { accept: "application/did+json, application/did+ld+json, application/json" } })
    if (response.status === 404) return yield* new ResolveError({ subject: did, reason: "NotFound" })
    if (response.status === 410) return yield* new ResolveError({ subject: did, reason: "Tombstoned" })
    if (response.status !== 200) {
      return yield* new ResolveError({ subject: did, reason: "Unreachable", detail: `${url} answered ${response.status}` })
    }
    const json = yield* Effect.mapError(response.json, () => new ResolveError({ subject: did, reason: "Invalid", detail: "not JSON" }))
    const document = DidDocument.parse(json)
    if (Result.isFailure(document)) {
      return yield* new ResolveError({ subject: did, reason: "Invalid", detail: document.failure.message })
    }
    if (document.success.did !== did) {
      return yield* new ResolveError({ subject: did, reason: "Invalid", detail: `the document is of ${document.success.did}` })
    }
    return document.success
  }, (fetched, did) =>
    fetched.pipe(
      Effect.catchTag("HttpClientError", (error) =>
        Effect.fail(new ResolveError({ subject: did, reason: "Unreachable", detail: error.message }))),
      Effect.timeout(timeoutMillis),
      Effect.catchTag("TimeoutError", () =>
        Effect.fail(new ResolveError({ subject: did, reason: "Unreachable", detail: `no answer in ${timeoutMillis} ms` })))
    ))

  return (did: string): Effect.Effect<DidDocument.DidDocument, ResolveError> => {
    if (!Did.is(did)) return Effect.fail(new ResolveError({ subject: did, reason: "Invalid", detail: "not a DID" }))
    switch (Did.method(did)) {
      case "plc":
        return get(did, `${plcOrigin}/${did}`)
      case "web": {
        const origin = webOrigin(did)
        return origin === undefined
          ? Effect.fail(new ResolveError({ subject: did, reason: "Unsupported", detail: "a did:web of atproto is a host name" }))
          : get(did, `${origin}/.well-known/did.json`)
      }
      default:
        return Effect.fail(new ResolveError({ subject: did, reason: "Unsupported", detail: "only did:plc and did:web" }))
    }
  }
})
