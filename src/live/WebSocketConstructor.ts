/**
 * `ws`, which can pause its reading, with the hosts of the network led to their
 * ports, and all others called only as `Outbound` permits. A message beyond what
 * a stream may send is not taken in: `ws` alone would take 100 MiB.
 */
import * as NodeWS from "@effect/platform-node/NodeWS"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import * as Frame from "../protocol/frames/Frame.ts"
import type { Directory } from "./Directory.ts"
import * as Outbound from "./Outbound.ts"

const clientOptions = (options: Socket.WebSocketConstructorOptions | undefined): Socket.WebSocketClientOptions =>
  options === undefined ? {} : typeof options === "string" || Array.isArray(options) ? { protocols: options } : options

/** Unpacked, should the other side compress. */
const limits = { maxPayload: Frame.MAX_BYTES }

/** Leads nowhere; the refusal is what its lookup says. */
const nowhere = "wss://refused.invalid"

export const layer = (directory: Directory, options?: Outbound.OutboundOptions): Layer.Layer<Socket.WebSocketConstructor> => {
  const outbound = Outbound.make(options)
  return Layer.succeed(Socket.WebSocketConstructor)((url, given) => {
    const { headers, protocols } = clientOptions(given)
    const target = directory.rewrite(url)
    if (target.host !== undefined) return new NodeWS.WebSocket(target.url, protocols, { ...limits, headers: { host: target.host, ...headers } })
    const refused = outbound.forbidden(url)
    return refused === undefined
      ? new NodeWS.WebSocket(url, protocols, { ...limits, headers, lookup: outbound.lookup })
      : new NodeWS.WebSocket(nowhere, protocols, { lookup: (_host, _options, callback) => callback(refused, "", 0) })
  })
}
