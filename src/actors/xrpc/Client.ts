/**
 * Typed calls of XRPC methods over whatever `HttpClient` the world provides.
 * A refusal is an `XrpcError` by its name; no usable answer is `XrpcUnreachable`.
 */
import * as Tagged from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type { Data } from "../../protocol/data/Data.ts"
import * as Json from "../../protocol/data/Json.ts"
import type { Methods } from "../../protocol/lexicon/generated/Methods.ts"
import { standard } from "../../protocol/lexicon/Registry.ts"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import * as XrpcError from "../../protocol/xrpc/XrpcError.ts"
import * as AnswerBody from "./AnswerBody.ts"
import { within } from "./Deadline.ts"
import * as Parameters from "./Parameters.ts"

export class XrpcUnreachable extends Tagged.TaggedError("XrpcUnreachable")<{
  readonly origin: string
  readonly nsid: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.nsid} at ${this.origin}: ${this.reason}`
  }
}

export type CallError = XrpcError.XrpcError | XrpcUnreachable

type NsidOf<Kind extends "query" | "procedure"> = {
  [K in keyof Methods]: Methods[K]["kind"] extends Kind ? K : never
}[keyof Methods]

export interface QueryOptions<K extends keyof Methods> {
  readonly origin: string
  readonly params: Methods[K]["params"]
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMillis?: number
  /** Of an answer that is no JSON. */
  readonly maxBytes?: number
}

export type ProcedureOptions<K extends keyof Methods> =
  & Omit<QueryOptions<K>, "params">
  & { readonly params?: Methods[K]["params"]; readonly contentType?: string }
  & (Methods[K]["input"] extends undefined ? { readonly input?: undefined } : { readonly input: Methods[K]["input"] })

/** What came back, for callers that need a header, such as `atproto-repo-rev`. */
export interface Reply<A> {
  readonly output: A
  readonly headers: Readonly<Record<string, string | undefined>>
}

const defaultTimeoutMillis = 30_000
const maxRedirects = 3
const mebibyte = 1024 * 1024
const maxJsonBytes = 10 * mebibyte
/** Of what else comes: a repository that a PDS would import by default, a blob such as lexicons ask for, proofs. */
const maxRawBytes: Readonly<Record<string, number>> = { "com.atproto.sync.getRepo": 512 * mebibyte, "com.atproto.sync.getBlob": 128 * mebibyte }
const maxProofBytes = 10 * mebibyte
const encoder = new TextEncoder()

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const bearer = (token: string): { readonly authorization: string } => ({ authorization: BearerAuth.format(token) })

const over = (client: HttpClient.HttpClient) => {
  const following = HttpClient.followRedirects(client, maxRedirects)

  const call = <K extends keyof Methods>(
    nsid: K,
    request: HttpClientRequest.HttpClientRequest,
    options: Pick<QueryOptions<K>, "origin" | "headers" | "timeoutMillis" | "maxBytes">
  ): Effect.Effect<Reply<Methods[K]["output"]>, CallError> => {
    const unreachable = (reason: string) => new XrpcUnreachable({ origin: options.origin, nsid, reason })
    const withHeaders = options.headers === undefined ? request : HttpClientRequest.setHeaders(request, options.headers)
    const longer = (maxBytes: number) => () => unreachable(`the answer has more than ${maxBytes} bytes`)
    const text = (response: HttpClientResponse) => AnswerBody.text(response, maxJsonBytes, longer(maxJsonBytes))
    const answered = Effect.gen(function*() {
      const response = yield* following.execute(withHeaders)
      if (response.status < 200 || response.status >= 300) {
        return yield* XrpcError.fromResponse(response.status, parse(yield* text(response)))
      }
      const encoding = standard.method(nsid)?.output?.encoding
      if (encoding !== "application/json") {
        const maxBytes = options.maxBytes ?? maxRawBytes[nsid] ?? maxProofBytes
        const bytes = yield* AnswerBody.bytes(response, maxBytes, longer(maxBytes))
        return { output: encoding === undefined ? undefined : bytes, headers: response.headers } as Reply<Methods[K]["output"]>
      }
      const output = Json.fromJson(parse(yield* text(response)))
      if (Result.isFailure(output)) return yield* unreachable(`the answer is not valid data: ${output.failure.message}`)
      return { output: output.success, headers: response.headers } as unknown as Reply<Methods[K]["output"]>
    })
    return within(
      Effect.mapError(answered, (error) => error._tag === "HttpClientError" ? unreachable(error.message) : error),
      options.timeoutMillis ?? defaultTimeoutMillis,
      () => unreachable("no answer in time")
    )
  }

  const url = (origin: string, nsid: string, params: object | undefined): string =>
    `${origin}/xrpc/${nsid}${Parameters.encode(nsid, (params ?? {}) as Readonly<Record<string, unknown>>)}`

  const queryReply = <K extends NsidOf<"query">>(nsid: K, options: QueryOptions<K>) =>
    call(nsid, HttpClientRequest.get(url(options.origin, nsid, options.params)), options)

  const procedureReply = <K extends NsidOf<"procedure">>(nsid: K, options: ProcedureOptions<K>) => {
    const request = HttpClientRequest.post(url(options.origin, nsid, options.params))
    const { input } = options
    if (input === undefined) return call(nsid, request, options)
    const body = input instanceof Uint8Array
      ? HttpBody.uint8Array(input, options.contentType ?? standard.input(nsid)?.encoding ?? "application/octet-stream")
      : HttpBody.uint8Array(encoder.encode(JSON.stringify(Json.toJson(input as unknown as Data))), "application/json")
    return call(nsid, HttpClientRequest.setBody(request, body), options)
  }

  return {
    queryReply,
    procedureReply,
    query: <K extends NsidOf<"query">>(nsid: K, options: QueryOptions<K>) =>
      Effect.map(queryReply(nsid, options), (reply) => reply.output),
    procedure: <K extends NsidOf<"procedure">>(nsid: K, options: ProcedureOptions<K>) =>
      Effect.map(procedureReply(nsid, options), (reply) => reply.output)
  }
}

export type Client = ReturnType<typeof over>

/** Devices ask for theirs at each call. */
const made = new WeakMap<HttpClient.HttpClient, Client>()

export const make = Effect.map(HttpClient.HttpClient, (client): Client => {
  const known = made.get(client)
  if (known !== undefined) return known
  const fresh = over(client)
  made.set(client, fresh)
  return fresh
})

export const query = <K extends NsidOf<"query">>(nsid: K, options: QueryOptions<K>) =>
  Effect.flatMap(make, (client) => client.query(nsid, options))

export const procedure = <K extends NsidOf<"procedure">>(nsid: K, options: ProcedureOptions<K>) =>
  Effect.flatMap(make, (client) => client.procedure(nsid, options))
