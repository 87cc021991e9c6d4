/** XRPC routes called without a socket, by an `HttpClient` whose requests go straight to their router. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"

export const origin = "https://pds1.test"

const clientOf = (methods: Layer.Layer<never, never, HttpRouter.HttpRouter>) =>
  Effect.gen(function*() {
    const router = yield* HttpRouter.make
    const scope = yield* Effect.scope
    yield* Layer.buildWithScope(methods.pipe(Layer.provide(Layer.succeed(HttpRouter.HttpRouter, router))), scope)
    const handler = router.asHttpEffect()
    return HttpClient.make((request) =>
      handler.pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
        Effect.provideService(Scope.Scope, scope),
        Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
        Effect.mapError((cause) => new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) }))
      ))
  })

/** Runs against these routes. */
export const runAgainst = (methods: Layer.Layer<never, never, HttpRouter.HttpRouter>) =>
<A, E>(effect: Effect.Effect<A, E, HttpClient.HttpClient>): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(clientOf(methods), (client) => Effect.provideService(effect, HttpClient.HttpClient, client))))

/** The answer as it is, whatever its status. */
export const raw = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function*() {
    const response = yield* (yield* HttpClient.HttpClient).execute(request)
    return { status: response.status, headers: response.headers, body: yield* Effect.orElseSucceed(response.json, () => undefined) }
  })
