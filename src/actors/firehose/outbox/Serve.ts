/**
 * Serves a log as an XRPC subscription: binary frames over a WebSocket.
 * [event-stream]
 *
 *     no cursor           live only
 *     cursor > head       error FutureCursor, close
 *     cursor in window    replay seq > cursor, then live
 *     cursor below it     #info OutdatedCursor, then the whole window
 *     cursor 0            the whole window
 *
 * The page says that replay sends seq ≥ cursor; the Lexicon calls the cursor
 * the last seen seq, and every implementation sends seq > cursor. So does this.
 *
 * A consumer holds one batch of memory here. One that lets its socket stand
 * full for `stallMillis`, or that the window overtakes, gets ConsumerTooSlow.
 * STREAM-7. Frames from the client are ignored.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Socket from "effect/socket/Socket"
import * as Frame from "../../../protocol/frames/Frame.ts"
import type { Log } from "./Log.ts"

/** 1008, policy violation: what the reference server closes with after an error frame. */
const policyViolation = 1008

const refusal = (status: number, error: string, message: string) =>
  HttpServerResponse.jsonUnsafe({ error, message }, { status })

const outdated = Frame.encode("#info", {
  name: "OutdatedCursor",
  message: "The cursor is older than what is kept; this is all of it"
})

const closeWith = (writer: Socket.Writer, error: string, message: string) =>
  Effect.andThen(
    writer.write(Frame.encodeError(error, message)),
    writer.write(new Socket.CloseEvent(policyViolation, error))
  )

const send = Effect.fnUntraced(function*(log: Log, writer: Socket.Writer, cursor: number | undefined, stallMillis: number) {
  const reader = yield* Effect.acquireRelease(log.reader, (reader) => Effect.sync(reader.close))
  const tooSlow = Effect.timeoutOption(closeWith(writer, "ConsumerTooSlow", "The stream moved on without you"), 1000)
  if (cursor !== undefined && cursor > reader.head) {
    return yield* closeWith(writer, "FutureCursor", `The cursor ${cursor} is ahead of the stream, which is at ${reader.head}`)
  }
  let position = cursor ?? reader.head
  if (cursor !== undefined) {
    const pruned = yield* log.pruned
    if (cursor < pruned) {
      if (cursor > 0) yield* writer.write(outdated)
      position = pruned
    }
  }
  while (true) {
    const entries = yield* reader.next(position)
    if (entries === undefined) return yield* tooSlow
    const [first, ...rest] = entries
    if (first === undefined) continue
    // Mostly a socket takes all at once, and nothing has to be timed.
    const sending = yield* Effect.forkChild(writer.writeAll([first.frame, ...rest.map((entry) => entry.frame)]), { startImmediately: true })
    const sent = sending.pollUnsafe()
    if (sent !== undefined) yield* sent
    else if ((yield* Effect.timeoutOption(Fiber.join(sending), stallMillis))._tag === "None") {
      yield* Fiber.interrupt(sending)
      return yield* tooSlow
    }
    position = entries[entries.length - 1]!.seq
  }
}, Effect.scoped)

/** A whole non-negative number, or undefined for anything else. */
export const parseCursor = (text: string): number | undefined => {
  const cursor = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(cursor) ? cursor : undefined
}

export const serve = (log: Log, stallMillis: number) =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers["upgrade"] === undefined) {
      return refusal(426, "InvalidRequest", "A subscription needs a WebSocket: send an Upgrade header")
    }
    // Twice is no number; an empty one is none, as everywhere.
    const given = new URLSearchParams(request.url.split("?")[1] ?? "").getAll("cursor").join(",")
    const cursor = given === "" ? undefined : parseCursor(given)
    if (given !== "" && cursor === undefined) {
      return refusal(400, "InvalidRequest", `The cursor "${given}" is not a whole number`)
    }
    yield* upgraded(log, cursor, stallMillis).pipe(
      // Either side may end a stream at any time. A full or broken disk ends it too: the
      // consumer comes back with its cursor.
      Effect.ignore
    )
    return HttpServerResponse.empty()
  })

const upgraded = Effect.fnUntraced(function*(log: Log, cursor: number | undefined, stallMillis: number) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const socket = yield* Effect.catch(request.upgrade, () => Effect.succeed(undefined))
  if (socket === undefined) return
  const { pull } = yield* socket.reader
  const writer = yield* socket.writer
  yield* Effect.raceFirst(send(log, writer, cursor, stallMillis), Effect.forever(pull))
}, Effect.scoped)
