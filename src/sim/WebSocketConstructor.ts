/** Dials WebSockets from one life of a host over the simulated network. */
import type * as Socket from "effect/socket/Socket"
import { Connection } from "./network/Connection.ts"
import type { Boot } from "./network/Machine.ts"
import type { Net } from "./network/Net.ts"
import * as Url from "./network/Url.ts"

const headersOf = (options: Socket.WebSocketConstructorOptions | undefined): Readonly<Record<string, string>> => {
  if (options === undefined) return {}
  const client = typeof options === "string" || Array.isArray(options) ? { protocols: options } : options
  const protocols = client.protocols === undefined ? [] : [client.protocols].flat()
  return {
    ...("headers" in client ? client.headers : undefined),
    ...(protocols.length > 0 ? { "sec-websocket-protocol": protocols.join(", ") } : undefined)
  }
}

/** Like `ws`, only a malformed URL throws: whatever is wrong with the host is an event of the socket. */
export const make = (net: Net, caller: Boot): Socket.WebSocketConstructor["Service"] => (url, options) => {
  const target = Url.parse(url)
  if (target === undefined) throw new SyntaxError(`Invalid URL: ${url}`)
  return new Connection(net, caller, net.machines.lookup(target.host), target, headersOf(options)).client
}
