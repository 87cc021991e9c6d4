/** How much of an answer is taken in where whoever answers is somebody else's choice: to the byte. */
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import { afterEach, describe, expect, it } from "vitest"
import * as OperatorClient from "../../../src/actors/auditor/OperatorClient.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"

const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
const mebibyte = 1024 * 1024
let server: Server

/** Where every call is answered with this, its length declared or in chunks. */
const answering = async (body: Buffer, declared: boolean): Promise<string> => {
  server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", ...(declared ? { "content-length": body.length } : {}) })
    // Whoever hangs up has heard enough.
    response.on("error", () => undefined)
    response.write(body.subarray(0, body.length >> 1))
    response.end(body.subarray(body.length >> 1))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const close = () => {
  server.closeAllConnections()
  server.close()
}
afterEach(close)

const padded = (json: object, bytes: number): Buffer => Buffer.from(JSON.stringify(json).padEnd(bytes))
const state = { rotationKeys: [], verificationMethods: {}, alsoKnownAs: [], services: {} }

interface Call {
  readonly limit: number
  readonly body: (bytes: number) => Buffer
  readonly ask: (origin: string) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }, HttpClient>
}

const calls: Readonly<Record<string, Call>> = {
  "a blob": {
    limit: 1_000,
    body: (bytes) => Buffer.alloc(bytes, 1),
    ask: (origin) => Client.query("com.atproto.sync.getBlob", { origin, params: { did, cid: "bafkreibhl4n4xo2ylry6hmqyimcozt5a4n66sibczi5w6tu4cdptemmnqu" }, maxBytes: 1_000 })
  },
  "a repository": {
    limit: 1_000,
    body: (bytes) => Buffer.alloc(bytes, 1),
    ask: (origin) => Client.query("com.atproto.sync.getRepo", { origin, params: { did }, maxBytes: 1_000 })
  },
  "a proof": {
    limit: 10 * mebibyte,
    body: (bytes) => Buffer.alloc(bytes, 1),
    ask: (origin) => Client.query("com.atproto.sync.getRecord", { origin, params: { did, collection: "app.bsky.feed.post", rkey: "3l22222222222" } })
  },
  "a directory's state of a DID": {
    limit: mebibyte,
    body: (bytes) => padded(state, bytes),
    ask: (origin) => Effect.flatMap(PlcClient.make(origin), (plc) => plc.state(did))
  },
  "an operator's proof": {
    limit: 4 * mebibyte,
    body: (bytes) => padded({ proof: [] }, bytes),
    ask: (origin) => Effect.flatMap(OperatorClient.make(() => origin), (operator) => operator.consistency("plc1.test", 1, 2))
  }
}

describe("an answer", () => {
  for (const [what, { ask, body, limit }] of Object.entries(calls)) {
    for (const declared of [true, false]) {
      it(`with ${what} is taken up to its limit and not a byte more, ${declared ? "its length declared" : "in chunks"}`, async () => {
        const heard: Array<unknown> = []
        for (const bytes of [limit, limit + 1]) {
          const origin = await answering(body(bytes), declared)
          const answer = await Effect.runPromise(Effect.provide(Effect.result(ask(origin)), NodeHttpClient.layerUndici))
          heard.push(Result.isSuccess(answer) ? "taken" : answer.failure.message.includes(`more than ${limit} bytes`) ? "too long" : answer.failure)
          close()
        }
        expect(heard).toEqual(["taken", "too long"])
      })
    }
  }
})
