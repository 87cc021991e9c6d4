/**
 * Undici, with the hosts of the network led to their ports, and all others
 * called only as `Outbound` permits. It follows no redirects and keeps no cookies.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as EffectHttpClient from "effect/http/HttpClient"
import { HttpClientError, TransportError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import type { Directory } from "./Directory.ts"
import * as Outbound from "./Outbound.ts"

const undici = (options?: Parameters<typeof NodeHttpClient.makeDispatcherOptions>[0]) =>
  Effect.flatMap(NodeHttpClient.makeDispatcherOptions(options), (dispatcher) =>
    Effect.provideService(NodeHttpClient.makeUndici, NodeHttpClient.Dispatcher, dispatcher))

export interface HttpClientOptions extends Outbound.OutboundOptions {
  /** Carries what is permitted, in the place of undici. */
  readonly carrier?: EffectHttpClient.HttpClient
}

export const layer = (directory: Directory, options?: HttpClientOptions): Layer.Layer<EffectHttpClient.HttpClient> =>
  Layer.effect(EffectHttpClient.HttpClient)(Effect.gen(function*() {
    const outbound = Outbound.make(options)
    const inside = yield* undici()
    const outside = options?.carrier ?? (yield* undici({ connect: { lookup: outbound.lookup } }))

    const execute = (request: HttpClientRequest.HttpClientRequest) => {
      const target = directory.rewrite(request.url)
      if (target.host === undefined) {
        return Effect.andThen(
          Effect.mapError(outbound.permit(request.url), (cause) => new HttpClientError({ reason: new TransportError({ request, cause, description: cause.message }) })),
          outside.execute(request)
        )
      }
      const moved = HttpClientRequest.setUrl(request, target.url)
      return inside.execute(request.headers["host"] === undefined ? HttpClientRequest.setHeader(moved, "host", target.host) : moved)
    }

    return EffectHttpClient.makeWith<never, never, HttpClientError, never>((request) => Effect.flatMap(request, execute), Effect.succeed)
  }))
