/**
 * The end of a request's handling: bodies that are streams are collected in the
 * handler's own scope, then the response goes to whoever waits for it.
 */
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpEffect from "effect/http/HttpEffect"
import type { HttpRouter } from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as EffectStream from "effect/Stream"
import { ServerRequest } from "./ServerRequest.ts"

const nothing = new Uint8Array(0)
const encoder = new TextEncoder()

const withBytes = (response: HttpServerResponse.HttpServerResponse, bytes: Uint8Array): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setBody(response, HttpBody.uint8Array(bytes, response.headers["content-type"]))

const deliver = (request: HttpServerRequest, response: HttpServerResponse.HttpServerResponse, body: Uint8Array): void => {
  if (request instanceof ServerRequest) request.source.answer(response, body)
}

const handleResponse = (
  request: HttpServerRequest,
  response: HttpServerResponse.HttpServerResponse
): Effect.Effect<void, unknown> => {
  const body = request.method === "HEAD" ? HttpBody.empty : response.body
  switch (body._tag) {
    case "Empty":
      deliver(request, response, nothing)
      return Effect.void
    case "Uint8Array":
      deliver(request, response, body.body)
      return Effect.void
    case "Stream":
      return Effect.map(EffectStream.mkUint8Array(body.stream), (bytes) =>
        deliver(request, withBytes(response, bytes), bytes))
    case "Raw": {
      const raw = body.body
      const bytes = typeof raw === "string" ? encoder.encode(raw) : raw instanceof Uint8Array ? raw : undefined
      if (bytes === undefined) return Effect.die(new Error("A raw response body must be text or bytes in a simulated world"))
      deliver(request, withBytes(response, bytes), bytes)
      return Effect.void
    }
    case "FormData":
      return Effect.die(new Error("FormData is not a response body of any actor"))
  }
}

/**
 * A router's effect that answers instead of returning: statuses for typed
 * failures, 500 for defects, then fails with the cause.
 */
export const handled = (router: HttpRouter): Effect.Effect<unknown, unknown, HttpServerRequest> =>
  HttpEffect.toHandled(router.asHttpEffect(), handleResponse) as Effect.Effect<unknown, unknown, HttpServerRequest>
