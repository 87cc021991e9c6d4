/** Two small actors in the place of PDSes, for tests of the world itself: alice.test and bob.test. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type { Environment } from "../../src/actors/Environment.ts"
import { Hosts } from "../../src/actors/Hosts.ts"
import type { Network } from "../../src/actors/Network.ts"
import { PdsOptions } from "../../src/actors/pds/Options.ts"

const options = Schema.decodeUnknownSync(PdsOptions)({ plc: "plc.test", appView: "appview.test" })

export const network: Network = {
  actors: [
    { kind: "pds", host: "alice.test", options },
    { kind: "pds", host: "bob.test", options }
  ]
}

const routes = HttpRouter.use((router) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const client = yield* HttpClient.HttpClient
    const hosts = yield* Hosts
    yield* sql`CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, count INTEGER NOT NULL)`
    const count = sql<{ count: number }>`
      INSERT INTO counter (name, count) VALUES ('visits', 1)
      ON CONFLICT (name) DO UPDATE SET count = count + 1 RETURNING count`
    yield* router.add("GET", "/who", Effect.map(HttpServerRequest.HttpServerRequest, (request) =>
      HttpServerResponse.jsonUnsafe({ self: hosts.self, host: request.headers["host"], url: request.url })))
    yield* router.add("POST", "/echo", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      return HttpServerResponse.text(yield* request.text, { headers: { "x-method": request.method } })
    }))
    yield* router.add("POST", "/count", Effect.map(Effect.orDie(count), (rows) => HttpServerResponse.jsonUnsafe(rows[0])))
    yield* router.add("POST", "/count-transaction", Effect.map(Effect.orDie(sql.withTransaction(count)), (rows) => HttpServerResponse.jsonUnsafe(rows[0])))
    yield* sql`CREATE TABLE IF NOT EXISTS note (text TEXT)`
    yield* router.add("POST", "/store", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      yield* sql`INSERT INTO note (text) VALUES (${yield* request.text})`
      return HttpServerResponse.empty({ status: 200 })
    }).pipe(Effect.catch(() => Effect.succeed(HttpServerResponse.empty({ status: 507 })))))
    yield* router.add("GET", "/slow", Effect.as(Effect.sleep("30 seconds"), HttpServerResponse.text("late")))
    yield* router.add("GET", "/defect", Effect.die(new Error("a bug in the actor")))
    yield* router.add("POST", "/stuck", Effect.gen(function*() {
      // Writes, then waits inside the transaction for ever.
      yield* sql.withTransaction(Effect.andThen(count, Effect.never))
      return HttpServerResponse.empty()
    }).pipe(Effect.orDie))
    yield* router.add("GET", "/neighbour", Effect.gen(function*() {
      const other = hosts.self === "alice.test" ? "bob.test" : "alice.test"
      const response = yield* client.get(`${hosts.originOf(other)}/who`)
      return HttpServerResponse.jsonUnsafe(yield* response.json)
    }).pipe(Effect.catch((error) => Effect.succeed(HttpServerResponse.text(error.message, { status: 502 })))))
    yield* router.add("GET", "/stream", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const socket = yield* request.upgrade
      const writer = yield* socket.writer
      const { pull } = yield* socket.reader
      const [first] = yield* pull
      const frames = Number(first)
      for (let i = 0; i < frames; i++) yield* writer.write(`frame ${i}`)
      // Until the other side closes.
      yield* Effect.forever(pull)
      return HttpServerResponse.empty()
    }).pipe(Effect.scoped, Effect.catch(() => Effect.succeed(HttpServerResponse.empty()))))
    yield* router.add("GET", "/big", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const socket = yield* request.upgrade
      const writer = yield* socket.writer
      const { pull } = yield* socket.reader
      const [first] = yield* pull
      for (let i = 0; i < Number(first); i++) yield* writer.write(new Uint8Array(10_000))
      yield* Effect.forever(pull)
      return HttpServerResponse.empty()
    }).pipe(Effect.scoped, Effect.catch(() => Effect.succeed(HttpServerResponse.empty()))))
    yield* router.add("GET", "/ping", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const socket = yield* request.upgrade
      const writer = yield* socket.writer
      const { pull } = yield* socket.reader
      yield* Effect.forever(Effect.flatMap(pull, (frames) => writer.writeAll(frames)))
      return HttpServerResponse.empty()
    }).pipe(Effect.scoped, Effect.catch(() => Effect.succeed(HttpServerResponse.empty()))))
  }))

export const layer: Layer.Layer<never, unknown, Environment> = routes as Layer.Layer<never, unknown, Environment>

export const layerOf = () => layer
