/** Undici, with the hosts of the network led to their ports. It follows no redirects and keeps no cookies. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as EffectHttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import type { Directory } from "./Directory.ts"

export const layer = (directory: Directory): Layer.Layer<EffectHttpClient.HttpClient> =>
  Layer.effect(EffectHttpClient.HttpClient)(
    Effect.map(EffectHttpClient.HttpClient, EffectHttpClient.mapRequest((request) => {
      const target = directory.rewrite(request.url)
      if (target.host === undefined) return request
      const moved = HttpClientRequest.setUrl(request, target.url)
      return request.headers["host"] === undefined ? HttpClientRequest.setHeader(moved, "host", target.host) : moved
    }))
  ).pipe(Layer.provide(NodeHttpClient.layerUndici))
