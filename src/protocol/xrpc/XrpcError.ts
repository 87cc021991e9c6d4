/**
 * An error that an XRPC method answers with: a name, a status, perhaps a
 * sentence. [xrpc]
 *
 * The generic names below belong to every method; others are declared by a
 * method's Lexicon, with status 400 unless said otherwise.
 */
import * as Data from "effect/Data"

export class XrpcError extends Data.TaggedError("XrpcError")<{
  readonly status: number
  /** A name without white space. */
  readonly error: string
  readonly message?: string | undefined
  /** Further response headers, such as `Retry-After` or `WWW-Authenticate`. */
  readonly headers?: { readonly [name: string]: string } | undefined
}> {
  get body(): { readonly error: string; readonly message?: string } {
    return this.message === undefined || this.message === "" ? { error: this.error } : { error: this.error, message: this.message }
  }
}

const generic = (status: number, error: string) => (message?: string): XrpcError => new XrpcError({ status, error, message })

/** 400, with a name that the method's Lexicon declares. */
export const declared = (error: string, message?: string): XrpcError => new XrpcError({ status: 400, error, message })

export const invalidRequest = generic(400, "InvalidRequest")
export const expiredToken = generic(400, "ExpiredToken")
export const invalidToken = generic(400, "InvalidToken")
export const authenticationRequired = (message?: string): XrpcError =>
  new XrpcError({ status: 401, error: "AuthenticationRequired", message, headers: { "www-authenticate": "Bearer" } })
export const forbidden = generic(403, "Forbidden")
/** The path is no XRPC method at all. */
export const xrpcNotSupported = generic(404, "XRPCNotSupported")
export const notAcceptable = generic(406, "NotAcceptable")
export const payloadTooLarge = generic(413, "PayloadTooLarge")
export const unsupportedMediaType = generic(415, "UnsupportedMediaType")
export const rateLimitExceeded = (retryAfterSeconds: number, message?: string): XrpcError =>
  new XrpcError({ status: 429, error: "RateLimitExceeded", message, headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) } })
/** Says nothing of what went wrong inside. */
export const internalServerError = generic(500, "InternalServerError")
export const methodNotImplemented = generic(501, "MethodNotImplemented")
export const upstreamFailure = generic(502, "UpstreamFailure")
export const notEnoughResources = generic(503, "NotEnoughResources")
export const upstreamTimeout = generic(504, "UpstreamTimeout")

const nameOf: { readonly [status: number]: string } = {
  400: "InvalidRequest", 401: "AuthenticationRequired", 403: "Forbidden", 404: "XRPCNotSupported", 406: "NotAcceptable",
  413: "PayloadTooLarge", 415: "UnsupportedMediaType", 429: "RateLimitExceeded", 500: "InternalServerError",
  501: "MethodNotImplemented", 502: "UpstreamFailure", 503: "NotEnoughResources", 504: "UpstreamTimeout"
}

/** What a client makes of an error response, whatever its body: JSON, HTML or nothing. */
export const fromResponse = (status: number, body: unknown): XrpcError => {
  const named = typeof body === "object" && body !== null ? (body as { readonly error?: unknown; readonly message?: unknown }) : {}
  const isName = typeof named.error === "string" && /^\S{1,128}$/.test(named.error)
  const error = isName ? (named.error as string) : nameOf[status] ?? (status >= 500 ? "InternalServerError" : "InvalidRequest")
  return new XrpcError({ status, error, message: typeof named.message === "string" ? named.message : undefined })
}
