/** `ws`, which can pause its reading, with the hosts of the network led to their ports. */
import * as NodeWS from "@effect/platform-node/NodeWS"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import type { Directory } from "./Directory.ts"

const withHost = (options: Socket.WebSocketConstructorOptions | undefined, host: string): Socket.WebSocketClientOptions => {
  const client: Socket.WebSocketClientOptions = options === undefined
    ? {}
    : typeof options === "string" || Array.isArray(options)
    ? { protocols: options }
    : options
  return { ...client, headers: { host, ...client.headers } }
}

export const layer = (directory: Directory): Layer.Layer<Socket.WebSocketConstructor> =>
  Layer.effect(Socket.WebSocketConstructor)(
    Effect.map(Socket.WebSocketConstructor, (connect): Socket.WebSocketConstructor["Service"] => (url, options) => {
      const target = directory.rewrite(url)
      return target.host === undefined ? connect(url, options) : connect(target.url, withHost(options, target.host))
    })
  ).pipe(Layer.provide(NodeWS.layerWebSocketConstructor))
