/**
 * What a server answers, in one piece and up to a limit. A client takes in
 * whatever is sent to it, and whom it asks is often somebody else's choice: a
 * service that a header names, a feed that a record names.
 *
 * A declared length binds the connection, so it is believed. What has none, or
 * too great a one, is read as it comes; the connection closes at the limit.
 */
import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"

type Read<A, E> = Effect.Effect<A, E | HttpClientError>

const limited = <A, E>(
  response: HttpClientResponse,
  maxBytes: number,
  tooLong: () => E,
  declared: Read<A, E>,
  of: (bytes: Uint8Array) => A
): Read<A, E> => {
  const length = response.headers["content-length"]
  if (length !== undefined && Number(length) <= maxBytes) return declared
  const chunks: Array<Uint8Array> = []
  let size = 0
  const read = Stream.runForEach(response.stream, (chunk): Effect.Effect<void, E> => {
    size += chunk.length
    if (size > maxBytes) return Effect.fail(tooLong())
    chunks.push(chunk)
    return Effect.void
  })
  return Effect.map(read, () => of(chunks.length === 1 ? chunks[0]! : new Uint8Array(Buffer.concat(chunks))))
}

const decoder = new TextDecoder()

/** Of one answer, once; fails with `tooLong` as soon as there is more. */
export const bytes = <E>(response: HttpClientResponse, maxBytes: number, tooLong: () => E): Read<Uint8Array, E> =>
  limited(response, maxBytes, tooLong, Effect.map(response.arrayBuffer, (buffer) => new Uint8Array(buffer)), (bytes) => bytes)

export const text = <E>(response: HttpClientResponse, maxBytes: number, tooLong: () => E): Read<string, E> =>
  limited(response, maxBytes, tooLong, response.text, (bytes) => decoder.decode(bytes))
