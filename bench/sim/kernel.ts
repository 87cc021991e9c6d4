/**
 * Costs of the kernel's moves: a sleep, an HTTP round trip, a WebSocket frame,
 * a SQL statement. `node bench/sim/kernel.ts`
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Socket from "effect/socket/Socket"
import * as SqlClient from "effect/sql/SqlClient"
import * as Prepared from "../../src/actors/sqlite/Prepared.ts"
import * as World from "../../src/sim/World.ts"
import { layerOf, network } from "../../test/sim/TestNetwork.ts"

const world = World.make(network, { seed: 1, layerOf, link: { latency: { kind: "constant", millis: 20 } } })
world.startAll()
world.runUntil(1)

const measure = (name: string, count: number, effect: Effect.Effect<unknown, unknown, any>, limitMicros: number) => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const start = performance.now()
    const fiber = world.fork(`${name} ${round}`, "device.test", effect)
    while (fiber.pollUnsafe() === undefined) world.step(10_000)
    const exit = fiber.pollUnsafe()
    if (exit?._tag !== "Success") throw new Error(`${name}: ${JSON.stringify(exit)}`)
    best = Math.min(best, ((performance.now() - start) * 1000) / count)
  }
  console.log(`${name.padEnd(34)} ${best.toFixed(2).padStart(8)} µs   (limit ${limitMicros})`)
}

const n = 10_000
const repeat = (count: number, effect: Effect.Effect<unknown, unknown, any>) =>
  Effect.gen(function*() {
    for (let i = 0; i < count; i++) yield* effect
  })

measure("sleep", n, repeat(n, Effect.sleep(1)), 3)
measure("sleep, 1000 fibers", 100_000, Effect.forEach(Array.from({ length: 1000 }), () => repeat(100, Effect.sleep(1)), { concurrency: "unbounded", discard: true }), 3)
measure("sleep with a timeout", n, repeat(n, Effect.timeout(Effect.sleep(1), 1000)), 12)

const body = "x".repeat(1000)
measure("HTTP round trip, JSON", n, repeat(n, Effect.flatMap(HttpClient.get("https://alice.test/who?x=1"), (r) => r.json)), 60)
measure(
  "HTTP round trip, 1 kB echo",
  n,
  repeat(n, Effect.flatMap(HttpClient.execute(HttpClientRequest.bodyText(HttpClientRequest.post("https://alice.test/echo"), body)), (r) => r.text)),
  60
)

measure("WebSocket frame", 100_000, Effect.scoped(Effect.gen(function*() {
  const socket = yield* Socket.makeWebSocket("wss://alice.test/stream")
  const writer = yield* socket.writer
  const { pull } = yield* socket.reader
  yield* writer.write("100000")
  let frames = 0
  while (frames < 100_000) frames += (yield* pull).length
})), 10)

measure("WebSocket frame, one at a time", n, Effect.scoped(Effect.gen(function*() {
  const socket = yield* Socket.makeWebSocket("wss://alice.test/ping")
  const writer = yield* socket.writer
  const { pull } = yield* socket.reader
  for (let i = 0; i < n / 2; i++) {
    yield* writer.write("ping")
    yield* pull
  }
})), 10)

measure("SQL insert, tagged template", n, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, did TEXT, frame BLOB)`
  yield* sql`DELETE FROM event`
  const frame = new Uint8Array(100)
  yield* sql.withTransaction(Effect.gen(function*() {
    for (let i = 0; i < n; i++) yield* sql`INSERT INTO event (seq, did, frame) VALUES (${i}, ${"did:plc:alice"}, ${frame})`
  }))
}), 15)

measure("SQL insert, prepared", n, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const insert = yield* Prepared.prepare("INSERT INTO event (seq, did, frame) VALUES (?, ?, ?)")
  yield* sql`DELETE FROM event`
  const frame = new Uint8Array(100)
  yield* sql.withTransaction(Effect.gen(function*() {
    for (let i = 0; i < n; i++) yield* insert.run(i, "did:plc:alice", frame)
  }))
}), 5)

measure("SQL select, tagged template", n, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  for (let i = 0; i < n; i++) yield* sql`SELECT * FROM event WHERE seq = ${i}`
}), 15)

measure("SQL select, prepared", n, Effect.gen(function*() {
  const select = yield* Prepared.prepare("SELECT * FROM event WHERE seq = ?")
  for (let i = 0; i < n; i++) yield* select.get(i)
}), 5)

measure("SQL transaction of one insert", n, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const insert = yield* Prepared.prepare("INSERT INTO event (did) VALUES (?)")
  for (let i = 0; i < n; i++) yield* sql.withTransaction(insert.run("did:plc:bob"))
}), 40)

{
  const start = performance.now()
  const count = 100_000
  for (let i = 0; i < count; i++) world.at(world.now + i / 100, () => world.fork("act", "device.test", Effect.sleep(1)))
  world.runUntil(world.now + count)
  console.log(`${"fork of a sleep at a host".padEnd(34)} ${(((performance.now() - start) * 1000) / count).toFixed(2).padStart(8)} µs   (limit 15)`)
}

console.log(`hash ${world.hash}, ${world.steps} steps`)
