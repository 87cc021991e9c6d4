/**
 * One fetch of a DID document, uncached. did:plc from the directory, or from a
 * consortium of operators with proofs; did:web from its host, without path,
 * and with a port only on localhost. An answer is at most 64 kB (an audit log
 * 1 MB, a history with its proofs 4 MB), comes within 3 s, and is no redirect.
 *
 * With `verifyLog` the directory's document is not believed: the document is
 * made of its audit log, replayed. Then no lie but omission and the choice of a
 * time is left to it. [did], [plc] "validate a DID document"; WEB-2, PLC-16, PLC-17
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as DidDocument from "../../protocol/identity/DidDocument.ts"
import type { Keys } from "../../protocol/keys/Keys.ts"
import * as PlcDocument from "../../protocol/plc/Document.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Did from "../../protocol/syntax/Did.ts"
import * as Handle from "../../protocol/syntax/Handle.ts"
import type { Consortium } from "./Consortium.ts"
import { Directory } from "./Directory.ts"
import * as Fetch from "./Fetch.ts"
import { isReserved } from "./ReservedNames.ts"
import { ResolveError } from "./ResolveError.ts"

export const timeoutMillis = 3_000
/** A directory's largest operation makes a document of some 10 kB. No redirects: the DID names the host. [did] */
const limits: Fetch.Limits = {
  maxBytes: 64 * 1024,
  maxRedirects: 0,
  timeoutMillis,
  accept: "application/did+json, application/did+ld+json, application/json"
}
const localhost = /^localhost(:\d{1,5})?$/

const decoder = new TextDecoder("utf-8", { fatal: true })

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown
  } catch {
    return undefined
  }
}

/**
 * The origin of a did:web, or undefined if the identifier is more or other than
 * a host: a path, a port elsewhere than on localhost, an address, a reserved
 * top-level domain.
 */
export const webOrigin = (did: string): string | undefined => {
  const host = did.slice("did:web:".length).replace(/%3A/gi, ":")
  if (localhost.test(host)) return `http://${host}`
  return Handle.is(host) && !isReserved(host) ? `https://${host.toLowerCase()}` : undefined
}

const auditLimits: Fetch.Limits = { ...limits, maxBytes: 1024 * 1024, accept: "application/json" }

const decodeAudit = Schema.decodeUnknownResult(Schema.Array(Schema.Struct({ operation: Schema.Unknown, createdAt: Schema.String })))

/** The log that a directory's lines amount to, by keys and hashes alone. */
const replayed = (did: string, json: unknown, verify: Keys["Service"]["verify"]): Result.Result<Log.Log, { readonly message: string }> =>
  Result.gen(function*() {
    const lines = yield* decodeAudit(json)
    const submissions: Array<Log.Submission> = []
    for (const { createdAt, operation } of lines) submissions.push({ operation: yield* Operation.parse(operation), createdAtMillis: Date.parse(createdAt) })
    return yield* Log.replay(did, submissions, verify)
  })

export const make = Effect.fnUntraced(function*(plcOrigins: string | ReadonlyArray<string>, consortium?: Consortium, verifyLog?: Keys["Service"]["verify"]) {
  const client = yield* HttpClient
  const directory = new Directory(plcOrigins)

  const documentOf = Effect.fnUntraced(function*(did: string, log: Log.Log) {
    const fail = (reason: ResolveError["reason"], detail: string) => new ResolveError({ subject: did, reason, detail })
    if (log.length === 0) return yield* fail("NotFound", "the log knows no such DID")
    const state = Log.stateOf(log)
    if (state === undefined) return yield* fail("Tombstoned", "its last operation is a tombstone")
    const document = DidDocument.parse(PlcDocument.render(did, state))
    return Result.isSuccess(document) ? document.success : yield* fail("Invalid", document.failure.message)
  })

  /** From keys and hashes alone, never from an operator's word. PLC-16, PLC-17 */
  const proven = Effect.fnUntraced(function*(did: string, { history }: Consortium) {
    const fail = (reason: ResolveError["reason"], detail: string) => new ResolveError({ subject: did, reason, detail })
    return yield* documentOf(did, yield* Effect.mapError(history(did), ({ detail }) => fail("Unreachable", detail)))
  })

  const json = Effect.fnUntraced(function*(did: string, url: string, limits: Fetch.Limits) {
    const fail = (reason: ResolveError["reason"], detail: string) => new ResolveError({ subject: did, reason, detail })
    const { bytes, status } = yield* Effect.mapError(Fetch.get(client, url, limits), (error) =>
      fail(error.passing ? "Unreachable" : "Invalid", error.detail))
    if (status === 404) return yield* fail("NotFound", `${url} knows no such DID`)
    if (status === 410) return yield* fail("Tombstoned", `${url} says it is no more`)
    if (status !== 200) return yield* fail(status >= 500 || status === 429 ? "Unreachable" : "Invalid", `${url} answered ${status}`)
    const json = parseJson(bytes)
    return json === undefined ? yield* fail("Invalid", "not JSON") : json
  })

  const get = Effect.fnUntraced(function*(did: string, url: string) {
    const fail = (reason: ResolveError["reason"], detail: string) => new ResolveError({ subject: did, reason, detail })
    const document = DidDocument.parse(yield* json(did, url, limits))
    if (Result.isFailure(document)) return yield* fail("Invalid", document.failure.message)
    if (document.success.did !== did) return yield* fail("Invalid", `the document is of ${document.success.did}`)
    return document.success
  })

  /** What the directory says of a DID, whose operations must say it too. */
  const audited = (verify: Keys["Service"]["verify"]) => Effect.fnUntraced(function*(did: string, url: string) {
    const log = replayed(did, yield* json(did, `${url}/log/audit`, auditLimits), verify)
    return Result.isFailure(log)
      ? yield* new ResolveError({ subject: did, reason: "Invalid", detail: `its log does not stand: ${log.failure.message}` })
      : yield* documentOf(did, log.success)
  })

  const ask = verifyLog === undefined ? get : audited(verifyLog)

  const fromDirectory = (did: string, left = directory.count): Effect.Effect<DidDocument.DidDocument, ResolveError> => {
    const { origin } = directory
    return Effect.catch(ask(did, `${origin}/${did}`), (error) => {
      if (error.reason !== "Unreachable") return Effect.fail(error)
      directory.failed(origin)
      return left <= 1 ? Effect.fail(error) : fromDirectory(did, left - 1)
    })
  }

  return (did: string): Effect.Effect<DidDocument.DidDocument, ResolveError> => {
    if (!Did.is(did)) return Effect.fail(new ResolveError({ subject: did, reason: "Invalid", detail: "not a DID" }))
    switch (Did.method(did)) {
      case "plc":
        return consortium === undefined ? fromDirectory(did) : proven(did, consortium)
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
