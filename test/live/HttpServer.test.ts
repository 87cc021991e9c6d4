/** What callers that mean harm may take of a live server, byte by byte over its sockets. */
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { WebSocket } from "ws"
import * as Actor from "../../src/actors/Actor.ts"
import type { Network } from "../../src/actors/Network.ts"
import * as HttpServer from "../../src/live/HttpServer.ts"
import * as Live from "../../src/live/Live.ts"
import { pdsOptions } from "../actors/pds/Town.ts"
import { freePorts } from "../parity/FreePorts.ts"
import { within } from "./Within.ts"

const network: Network = {
  actors: [
    { kind: "names", host: "names.test", options: { domains: ["people.test"], txt: {} } },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: pdsOptions() }
  ]
}
const scope = Scope.makeUnsafe()
let dataDir: string
let plc: number
let pds: number

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "orrery-http-"))
  const basePort = await freePorts(3)
  await Effect.runPromise(Effect.provideService(Live.serve(network, { dataDir, basePort, layerOf: Actor.layerOf }), Scope.Scope, scope))
  plc = basePort + 1
  pds = basePort + 2
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(dataDir, { recursive: true, force: true })
})

interface Told {
  readonly status: number
  readonly text: string
  readonly sentBytes: number
}

/** Says `head`, and then `body` again and again until the other side hangs up or has heard it `times` times. */
const say = (port: number, head: string, body: Buffer = Buffer.alloc(0), times = 0): Promise<Told> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    let text = ""
    socket.on("data", (data: Buffer) => {
      text += data.toString("latin1")
    })
    // The other side may hang up while we speak.
    socket.on("error", () => undefined)
    socket.on("close", () => {
      resolve({ status: Number(text.split(" ")[1]), text, sentBytes: socket.bytesWritten })
    })
    socket.write(head, "latin1")
    const goOn = async () => {
      for (let n = 0; n < times && !socket.destroyed; n++) {
        if (!socket.write(body)) await Promise.race([once(socket, "drain"), once(socket, "close")])
      }
    }
    goOn().catch(() => undefined)
  })

const post = (path: string, length: string) =>
  `POST ${path} HTTP/1.1\r\nHost: pds1.test\r\nConnection: close\r\nContent-Type: application/json\r\n${length}\r\n\r\n`
const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: pds1.test\r\nConnection: close\r\n${more}\r\n`
const isWell = async (port: number) => (await fetch(`http://127.0.0.1:${port}/xrpc/_health`)).status

const mebibyte = 1024 * 1024
const spaces = Buffer.alloc(mebibyte, " ")
const chunk = Buffer.concat([Buffer.from("100000\r\n"), spaces, Buffer.from("\r\n")])
const ways: ReadonlyArray<readonly [string, string, Buffer]> = [
  ["says how long it is", `Content-Length: ${64 * mebibyte}`, spaces],
  ["comes in chunks", "Transfer-Encoding: chunked", chunk]
]

describe("a live server", () => {
  for (const [way, length, part] of ways) {
    it(`hangs up on JSON of 64 MiB that ${way}, whoever sends it`, async () => {
      const at = async (port: number, path: string) => {
        const { sentBytes, status } = await say(port, post(path, length), part, 64)
        // What is in the sockets' own buffers counts as sent.
        return [status, sentBytes < 24 * mebibyte]
      }
      expect(await at(pds, "/xrpc/com.atproto.server.createSession")).toEqual([413, true])
      expect(await at(pds, "/xrpc/com.atproto.server.createAccount")).toEqual([413, true])
      expect(await at(plc, `/did:plc:${"a".repeat(24)}`)).toEqual([400, true])
      expect(await isWell(pds)).toBe(200)
    })
  }

  it("refuses headers of more than 16 KiB, in one or in many", async () => {
    const one = await say(pds, get("/xrpc/_health", `x: ${"a".repeat(17_000)}\r\n`))
    const many = await say(pds, get("/xrpc/_health", Array.from({ length: 1_500 }, (_, n) => `x-${n}: ${"a".repeat(12)}\r\n`).join("")))
    const line = await say(pds, get(`/xrpc/_health?${"a".repeat(17_000)}`))
    expect([one.status, many.status, line.status]).toEqual([431, 431, 431])
  })

  it("refuses a request whose length has two meanings", async () => {
    const both = await say(pds, post("/xrpc/com.atproto.server.createSession", "Content-Length: 2\r\nTransfer-Encoding: chunked"))
    const twice = await say(pds, post("/xrpc/com.atproto.server.createSession", "Content-Length: 2\r\nContent-Length: 3"))
    expect([both.status, twice.status]).toEqual([400, 400])
  })

  it("answers paths that lead astray with a refusal, and no file", async () => {
    const paths = [
      "/xrpc/../../../etc/passwd", "/xrpc/%2e%2e/%2e%2e/etc/passwd", "/xrpc/..%2f..%2fetc%2fpasswd", "/xrpc/%zz", "/xrpc/%", "/xrpc/%ff%fe", "/xrpc/%00", "/%2e%2e%2f",
      "//xrpc//com.atproto.server.describeServer", "/xrpc/com.atproto.server.describeServer%2f", "/xrpc/com.atproto.server%2edescribeServer/..", "/xrpc/__proto__", "/xrpc/constructor",
      "/xrpc/com.atproto.sync.getBlob?did=..%2f..%2fetc&cid=passwd", `/xrpc/com.atproto.sync.getRecord?did=did:plc:${"a".repeat(24)}&collection=..%2f&rkey=..`
    ]
    const answers = await Promise.all(paths.map((path) => say(pds, get(path))))
    expect(answers.filter(({ status, text }) => ![400, 404, 501].includes(status) || text.includes("root:"))).toEqual([])
    const dids = ["/..%2f..%2fetc%2fpasswd", "/%zz", "/did:plc:%00", "/did:plc:..", "/did:plc:../log", "/did:plc:%ff/log/audit"]
    const documents = await Promise.all(dids.map((path) => say(plc, get(path))))
    expect(documents.filter(({ status, text }) => ![400, 404].includes(status) || text.includes("root:"))).toEqual([])
  })

  it("ends the stream of a consumer that sends more than a consumer has to say", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${pds}/xrpc/com.atproto.sync.subscribeRepos`)
    await once(socket, "open")
    socket.send(Buffer.alloc(HttpServer.limits.messageBytes + 1))
    const [code] = await once(socket, "close")
    expect(code).toBe(1009)
    expect(await isWell(pds)).toBe(200)
  })

  it("gives up on who never ends its headers or its body, and serves others meanwhile", async () => {
    const short = { ...HttpServer.limits, headersMillis: 1_000, requestMillis: 2_000, checkingMillis: 50 }
    const port = await freePorts(1)
    const own = Scope.makeUnsafe()
    const serving = Effect.gen(function*() {
      const router = yield* HttpRouter.HttpRouter
      yield* router.add("GET", "/", HttpServerResponse.text("here"))
      yield* router.add("POST", "/", (request) => Effect.map(Effect.orElseSucceed(request.text, () => "cut off"), (text) => HttpServerResponse.text(text)))
      yield* HttpServer.serve({ host: "slow.test", port }, router, short)
    })
    await Effect.runPromise(Effect.provideService(Effect.provide(serving, HttpRouter.layer), Scope.Scope, own))
    const waiting = [say(port, "GET / HTTP/1.1\r\nHost: slow.test\r\nx: "), say(port, "POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 5\r\n\r\nhe")]
    expect((await say(port, get("/"))).text).toContain("here")
    expect(await within(5_000, Promise.all(waiting))).toMatchObject([{ status: 408 }, { status: 408 }])
    await Effect.runPromise(Scope.close(own, Exit.void))
  })
})
