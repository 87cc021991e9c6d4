import { once } from "node:events"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Socket from "effect/socket/Socket"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type WebSocket, WebSocketServer } from "ws"
import { Directory } from "../../src/live/Directory.ts"
import * as WebSocketConstructor from "../../src/live/WebSocketConstructor.ts"
import { MAX_BYTES } from "../../src/protocol/frames/Frame.ts"

let server: WebSocketServer

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: true })
  await once(server, "listening")
})

afterEach(() => server.close())

/** What a consumer hears of a server that says this: the lengths, and the code with which it hung up. */
const heard = async (message: Buffer, compress: boolean) => {
  const accepted = once(server, "connection") as Promise<[WebSocket]>
  const layer = WebSocketConstructor.layer(new Directory({ actors: [] }, 1), { allowPrivate: true })
  const construct = await Effect.runPromise(Effect.provide(Socket.WebSocketConstructor, layer))
  const socket = construct(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const lengths: Array<number> = []
  socket.addEventListener("message", ({ data }) => lengths.push((data as Uint8Array).byteLength))
  // Listened to, or it would be thrown; the server sees why.
  socket.addEventListener("error", () => undefined)
  const [connection] = await accepted
  connection.send(message, { compress })
  connection.send(Buffer.of(1), { compress })
  connection.close(1000)
  const [code] = await once(connection, "close") as [number]
  return { lengths, code }
}

describe("a stream's consumer", () => {
  it("takes the largest frame that there may be", async () => {
    expect(await heard(Buffer.alloc(MAX_BYTES), false)).toEqual({ lengths: [MAX_BYTES, 1], code: 1000 })
  })

  for (const compress of [false, true]) {
    it(`hangs up on a larger one, ${compress ? "small though it is on the wire" : "as it begins"}`, async () => {
      expect(await heard(Buffer.alloc(MAX_BYTES + 1), compress)).toEqual({ lengths: [], code: 1009 })
    })
  }
})
