import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import { afterEach, describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"

let server: Server

/** Where a server answers every call so. */
const answering = async (answer: (response: ServerResponse, request: IncomingMessage) => void) => {
  server = createServer((request, response) => answer(response, request))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const did = "did:web:pds1.test"
const describeServer = (origin: string) =>
  Effect.runPromise(
    Effect.result(Client.query("com.atproto.server.describeServer", { origin, params: {} })).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

const part = " ".repeat(1024 * 1024)
/** Blanks without end, as fast as they are taken; counts them until the caller hangs up. */
const flood = (response: ServerResponse, sent: { mebibytes: number }, closed: () => void) => {
  const goOn = () => {
    while (!response.destroyed && sent.mebibytes < 200) {
      sent.mebibytes++
      if (!response.write(part)) return void response.once("drain", goOn)
    }
  }
  response.once("close", closed)
  goOn()
}

describe("an answer", () => {
  const json = JSON.stringify({ did, availableUserDomains: [".test"] })

  it("is read alike with a declared length and in chunks", async () => {
    for (const headers of [{ "content-length": json.length }, {}]) {
      const origin = await answering((response) => response.writeHead(200, { "content-type": "application/json", ...headers }).end(json))
      expect(await describeServer(origin)).toMatchObject({ success: { did } })
      server.closeAllConnections()
      server.close()
    }
  })

  for (const [status, what] of [[200, "an answer"], [400, "a refusal"]] as const) {
    for (const [way, headers] of [["in chunks", {}], ["as declared", { "content-length": 200 * part.length }]] as const) {
      it(`that has no end is left, ${what} that comes ${way}`, async () => {
        const sent = { mebibytes: 0 }
        let hungUp: Promise<void> = Promise.resolve()
        const origin = await answering((response) => {
          hungUp = new Promise((resolve) => flood(response.writeHead(status, { "content-type": "application/json", ...headers }), sent, resolve))
        })
        expect(await describeServer(origin)).toMatchObject({ failure: { _tag: "XrpcUnreachable", reason: "the answer has more than 10485760 bytes" } })
        await hungUp
        expect(sent.mebibytes).toBeLessThan(40)
      })
    }
  }
})
