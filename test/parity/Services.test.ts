/** What an actor's environment promises, in both worlds. */
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Dns from "effect/net/Dns"
import * as Random from "effect/Random"
import * as Socket from "effect/socket/Socket"
import * as SqlClient from "effect/sql/SqlClient"
import { expect, it } from "vitest"
import { Hosts } from "../../src/actors/Hosts.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import { frames } from "../sim/Story.ts"
import { layerOf, network } from "../sim/TestNetwork.ts"
import { inBothWorlds } from "./BothWorlds.ts"

const exchange = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(HttpClient.execute(request), (response) =>
    Effect.map(response.text, (text) => ({ status: response.status, headers: response.headers, text })))
const get = (url: string) => exchange(HttpClientRequest.get(url))
const post = (url: string, body = "") => exchange(HttpClientRequest.bodyText(HttpClientRequest.post(url), body))

inBothWorlds(network, layerOf, (arm) => {
  it("answers at the origin that Hosts gives, and at the host's own name", async () => {
    const origin = await arm.run(Effect.map(Hosts, (hosts) => hosts.originOf("alice.test")))
    for (const at of [origin, "https://alice.test"]) {
      expect(JSON.parse((await arm.run(get(`${at}/who?x=1&y=a%20b`))).text)).toMatchObject({ self: "alice.test", url: "/who?x=1&y=a%20b" })
    }
  })

  it("sends url parameters that the request holds apart from its url", async () => {
    const { text } = await arm.run(get("https://alice.test/who").pipe(Effect.andThen(exchange(
      HttpClientRequest.get("https://alice.test/who", { urlParams: { name: "alice & bob" } })
    ))))
    expect(JSON.parse(text).url).toBe("/who?name=alice+%26+bob")
  })

  it("brings the names under a PDS to it, with the Host header kept", async () => {
    const { text } = await arm.run(get("https://carol.alice.test/who"))
    expect(JSON.parse(text)).toMatchObject({ self: "alice.test", host: "carol.alice.test" })
  })

  it("echoes a body with headers both ways", async () => {
    const { headers, text } = await arm.run(post("https://bob.test/echo", "héllo".repeat(1000)))
    expect(text).toBe("héllo".repeat(1000))
    expect(headers["x-method"]).toBe("POST")
    expect(headers["content-type"]).toContain("text/plain")
  })

  it("answers 404 for no route and 500 for a defect", async () => {
    expect((await arm.run(get("https://alice.test/nothing"))).status).toBe(404)
    expect((await arm.run(get("https://alice.test/defect"))).status).toBe(500)
  })

  it("lets an actor call the other", async () => {
    const { text } = await arm.run(get("https://alice.test/neighbour"))
    expect(JSON.parse(text)).toMatchObject({ self: "bob.test" })
  })

  it("gives each host a database of its own", async () => {
    expect((await arm.run(post("https://alice.test/count"))).text).toBe("{\"count\":1}")
    expect((await arm.run(post("https://alice.test/count"))).text).toBe("{\"count\":2}")
    expect((await arm.run(post("https://bob.test/count"))).text).toBe("{\"count\":1}")
    const rows = await arm.run(Effect.flatMap(SqlClient.SqlClient, (sql) => sql<{ n: number }>`SELECT 1 AS n`))
    expect(rows[0]?.n).toBe(1)
  })

  it("streams frames in order over a WebSocket", async () => {
    expect(await arm.run(frames("wss://alice.test/stream", 300))).toEqual(Array.from({ length: 300 }, (_, i) => `frame ${i}`))
  })

  it("gives a socket's bytes as bytes", async () => {
    const bytes = await arm.run(Effect.scoped(Effect.gen(function*() {
      const socket = yield* Socket.makeWebSocket("wss://bob.test/big")
      const writer = yield* socket.writer
      const { pull } = yield* socket.reader
      yield* writer.write("1")
      const [frame] = yield* pull
      return frame
    })))
    expect(bytes).toBeInstanceOf(Uint8Array)
    expect(bytes).toHaveLength(10_000)
  })

  it("fails to open a socket where no route upgrades, and at an unknown host", async () => {
    for (const url of ["wss://alice.test/nothing", "wss://nobody.invalid/"]) {
      const error = await arm.run(Effect.flip(Effect.scoped(Effect.flatMap(Socket.makeWebSocket(url), (socket) => socket.reader))))
      expect(error.reason._tag).toBe("SocketOpenError")
    }
  })

  it("fails a request to an unknown host as a transport error", async () => {
    const error = await arm.run(Effect.flip(get("https://nobody.invalid/")))
    expect(error.reason._tag).toBe("TransportError")
  })

  it("knows no name when no names actor is there", async () => {
    const error = await arm.run(Effect.flip(Effect.flatMap(Dns.Dns, (dns) => dns.resolve("_atproto.alice.test", "TXT"))))
    expect(error.reason).toBe("NotFound")
  })

  it("has a clock, chance, entropy, and keys that verify each other", async () => {
    await arm.run(Effect.gen(function*() {
      const before = yield* Clock.currentTimeMillis
      yield* Effect.sleep(15)
      expect((yield* Clock.currentTimeMillis) - before).toBeGreaterThanOrEqual(14)
      expect(yield* Random.next).toBeLessThan(1)
      const random = yield* SecureRandom.SecureRandom
      expect((yield* random.randomBytes(32)).length).toBe(32)
      const keys = yield* Keys
      const key = yield* keys.generate()
      const message = new TextEncoder().encode("hello")
      expect(keys.verify(key.didKey, message, keys.sign(key, message))).toBe(true)
    }))
  })
})
