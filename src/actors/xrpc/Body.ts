/**
 * Bodies that are too large to be taken in before anybody has looked at them:
 * blobs and repositories. They are read as they come, and no further than the
 * limit: what claims to be longer is refused unread, what is longer as soon as
 * it shows. The connection closes with the refusal, for the rest of the body
 * would be in the way of the next request. What is wanted in one piece, JSON
 * say, is read `within` a limit.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type { HttpServerError } from "effect/http/HttpServerError"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Stream from "effect/Stream"
import { invalidRequest, payloadTooLarge, unsupportedMediaType, XrpcError } from "../../protocol/xrpc/XrpcError.ts"

export const tooLarge = (maxBytes: number): XrpcError => {
  const { error, message, status } = payloadTooLarge(`request entity too large: at most ${maxBytes} bytes`)
  return new XrpcError({ status, error, message, headers: { connection: "close" } })
}

/** Bodies are taken as they come: a packed one is refused, or its bytes would pass for what was packed. RFC 9110 §15.5.16 */
export const packed = ({ headers }: Pick<HttpServerRequest, "headers">): XrpcError | undefined => {
  const coding = headers["content-encoding"]?.trim().toLowerCase() ?? ""
  if (coding === "" || coding === "identity") return undefined
  const { error, message, status } = unsupportedMediaType(`unsupported content-encoding "${coding}": send the body as it is`)
  return new XrpcError({ status, error, message, headers: { "accept-encoding": "identity" } })
}

/** For a message's own `json`, `text` or `arrayBuffer`, which by themselves take in whatever comes: fails once there is more. */
export const within = (maxBytes: number) => {
  const limit = ByteSize.bytes(maxBytes)
  return <A, E, R>(read: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => Effect.provideService(read, HttpIncomingMessage.MaxBodySize, limit)
}

const declaredLength = (request: HttpServerRequest): number | undefined => {
  const header = request.headers["content-length"]
  return header === undefined ? undefined : Number(header)
}

const broken = (error: HttpServerError | XrpcError): XrpcError =>
  error._tag === "XrpcError" ? error : invalidRequest("The body could not be read whole")

/** Hands over each chunk as it comes; gives the number of bytes. */
export const each = <E>(
  request: HttpServerRequest,
  maxBytes: number,
  use: (chunk: Uint8Array) => Effect.Effect<void, E>
): Effect.Effect<number, E | XrpcError> =>
  Effect.suspend(() => {
    const coded = packed(request)
    if (coded !== undefined) return Effect.fail(coded)
    const declared = declaredLength(request)
    if (declared !== undefined && declared > maxBytes) return Effect.fail(tooLarge(maxBytes))
    let size = 0
    const chunks = Stream.mapError(request.stream, broken)
    return Effect.andThen(
      Stream.runForEach(chunks, (chunk): Effect.Effect<void, E | XrpcError> => {
        size += chunk.length
        return size > maxBytes ? Effect.fail(tooLarge(maxBytes)) : use(chunk)
      }),
      Effect.suspend(() =>
        declared !== undefined && declared !== size
          ? Effect.fail(invalidRequest(`Content-Length is ${declared}, the body has ${size} bytes`))
          : Effect.succeed(size))
    )
  })

/** The whole body, if it has no more than so many bytes. */
export const whole = (request: HttpServerRequest, maxBytes: number): Effect.Effect<Uint8Array, XrpcError> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    return Effect.map(
      each(request, maxBytes, (chunk) => Effect.sync(() => void chunks.push(chunk))),
      () => chunks.length === 1 ? chunks[0]! : new Uint8Array(Buffer.concat(chunks))
    )
  })
