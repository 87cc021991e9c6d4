/**
 * `HttpClient` of one life of a host: each request becomes an `Exchange` on the
 * simulated network. Like undici it follows no redirects and keeps no cookies.
 */
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpBody from "effect/http/HttpBody"
import * as EffectHttpClient from "effect/http/HttpClient"
import { EncodeError, HttpClientError, InvalidUrlError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as EffectStream from "effect/Stream"
import { Exchange, failure } from "./network/Exchange.ts"
import type { Boot } from "./network/Machine.ts"
import type { Net } from "./network/Net.ts"
import * as Url from "./network/Url.ts"

const nothing = new Uint8Array(0)
const encoder = new TextEncoder()

const rawBytes = (body: HttpBody.Raw): Uint8Array | undefined => {
  const raw = body.body
  return typeof raw === "string" ? encoder.encode(raw) : raw instanceof Uint8Array ? raw : undefined
}

const send = (net: Net, caller: Boot, request: HttpClientRequest, body: Uint8Array): Effect.Effect<HttpClientResponse, HttpClientError> => {
  const target = Url.ofRequest(request)
  if (target === undefined) return Effect.fail(new HttpClientError({ reason: new InvalidUrlError({ request }) }))
  return Effect.callback((resume) => {
    if (!caller.alive) return resume(Effect.fail(failure(request, `${caller.machine.name} is down`)))
    const callee = net.machines.lookup(target.host)
    if (callee === undefined) return resume(Effect.fail(failure(request, `host not found: ${target.host}`)))
    const headers = Headers.has(request.headers, "host") ? request.headers : Headers.set(request.headers, "host", target.authority)
    const exchange = new Exchange(net, caller, callee, request, target, headers, body, resume)
    exchange.start()
    return Effect.sync(() => exchange.cancel())
  })
}

const execute = (net: Net, caller: Boot, request: HttpClientRequest): Effect.Effect<HttpClientResponse, HttpClientError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return send(net, caller, request, nothing)
    case "Uint8Array":
      return send(net, caller, request, body.body)
    case "Stream":
      return EffectStream.mkUint8Array(body.stream).pipe(
        Effect.mapError((cause) => new HttpClientError({ reason: new EncodeError({ request, cause }) })),
        Effect.flatMap((bytes) => send(net, caller, request, bytes))
      )
    case "Raw": {
      const bytes = rawBytes(body)
      if (bytes !== undefined) return send(net, caller, request, bytes)
      return Effect.fail(new HttpClientError({ reason: new EncodeError({ request, description: "a raw body must be text or bytes" }) }))
    }
    case "FormData":
      return Effect.fail(new HttpClientError({ reason: new EncodeError({ request, description: "FormData needs a promise to encode" }) }))
  }
}

export const make = (net: Net, caller: Boot): EffectHttpClient.HttpClient =>
  EffectHttpClient.makeWith<never, never, HttpClientError, never>(
    (request) => Effect.flatMap(request, (request) => execute(net, caller, request)),
    Effect.succeed
  )
