/**
 * Service auth: a token by which an account's PDS speaks for it at one other
 * service. Signed with a key of the account's DID document. [xrpc]
 *
 * A receiver takes a token only if all hold [AUTH-1, AUTH-5]:
 * 1. `typ` is not that of another kind of token, `alg` is the key's.
 * 2. `aud` is one of the receiver's own names; a bare DID counts only where the
 *    receiver lists it. It is no wildcard.
 * 3. `lxm` is the method called.
 * 4. `exp` is ahead, but not by much more than an hour; `nbf`, if any, is past.
 * 5. `kid` names a kind of key accepted here: `#atproto` unless said otherwise.
 * 6. The signature is low-S and holds under that key of `iss`' document (`verify`).
 * 7. `jti` was not seen before: the receiver's memory, not here.
 */
import * as Result from "effect/Result"
import type { Curve, KeyPair, Keys } from "../keys/Keys.ts"
import * as DidKey from "../keys/DidKey.ts"
import * as Did from "../syntax/Did.ts"
import * as Jwt from "./Jwt.ts"

export { JwtError } from "./Jwt.ts"

type Algorithm = "ES256K" | "ES256"

const algorithmOf: { readonly [curve in Curve]: Algorithm } = { k256: "ES256K", p256: "ES256" }
/** Access, refresh and proof-of-possession tokens are other things. */
const foreignTypes = new Set(["at+jwt", "refresh+jwt", "dpop+jwt"])

export interface Claims {
  /** The account's DID, without fragment: naming the key is `kid`'s job. */
  readonly iss: Did.Did
  /** `did#service`, or a bare DID by older software. */
  readonly aud: string
  readonly iat?: number
  readonly nbf?: number
  readonly exp: number
  readonly jti?: string
  readonly lxm?: string
}

export interface ServiceJwt {
  readonly header: { readonly alg: Algorithm; readonly typ?: string; /** With its `#`; `#atproto` if the token names none. */ readonly kid: string }
  readonly claims: Claims
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

export interface CreateOptions {
  readonly iss: string
  readonly aud: string
  readonly lxm?: string | undefined
  readonly iatSeconds: number
  readonly expSeconds: number
  readonly jti: string
  readonly kid?: string | undefined
}

export const create = (options: CreateOptions, key: KeyPair, keys: Pick<Keys["Service"], "sign">): string =>
  Jwt.encode(
    { typ: "JWT", alg: algorithmOf[key.curve], kid: options.kid ?? "#atproto" },
    {
      iat: Math.floor(options.iatSeconds),
      iss: options.iss,
      aud: options.aud,
      exp: Math.floor(options.expSeconds),
      lxm: options.lxm,
      jti: options.jti
    },
    (signingInput) => keys.sign(key, signingInput)
  )

const fail = (error: Jwt.JwtError["error"], message: string) => Result.fail(new Jwt.JwtError({ error, message }))

const isSeconds = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0
const isOptionalString = (value: unknown): value is string | undefined => value === undefined || typeof value === "string"

export const decode = (token: string): Result.Result<ServiceJwt, Jwt.JwtError> => {
  const parts = Jwt.decode(token)
  if (Result.isFailure(parts)) return Result.fail(parts.failure)
  const { claims, header, signature, signingInput } = parts.success
  const { alg, kid, typ } = header
  if (!isOptionalString(typ) || (typ !== undefined && foreignTypes.has(typ.toLowerCase()))) return fail("BadJwtType", `a token of typ ${String(typ)} is not for service auth`)
  if (alg !== "ES256K" && alg !== "ES256") return fail("BadJwtAlgorithm", "alg is ES256K or ES256")
  if (kid !== undefined && (typeof kid !== "string" || !/^#[^#\s]+$/.test(kid))) return fail("BadJwt", "kid is a fragment such as #atproto")
  if (signature.length !== 64) return fail("BadJwtSignature", "a signature has 64 bytes")
  const { aud, exp, iat, iss, jti, lxm, nbf } = claims
  if (typeof iss !== "string" || !Did.is(iss)) return fail("BadJwtIssuer", "iss is a DID without fragment")
  if (typeof aud !== "string") return fail("BadJwtAudience", "aud is missing")
  if (!isSeconds(exp)) return fail("BadJwt", "exp is missing, or not a time in seconds")
  if (iat !== undefined && !isSeconds(iat)) return fail("BadJwt", "iat is not a time in seconds")
  if (nbf !== undefined && !isSeconds(nbf)) return fail("BadJwt", "nbf is not a time in seconds")
  if (!isOptionalString(jti) || !isOptionalString(lxm)) return fail("BadJwt", "jti and lxm are strings")
  return Result.succeed({
    header: { alg, kid: kid ?? "#atproto", ...(typ === undefined ? {} : { typ }) },
    claims: {
      iss,
      aud,
      exp,
      ...(iat === undefined ? {} : { iat }),
      ...(nbf === undefined ? {} : { nbf }),
      ...(jti === undefined ? {} : { jti }),
      ...(lxm === undefined ? {} : { lxm })
    },
    signingInput,
    signature
  })
}

export interface CheckOptions {
  /** The receiver's names: `did#service`, and the bare DID where old callers are to be served. */
  readonly aud: ReadonlyArray<string>
  readonly lxm: string
  readonly nowSeconds: number
  /** Kinds of key accepted, with `#`; default `#atproto` alone. */
  readonly keyIds?: ReadonlyArray<string>
}

/** Clocks differ; what outlives this is a standing key rather than a token for one call. */
const leewaySeconds = 300
const maxAheadSeconds = 3600 + leewaySeconds

/** Rules 2 to 5. */
export const check = (jwt: ServiceJwt, options: CheckOptions): Result.Result<ServiceJwt, Jwt.JwtError> => {
  const { claims, header } = jwt
  if (!options.aud.includes(claims.aud)) return fail("BadJwtAudience", `this service is not ${claims.aud}`)
  if (claims.lxm !== options.lxm) return fail("BadJwtLexiconMethod", `the token is for ${claims.lxm ?? "no method"}, not for ${options.lxm}`)
  if (options.nowSeconds >= claims.exp) return fail("JwtExpired", "the token is expired")
  if (claims.exp > options.nowSeconds + maxAheadSeconds) return fail("BadJwt", "a token is good for an hour at most")
  if (claims.nbf !== undefined && claims.nbf > options.nowSeconds + leewaySeconds) return fail("BadJwt", "the token is not good yet")
  if (!(options.keyIds ?? ["#atproto"]).includes(header.kid)) return fail("BadJwtIssuer", `a key ${header.kid} may not sign this`)
  return Result.succeed(jwt)
}

/** Rule 6, under the did:key that `iss`' document lists as `kid`; `alg` must be that key's. */
export const verify = (jwt: ServiceJwt, didKey: string, keys: Pick<Keys["Service"], "verify">): boolean => {
  const parsed = DidKey.parse(didKey)
  return Result.isSuccess(parsed)
    && algorithmOf[parsed.success.curve] === jwt.header.alg
    && keys.verify(didKey, jwt.signingInput, jwt.signature)
}
