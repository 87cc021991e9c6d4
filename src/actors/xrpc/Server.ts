/**
 * XRPC methods as routes. [xrpc]
 *
 *     Xrpc.query("app.bsky.actor.getProfile", ({ params }) => Effect<Output, XrpcError, R>)
 *
 *     parameters ─▶ who asks ─▶ input ─▶ limits of who asks ─▶ handler      [ref xrpc-server]
 *                 (procedureOf)             (the handler's own)
 *
 * Parameters and JSON input are decoded, defaulted and validated against the
 * lexicon before the handler runs; what it returns is converted to JSON. A
 * stranger's body is not read where the method is for somebody known. A raw
 * body, CAR or blob, is bytes on either side. An `XrpcError` becomes its JSON
 * body; any other failure is 500 without details; a defect stays a defect, for
 * the world to count and answer.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Data } from "../../protocol/data/Data.ts"
import * as Json from "../../protocol/data/Json.ts"
import type { Methods } from "../../protocol/lexicon/generated/Methods.ts"
import type { Body } from "../../protocol/lexicon/Document.ts"
import type { LexiconError } from "../../protocol/lexicon/LexiconError.ts"
import { standard } from "../../protocol/lexicon/Registry.ts"
import * as XrpcError from "../../protocol/xrpc/XrpcError.ts"
import * as Nsid from "../../protocol/syntax/Nsid.ts"
import * as MessageBody from "./Body.ts"
import * as Parameters from "./Parameters.ts"

type NsidOf<Kind extends "query" | "procedure"> = {
  [K in keyof Methods]: Methods[K]["kind"] extends Kind ? K : never
}[keyof Methods]

export interface Call<K extends keyof Methods> {
  readonly params: Methods[K]["paramsRead"]
  readonly input: Methods[K]["input"]
  readonly headers: HttpServerRequest.HttpServerRequest["headers"]
  readonly request: HttpServerRequest.HttpServerRequest
}

/** An output together with response headers, such as `atproto-repo-rev`; their names are in lower case. */
export class Answer<A> {
  readonly output: A
  readonly headers: Readonly<Record<string, string>>
  constructor(output: A, headers: Readonly<Record<string, string>>) {
    this.output = output
    this.headers = headers
  }
}

export const answer = <A>(output: A, headers: Readonly<Record<string, string>>): Answer<A> => new Answer(output, headers)

type Said<K extends keyof Methods> = Methods[K]["output"] | Answer<Methods[K]["output"]> | HttpServerResponse.HttpServerResponse | void

export type Handler<K extends keyof Methods, E, R> = (call: Call<K>) => Effect.Effect<Said<K>, E, R>

/** Whether outputs are held against the lexicon too: on in tests, where a wrong one is a defect. */
export const ValidateOutput = Context.Reference<boolean>("orrery/xrpc/ValidateOutput", { defaultValue: () => false })

/** Larger JSON bodies are refused: no method needs them. A record may have 1 MB as CBOR. */
const maxJsonBytes = 2 * 1024 * 1024

/** Browsers are clients too, and read `atproto-repo-rev` and the rate limits from headers. */
const cors = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" }

/** What was said to somebody in particular is for no shared cache, however it is set up. RFC 9111 §3.5 */
const personal = { ...cors, "cache-control": "private", vary: "authorization" }

const commonHeaders = ({ headers }: HttpServerRequest.HttpServerRequest): Readonly<Record<string, string>> =>
  headers["authorization"] === undefined ? cors : personal

export const errorResponse = (error: XrpcError.XrpcError, common: Readonly<Record<string, string>> = cors): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(error.body, { status: error.status, headers: { ...common, ...error.headers } })

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const parseJson = (bytes: Uint8Array): Result.Result<Data, XrpcError.XrpcError> => {
  let json: unknown
  try {
    json = JSON.parse(decoder.decode(bytes))
  } catch {
    return Result.fail(XrpcError.invalidRequest("the body is not JSON"))
  }
  return Result.mapError(Json.fromJson(json), (error) => XrpcError.invalidRequest(`the body is not valid data: ${error.message}`))
}

const wrong = (error: LexiconError): XrpcError.XrpcError => XrpcError.invalidRequest(error.message)

/** A Lexicon asks for one MIME type, or for a range such as `image/*`. [xrpc] */
const hasEncoding = (encoding: string, contentType: string): boolean => {
  if (encoding === "*/*") return true
  const end = contentType.indexOf(";")
  const type = (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
  return encoding.endsWith("/*") ? type.startsWith(encoding.slice(0, -1)) : type === encoding
}

/** Refuses a body of another type than the method's. */
const wrongType = (body: Body, request: HttpServerRequest.HttpServerRequest): XrpcError.XrpcError | undefined => {
  const type = request.headers["content-type"] ?? ""
  return hasEncoding(body.encoding, type) ? undefined : XrpcError.invalidRequest(`the body must be ${body.encoding}, not "${type}"`)
}

const bounded = MessageBody.within(maxJsonBytes)
const unreadable = MessageBody.tooLarge(maxJsonBytes)

const inputOf = (nsid: string, body: Body, bytes: Uint8Array): Result.Result<unknown, XrpcError.XrpcError> => {
  if (body.encoding !== "application/json") return Result.succeed(bytes)
  const json = parseJson(bytes)
  if (Result.isFailure(json)) return json
  const input = standard.fillInput(nsid, json.success)
  const verdict = standard.validateInput(nsid, input)
  return Result.isFailure(verdict) ? Result.fail(wrong(verdict.failure)) : Result.succeed(input)
}

/** The NSID of an XRPC request, whether or not anybody serves it. */
export const nsidOf = (request: HttpServerRequest.HttpServerRequest): string | undefined => {
  const name = /^\/xrpc\/([^/?#]+)(?:[?#]|$)/.exec(request.url)?.[1]
  return name !== undefined && Nsid.is(name) ? name : undefined
}

const noParameters = new URLSearchParams()

const searchOf = (url: string): URLSearchParams => {
  const start = url.indexOf("?")
  return start < 0 ? noParameters : new URLSearchParams(url.slice(start + 1))
}

const encoder = new TextEncoder()

/** Its headers are not copied from the given ones but completed by them: nobody else has them yet. */
const jsonResponse = (text: string, headers: Readonly<Record<string, string>>): HttpServerResponse.HttpServerResponse => {
  const response = HttpServerResponse.uint8Array(encoder.encode(text), { contentType: "application/json; charset=utf-8" })
  Object.assign(response.headers, headers)
  return response
}

const respond = (
  nsid: string,
  result: unknown,
  validate: boolean,
  common: Readonly<Record<string, string>>
): HttpServerResponse.HttpServerResponse => {
  if (HttpServerResponse.isHttpServerResponse(result)) return HttpServerResponse.setHeaders(result, common)
  const headers = result instanceof Answer ? { ...common, ...result.headers } : common
  const output = result instanceof Answer ? result.output : result
  if (output === undefined) return HttpServerResponse.empty({ status: 200, headers })
  if (output instanceof Uint8Array) {
    const contentType = standard.method(nsid)?.output?.encoding ?? "application/octet-stream"
    return HttpServerResponse.uint8Array(output, { headers, contentType: contentType === "*/*" ? "application/octet-stream" : contentType })
  }
  if (validate) Result.getOrThrow(standard.validateOutput(nsid, output))
  return jsonResponse(JSON.stringify(Json.toJson(output as Data)), headers)
}

/** The response to any failure of a handler: an `XrpcError` as it is, all else 500 without details. */
export const failure = (error: unknown, common: Readonly<Record<string, string>> = cors): HttpServerResponse.HttpServerResponse =>
  errorResponse(error instanceof XrpcError.XrpcError ? error : XrpcError.internalServerError(), common)

/** Exactly this path, with a query string or without. */
const isPathOf = (url: string, path: string): boolean =>
  url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === 0x3f)

const refuseUnknown = (nsid: string | undefined, path: string): XrpcError.XrpcError =>
  nsid === undefined ? XrpcError.xrpcNotSupported(`${path} is no XRPC method`) : XrpcError.methodNotImplemented(`${nsid} is not served here`)

/**
 * Runs a handler with the services of its Layer and the request, and nothing
 * else of the fiber's: to merge the two contexts at each request costs more
 * than to route it.
 */
const within = <R>(context: Context.Context<R>) =>
  <A, E>(handle: Effect.Effect<A, E, R | HttpServerRequest.HttpServerRequest>): Effect.Effect<A, E, HttpServerRequest.HttpServerRequest> =>
    Effect.updateContext(handle, (current: Context.Context<HttpServerRequest.HttpServerRequest>) =>
      Context.add(context, HttpServerRequest.HttpServerRequest, Context.get(current, HttpServerRequest.HttpServerRequest)))

/** Who asks, by all but the input; or why that one may not. */
export type Authenticate<K extends keyof Methods, A, E, R> = (call: Omit<Call<K>, "input">) => Effect.Effect<A, E, R>

const route = <K extends keyof Methods, A, E, R>(
  verb: "GET" | "POST",
  nsid: K,
  authenticate: Authenticate<K, A, E, R> | undefined,
  handler: (call: Call<K>, caller: A) => Effect.Effect<Said<K>, E, R>,
  body: "read" | "unread" = "read"
) =>
  Layer.effectDiscard(Effect.gen(function*() {
    const path = `/xrpc/${nsid}` as const
    const router = yield* HttpRouter.HttpRouter
    const context = yield* Effect.context<R>()
    const validate = yield* ValidateOutput
    const input = verb === "POST" && body === "read" ? standard.input(nsid) : undefined
    const refuse = (error: XrpcError.XrpcError) => Effect.succeed(errorResponse(error))
    // Validated against the same document that the types are generated from.
    const callOf = (request: HttpServerRequest.HttpServerRequest, params: unknown, said: unknown) =>
      ({ params, input: said, headers: request.headers, request }) as unknown as Call<K>
    const answer = (request: HttpServerRequest.HttpServerRequest, params: unknown, said: unknown, caller: A) => {
      const common = commonHeaders(request)
      return Effect.match(handler(callOf(request, params, said), caller), {
        onFailure: (error) => failure(error, common),
        onSuccess: (result) => respond(nsid, result, validate, common)
      })
    }
    const take = (request: HttpServerRequest.HttpServerRequest, params: unknown, caller: A): Effect.Effect<HttpServerResponse.HttpServerResponse, never, R> => {
      if (input === undefined) return answer(request, params, undefined, caller)
      const misfit = MessageBody.packed(request) ?? wrongType(input, request)
      if (misfit !== undefined) return refuse(misfit)
      return Effect.matchEffect(bounded(request.arrayBuffer), {
        onFailure: () => refuse(unreadable),
        onSuccess: (bytes) => {
          const said = inputOf(nsid, input, new Uint8Array(bytes))
          return Result.isFailure(said) ? refuse(said.failure) : answer(request, params, said.success, caller)
        }
      })
    }
    const handle = Effect.withFiber((fiber): Effect.Effect<HttpServerResponse.HttpServerResponse, never, R> => {
      const request = Context.getUnsafe(fiber.context, HttpServerRequest.HttpServerRequest)
      // The router ignores case and what follows a `;`. Names are case-sensitive. [nsid]
      if (!isPathOf(request.url, path)) return refuse(refuseUnknown(nsidOf(request), request.url.split("?")[0]!))
      const params = Parameters.decode(nsid, searchOf(request.url))
      if (Result.isFailure(params)) return refuse(wrong(params.failure))
      if (authenticate === undefined) return take(request, params.success, undefined as A)
      return Effect.matchEffect(authenticate(callOf(request, params.success, undefined)), {
        onFailure: (error) => Effect.succeed(failure(error, commonHeaders(request))),
        onSuccess: (caller) => take(request, params.success, caller)
      })
    })
    yield* router.add(verb, path, within(context)(handle))
  }))

export const query = <K extends NsidOf<"query">, E, R>(nsid: K, handler: Handler<K, E, R>) => route("GET", nsid, undefined, handler)

/** A procedure for anybody; or one without input, whose handler asks itself. */
export const procedure = <K extends NsidOf<"procedure">, E, R>(nsid: K, handler: Handler<K, E, R>) => route("POST", nsid, undefined, handler)

/** A procedure for somebody: its input is not even read before it is known who asks. */
export const procedureOf = <K extends NsidOf<"procedure">, A, E, R, E2, R2>(
  nsid: K,
  authenticate: Authenticate<K, A, E2, R2>,
  handler: (call: Call<K>, caller: A) => ReturnType<Handler<K, E, R>>
) => route<K, A, E | E2, R | R2>("POST", nsid, authenticate, handler)

/** A procedure whose handler reads the body itself, as it comes (`Body.ts`), if it wants it at all. */
export const procedureUnread = <K extends NsidOf<"procedure">, E, R>(
  nsid: K,
  handler: (call: Omit<Call<K>, "input">) => ReturnType<Handler<K, E, R>>
) => route("POST", nsid, undefined, handler, "unread")

const preflight = HttpServerResponse.empty({
  status: 204,
  headers: {
    ...cors,
    "access-control-allow-methods": "GET, POST, HEAD, OPTIONS",
    // The star does not stand for Authorization. [Fetch, CORS non-wildcard request-header name]
    "access-control-allow-headers": "*, authorization",
    "access-control-max-age": "86400"
  }
})

/** The verb of a known method that is not the request's; a HEAD is a GET without its body. */
export const otherVerb = (nsid: string, verb: string): "GET" | "POST" | undefined => {
  const method = standard.method(nsid)
  if (method === undefined) return undefined
  const expected = method.type === "procedure" ? "POST" : "GET"
  return verb === expected || (verb === "HEAD" && expected === "GET") ? undefined : expected
}

const otherVerbs = ["PUT", "PATCH", "DELETE"] as const

/**
 * All that no route takes: unknown methods go to a proxy, or to the plain
 * refusal of `unknownMethods`; known ones by the wrong verb are refused here.
 * Answers browsers' preflight requests too.
 */
export const fallback = <E, R>(
  handler: (request: HttpServerRequest.HttpServerRequest, nsid: string) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
) =>
  Layer.effectDiscard(Effect.gen(function*() {
    const router = yield* HttpRouter.HttpRouter
    const context = yield* Effect.context<R>()
    const dispatch = Effect.fnUntraced(function*(request: HttpServerRequest.HttpServerRequest) {
      const nsid = nsidOf(request)
      if (nsid === undefined) return yield* refuseUnknown(nsid, request.url.split("?")[0]!)
      const expected = otherVerb(nsid, request.method)
      if (expected !== undefined) return yield* XrpcError.invalidRequest(`${nsid} is called by ${expected}, not ${request.method}`)
      return HttpServerResponse.setHeaders(yield* handler(request, nsid), commonHeaders(request))
    })
    const handle = within(context)(Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.catch(dispatch(request), (error) => Effect.succeed(failure(error, commonHeaders(request))))))
    yield* router.add("GET", "/xrpc/*", handle)
    yield* router.add("POST", "/xrpc/*", handle)
    for (const verb of otherVerbs) {
      yield* router.add(verb, "/xrpc/*", Effect.succeed(failure(XrpcError.invalidRequest(`methods are called by GET or POST, not ${verb}`))))
    }
    yield* router.add("OPTIONS", "/xrpc/*", preflight)
  }))

export const unknownMethods = fallback((request, nsid) => Effect.fail(refuseUnknown(nsid, request.url)))
