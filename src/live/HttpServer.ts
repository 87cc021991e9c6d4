/**
 * Serves an actor's router on a port of 127.0.0.1, WebSocket upgrades included.
 *
 * A write to an upgraded socket waits while more than `highWaterBytes` are
 * buffered towards its peer, which is how a stream feels a slow consumer; the
 * sockets of the simulated world do the same.
 *
 * What a caller may take before anybody knows who it is has `limits`.
 */
import { createServer, IncomingMessage } from "node:http"
import type { Socket as Connection } from "node:net"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as ByteSize from "effect/ByteSize"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { MaxBodySize } from "effect/http/HttpIncomingMessage"
import type { HttpRouter } from "effect/http/HttpRouter"
import type { ServeError } from "effect/http/HttpServerError"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import type { Place } from "./Directory.ts"

const highWaterBytes = 64 * 1024
/** How long a clean stop waits for requests under way. */
const gracefulShutdownMillis = 300

export const limits = {
  /** Of all headers together; more is 431. */
  headerBytes: 16 * 1024,
  /** Until all headers are there, and until the body is; then 408. A slow line uploads a blob in that time. */
  headersMillis: 20_000,
  requestMillis: 300_000,
  /** How often those two are looked at. */
  checkingMillis: 5_000,
  /**
   * How long a connection is kept that nobody uses, which every answer announces.
   * Longer than the minute of most proxies: they would use it just as it closes.
   */
  idleMillis: 65_000,
  /** Of a body that is read in one piece. What is read as it comes is limited by whoever reads it. */
  bodyBytes: 4 * 1024 * 1024,
  /** Of a message to a WebSocket; what a consumer has to say is short. */
  messageBytes: 64 * 1024
}

export class PortTaken extends Data.TaggedError("PortTaken")<{ readonly host: string; readonly port: number }> {
  override get message(): string {
    return `Port ${this.port} of 127.0.0.1, for ${this.host}, is taken. Stop what listens there, or choose another base port.`
  }
}

export class PortUnusable extends Data.TaggedError("PortUnusable")<{ readonly host: string; readonly port: number; readonly cause: unknown }> {
  override get message(): string {
    return `Port ${this.port}, for ${this.host}, cannot be used: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

const drained = (connection: IncomingMessage["socket"]): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (connection.writableLength <= highWaterBytes || connection.destroyed) return Effect.void
    return Effect.callback<void>((resume) => {
      const done = () => {
        connection.off("drain", done)
        connection.off("close", done)
        resume(Effect.void)
      }
      connection.on("drain", done)
      connection.on("close", done)
      return Effect.sync(() => {
        connection.off("drain", done)
        connection.off("close", done)
      })
    })
  })

const withBackpressure = (request: HttpServerRequest, source: IncomingMessage): HttpServerRequest => {
  const waiting = drained(source.socket)
  const upgraded = (upgrade: HttpServerRequest["upgrade"]): HttpServerRequest["upgrade"] =>
    Effect.map(upgrade, (socket) =>
      Socket.make({
        reader: socket.reader,
        writer: Effect.map(socket.writer, (writer) => ({
          write: (chunk) => Effect.andThen(writer.write(chunk), waiting),
          writeAll: (chunks) => Effect.andThen(writer.writeAll(chunks), waiting)
        }))
      }))
  return Object.create(request, {
    upgrade: { get: () => upgraded(request.upgrade) },
    upgradeWith: { value: (options: Parameters<HttpServerRequest["upgradeWith"]>[0]) => upgraded(request.upgradeWith(options)) },
    modify: { value: (changes: Parameters<HttpServerRequest["modify"]>[0]) => withBackpressure(request.modify(changes), source) }
  }) as HttpServerRequest
}

/** A defect is a bug, and answers 500; without a word in the log nobody would find it. */
const logDefects = (host: string, cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const defects = cause.reasons.filter((reason) => reason._tag === "Die" && !HttpServerResponse.isHttpServerResponse(reason.defect))
  return defects.length === 0 ? Effect.void : Effect.logError(`Defect at ${host}`, Cause.fromReasons(defects))
}

/**
 * Node sends an answer without a body in chunks unless it is told the length,
 * and its reader goes on to wait for a stream of nothing.
 */
const measured = (response: HttpServerResponse.HttpServerResponse): HttpServerResponse.HttpServerResponse =>
  response.body._tag !== "Empty" || HttpServerResponse.omitsBody(response) || response.headers["content-length"] !== undefined
    ? response
    : HttpServerResponse.setHeader(response, "content-length", "0")

const app = (host: string, router: HttpRouter) => {
  const routed = Effect.map(Effect.tapCause(router.asHttpEffect(), (cause) => logDefects(host, cause)), measured)
  return Effect.flatMap(HttpServerRequest, (request) =>
    request.headers["upgrade"] !== undefined && request.source instanceof IncomingMessage
      ? Effect.provideService(routed, HttpServerRequest, withBackpressure(request, request.source))
      : routed)
}

/**
 * Node looks at its clock before it looks at its sockets: after a standstill it
 * takes for idle, and resets, a connection whose request lies there unread. What
 * is there is read before an immediate runs.
 */
const closeIfIdle = (connection: Connection): void => {
  const { bytesRead } = connection
  setImmediate(() => {
    if (connection.bytesRead === bytesRead) connection.destroy()
  })
}

/** Listens until the scope closes. */
export const serve = (place: Place, router: HttpRouter, within = limits): Effect.Effect<void, PortTaken | PortUnusable, Scope.Scope> =>
  Effect.gen(function*() {
    const { host, port } = place
    const scope = yield* Scope.Scope
    const options = { port, host: "127.0.0.1", gracefulShutdownTimeout: gracefulShutdownMillis, websocket: { maxPayload: within.messageBytes } }
    const nodeServer = createServer({
      maxHeaderSize: within.headerBytes,
      headersTimeout: within.headersMillis,
      requestTimeout: within.requestMillis,
      connectionsCheckingInterval: within.checkingMillis,
      keepAliveTimeout: within.idleMillis
    }).on("timeout", closeIfIdle)
    const server = yield* Scope.provide(NodeHttpServer.make(() => nodeServer, options), yield* Scope.fork(scope))
    // Closed in reverse: first the handlers, and with them the sockets that the server waits for;
    // then connections that nobody would answer any more; then the server.
    yield* Scope.addFinalizer(scope, Effect.sync(() => nodeServer.closeAllConnections()))
    yield* Scope.provide(server.serve(app(host, router)), yield* Scope.fork(scope)).pipe(
      Effect.provideService(MaxBodySize, ByteSize.bytes(within.bodyBytes))
    )
  }).pipe(Effect.mapError((error: ServeError) => {
    const { cause } = error
    return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
      ? new PortTaken(place)
      : new PortUnusable({ ...place, cause })
  }))
