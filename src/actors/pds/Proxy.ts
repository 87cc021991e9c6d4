/**
 * Methods that are not this server's: forwarded, for the signed-in account, to
 * the service that `atproto-proxy` names, else to the App View or, for
 * reports, to the moderation service. [xrpc]
 *
 * Only listed headers pass in either direction, so that no session token
 * leaves and no cookie comes back. The service sees a token for itself and
 * this one method. Its failures become UpstreamFailure, without details.
 */
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import { HttpClient } from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import * as DidDocument from "../../protocol/identity/DidDocument.ts"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import * as ProxyHeader from "../../protocol/xrpc/ProxyHeader.ts"
import { invalidRequest, methodNotImplemented, upstreamFailure, upstreamTimeout } from "../../protocol/xrpc/XrpcError.ts"
import { Hosts } from "../Hosts.ts"
import * as AnswerBody from "../xrpc/AnswerBody.ts"
import * as Body from "../xrpc/Body.ts"
import { within } from "../xrpc/Deadline.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Hosted } from "./account/Hosted.ts"
import type { Parts } from "./Parts.ts"
import { inactive } from "./session/Auth.ts"
import { isPrivileged } from "./session/Scope.ts"
import * as ServiceTokens from "./session/ServiceTokens.ts"
import * as OutOfReach from "../identity/OutOfReach.ts"

const forwarded = ["accept-language", "atproto-accept-labelers", "x-bsky-topics", "content-type", "content-encoding"] as const
const returned = ["atproto-repo-rev", "atproto-content-labelers", "retry-after", "content-type", "content-language", "content-encoding"] as const

const headersTimeoutMillis = 10_000
const bodyTimeoutMillis = 30_000
const maxResponseBytes = 10 * 1024 * 1024
const maxRequestBytes = 2 * 1024 * 1024
const late = () => upstreamTimeout("The service did not answer in time")
const tooMuch = () => upstreamFailure("The service answered more than may be passed on")
const createReport = "com.atproto.moderation.createReport"

export interface Target {
  readonly origin: string
  /** What the token is made out to. */
  readonly audience: string
}

export interface Upstream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export const make = Effect.fnUntraced(function*(parts: Parts) {
  const { auth, options, resolver } = parts
  const client = yield* HttpClient
  const hosts = yield* Hosts
  /** Live networks on localhost have no TLS; everybody else must. PROXY-3 */
  const plainHttp = hosts.originOf(hosts.self).startsWith("http:")

  const known = (host: string, serviceId: string): Target => ({ origin: hosts.originOf(host), audience: `${hosts.didOf(host)}#${serviceId}` })
  const appView = known(options.appView, "bsky_appview")
  const labeler = options.labeler === undefined ? undefined : known(options.labeler, "atproto_labeler")

  const named = Effect.fnUntraced(function*(header: string) {
    const target = yield* Effect.fromResult(Result.mapError(ProxyHeader.parse(header), (error) => invalidRequest(error.message)))
    const document = yield* Effect.mapError(
      resolver.did(target.did),
      OutOfReach.orElse(({ reason }) => invalidRequest(`could not resolve proxy did: ${reason}`))
    )
    const origin = DidDocument.service(document, target.serviceId)
    if (origin === undefined) return yield* invalidRequest(`could not resolve proxy did service url: ${ProxyHeader.format(target)}`)
    if (!origin.startsWith("https:") && !plainHttp) return yield* invalidRequest(`the service is not on https: ${origin}`)
    return { origin, audience: ProxyHeader.format(target) } satisfies Target
  })

  const targetOf = (request: HttpServerRequest, nsid: string) => {
    const header = request.headers["atproto-proxy"]
    if (header !== undefined) return named(header)
    if (nsid === createReport && labeler !== undefined) return Effect.succeed(labeler)
    return nsid.startsWith("app.bsky.") ? Effect.succeed(appView) : Effect.fail(methodNotImplemented(`${nsid} is not served here`))
  }

  const pick = (headers: Readonly<Record<string, string | undefined>>, names: ReadonlyArray<string>): Record<string, string> => {
    const picked: Record<string, string> = {}
    for (const name of names) {
      const value = headers[name]
      if (value !== undefined) picked[name] = value
    }
    return picked
  }

  /** One exchange within its times; answers below 500 come back as they are. Of a call that is given up nothing is kept here. */
  const exchange = Effect.fnUntraced(function*(sent: Effect.Effect<HttpClientResponse, HttpClientError>) {
    const response = yield* within(sent, headersTimeoutMillis, late)
    const body = yield* within(AnswerBody.bytes(response, maxResponseBytes, tooMuch), bodyTimeoutMillis, late)
    if (response.status >= 500) return yield* upstreamFailure("The service failed")
    return { status: response.status, headers: pick(response.headers, returned), body } satisfies Upstream
  }, Effect.catchTag("HttpClientError", () => Effect.fail(upstreamFailure("The service could not be reached"))))

  /** On behalf of an account. */
  const call = Effect.fnUntraced(function*(account: Hosted, target: Target, request: HttpServerRequest, nsid: string, audience = target.audience, lxm = nsid) {
    const token = yield* ServiceTokens.make(parts, account, { aud: audience, lxm })
    const outgoing = HttpClientRequest.make(request.method as "GET" | "HEAD" | "POST")(`${target.origin}${request.url}`, {
      headers: { ...pick(request.headers, forwarded), authorization: BearerAuth.format(token) }
    })
    const body = request.method === "POST"
      ? new Uint8Array(yield* Effect.mapError(Body.within(maxRequestBytes)(request.arrayBuffer), () => Body.tooLarge(maxRequestBytes)))
      : undefined
    const sent = client.execute(
      body === undefined || body.length === 0
        ? outgoing
        : HttpClientRequest.setBody(outgoing, HttpBody.uint8Array(body, request.headers["content-type"] ?? "application/octet-stream"))
    )
    return yield* exchange(sent)
  })

  const respond = ({ body, headers, status }: Upstream): HttpServerResponse.HttpServerResponse =>
    HttpServerResponse.uint8Array(body, { status, headers, contentType: headers["content-type"] ?? "application/octet-stream" })

  /** Direct messages are not for every app password; who is taken down may still complain. */
  const caller = Effect.fnUntraced(function*(headers: HttpServerRequest["headers"], nsid: string) {
    const complains = nsid === createReport
    const account = yield* auth.account(headers, { level: isPrivileged(nsid) ? "privileged" : "standard", takendown: complains, delegable: { lxm: nsid, service: headers["atproto-proxy"]?.split("#")[0] } })
    return account.status === undefined || (complains && account.status === "takendown") ? account : yield* inactive(account)
  })

  const prepare = Effect.fnUntraced(function*(request: HttpServerRequest, nsid: string) {
    const expected = Xrpc.otherVerb(nsid, request.method)
    if (expected !== undefined) return yield* invalidRequest(`${nsid} is called by ${expected}, not ${request.method}`)
    // Nobody has a name looked up for them before they have said who they are.
    const known = request.headers["atproto-proxy"] === undefined ? yield* targetOf(request, nsid) : undefined
    const account = yield* caller(request.headers, nsid)
    return { account, target: known ?? (yield* targetOf(request, nsid)) }
  })

  return {
    appView,
    call,
    /** Where a service that sends notifications is: the App View, or whom that DID's document says. */
    notifier: (did: string) => did === hosts.didOf(options.appView) ? Effect.succeed(appView) : named(`${did}#bsky_notif`),
    respond,
    /** Whether a request names a service of its own choice. */
    prepare,
    forward: (request: HttpServerRequest, nsid: string) =>
      Effect.flatMap(prepare(request, nsid), ({ account, target }) => Effect.map(call(account, target, request, nsid), respond)),
    /** Public reads, in nobody's name. */
    anonymously: (request: HttpServerRequest) => Effect.map(exchange(client.get(`${appView.origin}${request.url}`)), respond)
  }
})

export type Proxy = Effect.Success<ReturnType<typeof make>>
