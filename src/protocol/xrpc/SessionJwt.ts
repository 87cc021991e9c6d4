/**
 * A PDS's own tokens: access and refresh, HMAC-SHA256 under a secret that only
 * this PDS knows. To everybody else they are opaque. [xrpc], [ref pds]
 *
 * The two kinds never stand for each other, nor for a service or DPoP token:
 * `typ` is part of what is signed, and `verify` is told which one it wants. [AUTH-5]
 */
import * as Result from "effect/Result"
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto"
import * as Jwt from "./Jwt.ts"

export { JwtError } from "./Jwt.ts"

export type SessionType = "at+jwt" | "refresh+jwt"

export interface SessionClaims {
  readonly scope: string
  /** DID of the PDS. */
  readonly aud: string
  /** DID of the account. */
  readonly sub: string
  readonly iat: number
  readonly exp: number
  /** Names the token; refresh tokens always have one. */
  readonly jti?: string
  /** Names the session that access and refresh tokens belong to, through all rotations. */
  readonly sid?: string
}

export interface CreateOptions {
  readonly typ: SessionType
  readonly scope: string
  readonly aud: string
  readonly sub: string
  readonly iatSeconds: number
  readonly expSeconds: number
  readonly jti?: string | undefined
  readonly sid?: string | undefined
}

/** At least 32 bytes. A `KeyObject` is taken in once, plain bytes each time. */
export type Secret = Uint8Array | KeyObject

const mac = (secret: Secret, bytes: Uint8Array): Uint8Array => createHmac("sha256", secret).update(bytes).digest()

export const create = (options: CreateOptions, secret: Secret): string =>
  Jwt.encode(
    { typ: options.typ, alg: "HS256" },
    {
      scope: options.scope,
      aud: options.aud,
      sub: options.sub,
      iat: Math.floor(options.iatSeconds),
      exp: Math.floor(options.expSeconds),
      jti: options.jti,
      sid: options.sid
    },
    (signingInput) => mac(secret, signingInput)
  )

export interface VerifyOptions {
  readonly typ: SessionType
  readonly aud: string
  readonly nowSeconds: number
  /** deleteSession takes an expired refresh token. */
  readonly allowExpired?: boolean
}

const fail = (error: Jwt.JwtError["error"], message: string) => Result.fail(new Jwt.JwtError({ error, message }))

export const verify = (token: string, secret: Secret, options: VerifyOptions): Result.Result<SessionClaims, Jwt.JwtError> => {
  const parts = Jwt.decode(token)
  if (Result.isFailure(parts)) return Result.fail(parts.failure)
  const { claims, header, signature, signingInput } = parts.success
  if (header["alg"] !== "HS256") return fail("BadJwtAlgorithm", "alg is HS256")
  const expected = mac(secret, signingInput)
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return fail("BadJwtSignature", "not a token of this server")
  if (header["typ"] !== options.typ) return fail("BadJwtType", `typ is ${String(header["typ"])}, not ${options.typ}`)
  const { aud, exp, iat, jti, scope, sid, sub } = claims
  if (
    typeof aud !== "string" || typeof sub !== "string" || typeof scope !== "string"
    || typeof iat !== "number" || typeof exp !== "number" || (jti !== undefined && typeof jti !== "string")
    || (sid !== undefined && typeof sid !== "string")
  ) return fail("BadJwt", "claims are missing")
  if (aud !== options.aud) return fail("BadJwtAudience", "the token is for another server")
  if (options.nowSeconds >= exp && options.allowExpired !== true) return fail("JwtExpired", "the token is expired")
  return Result.succeed({ aud, sub, scope, iat, exp, ...(jti === undefined ? {} : { jti }), ...(sid === undefined ? {} : { sid }) })
}
