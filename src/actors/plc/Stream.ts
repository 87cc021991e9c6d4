/**
 * `WS /export/stream`: each accepted operation as one JSON text message.
 * With a cursor, everything after it; without, live only. A refused cursor is
 * told by the close reason: FutureCursor, OutdatedCursor (fall back to
 * `/export`), ConsumerTooSlow. [plc]
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Socket from "effect/socket/Socket"
import type { Log } from "../firehose/outbox/Log.ts"
import { parseCursor } from "../firehose/outbox/Serve.ts"

const policyViolation = 1008
const stallMillis = 30_000
const decoder = new TextDecoder()

const send = Effect.fnUntraced(function*(log: Log, writer: Socket.Writer, cursor: number | undefined) {
  const close = (reason: string) => Effect.timeoutOption(writer.write(new Socket.CloseEvent(policyViolation, reason)), 1000)
  const reader = yield* Effect.acquireRelease(log.reader, (reader) => Effect.sync(reader.close))
  if (cursor !== undefined && cursor > reader.head) return yield* close("FutureCursor")
  let position = cursor ?? reader.head
  // Cursor 0 too: a mirror that begins here would lack what the window has lost. [ref plc]
  if (position < (yield* log.pruned)) return yield* close("OutdatedCursor")
  while (true) {
    const entries = yield* reader.next(position)
    if (entries === undefined) return yield* close("ConsumerTooSlow")
    for (const { frame, seq } of entries) {
      const sent = yield* Effect.timeoutOption(writer.write(decoder.decode(frame)), stallMillis)
      if (sent._tag === "None") return yield* close("ConsumerTooSlow")
      position = seq
    }
  }
}, Effect.scoped)

const upgraded = Effect.fnUntraced(function*(log: Log, cursor: number | undefined) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const socket = yield* request.upgrade
  const { pull } = yield* socket.reader
  const writer = yield* socket.writer
  yield* Effect.raceFirst(send(log, writer, cursor), Effect.forever(pull))
}, Effect.scoped)

export const serve = (log: Log) =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers["upgrade"] === undefined) {
      return HttpServerResponse.jsonUnsafe({ message: "The stream needs a WebSocket: send an Upgrade header" }, { status: 426 })
    }
    const given = new URLSearchParams(request.url.split("?")[1] ?? "").get("cursor")
    const cursor = given === null ? undefined : parseCursor(given)
    if (given !== null && cursor === undefined) {
      return HttpServerResponse.jsonUnsafe({ message: `The cursor "${given}" is not a whole number` }, { status: 400 })
    }
    // Either side may end a stream at any time: the consumer comes back with its cursor.
    yield* Effect.ignore(upgraded(log, cursor))
    return HttpServerResponse.empty()
  })
