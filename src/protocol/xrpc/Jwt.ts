/**
 * The frame that all tokens share: `header.claims.signature`, each in strict
 * base64url, the first two JSON objects in valid UTF-8. RFC 7515 §3.1
 *
 * Decoding proves nothing: who made a token, and for whom, is for
 * `ServiceJwt` and `SessionJwt` to check.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Base64Url from "../keys/Base64Url.ts"

/** Why a token was refused. `error` is the XRPC name to answer with. */
export class JwtError extends Data.TaggedError("JwtError")<{
  readonly error: "BadJwt" | "BadJwtType" | "BadJwtAlgorithm" | "BadJwtSignature" | "BadJwtAudience" | "BadJwtLexiconMethod" | "BadJwtIssuer" | "JwtExpired"
  readonly message: string
}> {}

export type JsonObject = { readonly [key: string]: unknown }

export interface Parts {
  readonly header: JsonObject
  readonly claims: JsonObject
  /** The text that the signature is over. */
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

const maxLength = 8_192
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

const objectOf = (part: string): JsonObject | undefined => {
  const bytes = Base64Url.decode(part)
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : undefined
  } catch {
    return undefined
  }
}

const bad = (message: string) => Result.fail(new JwtError({ error: "BadJwt", message }))

export const decode = (token: string): Result.Result<Parts, JwtError> => {
  if (token.length > maxLength) return bad(`a token is at most ${maxLength} characters`)
  const [head, body, sig, ...more] = token.split(".")
  if (head === undefined || body === undefined || sig === undefined || more.length > 0) return bad("a token has three parts")
  const header = objectOf(head)
  if (header === undefined) return bad("the header is not a JSON object in base64url")
  const claims = objectOf(body)
  if (claims === undefined) return bad("the claims are not a JSON object in base64url")
  const signature = Base64Url.decode(sig)
  if (signature === undefined) return bad("the signature is not base64url")
  return Result.succeed({ header, claims, signingInput: encoder.encode(`${head}.${body}`), signature })
}

/** Signs and joins. Undefined members are left out, as JSON does. */
export const encode = (header: JsonObject, claims: JsonObject, sign: (signingInput: Uint8Array) => Uint8Array): string => {
  const part = (object: JsonObject): string => Base64Url.encode(encoder.encode(JSON.stringify(object)))
  const signingInput = `${part(header)}.${part(claims)}`
  return `${signingInput}.${Base64Url.encode(sign(encoder.encode(signingInput)))}`
}
