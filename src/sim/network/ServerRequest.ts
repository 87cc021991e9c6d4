/**
 * A request as the callee's router sees it: bytes that have arrived, so every
 * way of reading the body is synchronous. `upgrade` is there when the caller
 * opened a WebSocket.
 */
import * as Cookies from "effect/http/Cookies"
import type * as Headers from "effect/http/Headers"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import { HttpServerError, RequestParseError } from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as UrlParams from "effect/http/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { Socket } from "effect/socket/Socket"
import * as EffectStream from "effect/Stream"

const decoder = new TextDecoder()

/** Nobody writes into what was sent, so bytes that fill their buffer need no other. */
const whole = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer

/** The exchange or the handshake that a request came by. */
export interface Arrival {
  readonly method: string
  readonly authority: string
  readonly path: string
  readonly headers: Headers.Headers
  readonly body: Uint8Array
  readonly address: string
  readonly upgrade: Effect.Effect<Socket> | undefined
  readonly answer: (response: HttpServerResponse, body: Uint8Array) => void
}

interface Changes {
  readonly url?: string
  readonly headers?: Headers.Headers
  readonly remoteAddress?: Option.Option<string>
  readonly peerAddress?: Option.Option<string>
  readonly protocol?: "http" | "https"
}

export class ServerRequest extends Inspectable.Class implements HttpServerRequest.HttpServerRequest {
  readonly [HttpServerRequest.TypeId]: typeof HttpServerRequest.TypeId = HttpServerRequest.TypeId
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly source: Arrival
  private readonly changes: Changes

  constructor(source: Arrival, changes: Changes = {}) {
    super()
    this.source = source
    this.changes = changes
  }

  get method(): string {
    return this.source.method
  }

  get originalUrl(): string {
    return `https://${this.source.authority}${this.source.path}`
  }

  get url(): string {
    return this.changes.url ?? this.source.path
  }

  get protocol(): "http" | "https" {
    return this.changes.protocol ?? "https"
  }

  get headers(): Headers.Headers {
    return this.changes.headers ?? this.source.headers
  }

  get remoteAddress(): Option.Option<string> {
    return this.changes.remoteAddress ?? Option.some(this.source.address)
  }

  get peerAddress(): Option.Option<string> {
    return this.changes.peerAddress ?? Option.some(this.source.address)
  }

  get cookies(): Readonly<Record<string, string>> {
    return Cookies.parseHeader(this.headers["cookie"] ?? "")
  }

  modify(changes: Changes): ServerRequest {
    return new ServerRequest(this.source, { ...this.changes, ...changes })
  }

  private parseError(description: string, reason: "Parse" | "BodyTooLarge", cause?: unknown): HttpServerError {
    return new HttpServerError({ reason: new RequestParseError({ request: this, reason, description, cause }) })
  }

  private get bytes(): Effect.Effect<Uint8Array, HttpServerError> {
    return Effect.withFiber((fiber) => {
      const { body } = this.source
      const limit = fiber.getRef(HttpIncomingMessage.MaxBodySize)
      if (limit !== undefined && body.length > Number(limit)) {
        return Effect.fail(this.parseError(`the body has ${body.length} bytes, the limit is ${limit}`, "BodyTooLarge"))
      }
      return Effect.succeed(body)
    })
  }

  get stream(): EffectStream.Stream<Uint8Array, HttpServerError> {
    return EffectStream.fromEffect(this.bytes)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpServerError> {
    return Effect.map(this.bytes, whole)
  }

  get text(): Effect.Effect<string, HttpServerError> {
    return Effect.map(this.bytes, (bytes) => decoder.decode(bytes))
  }

  get json(): Effect.Effect<Schema.Json, HttpServerError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: () => JSON.parse(text) as Schema.Json,
        catch: (cause) => this.parseError("the body is not JSON", "Parse", cause)
      }))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpServerError> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  /** The same bytes behind Effect's own reader of multipart bodies. */
  private get delegate(): HttpServerRequest.HttpServerRequest {
    const { body, headers, method } = this.source
    const request = HttpClientRequest.make(method as "POST")(this.originalUrl, { headers })
    return HttpServerRequest.fromClientRequest(HttpClientRequest.bodyUint8Array(request, body, headers["content-type"]))
  }

  get multipart(): HttpServerRequest.HttpServerRequest["multipart"] {
    return this.delegate.multipart
  }

  get multipartStream(): HttpServerRequest.HttpServerRequest["multipartStream"] {
    return this.delegate.multipartStream
  }

  get upgrade(): Effect.Effect<Socket, HttpServerError> {
    return this.upgradeWith({})
  }

  upgradeWith(_options: object): Effect.Effect<Socket, HttpServerError> {
    return this.source.upgrade ?? Effect.fail(this.parseError("the request asks for no upgrade", "Parse"))
  }

  toJSON(): unknown {
    return { _id: "HttpServerRequest", method: this.method, url: this.url }
  }
}

