/**
 * One UCAN: a signed grant from `iss` to `aud`, as a JWT. [UCAN 0.10]
 *
 *     header   { alg: ES256K | ES256, typ: JWT }
 *     payload  { ucv, iss, aud, nbf?, exp, nnc, cap, prf }
 *
 * 1. Names: a DID that signs under the key `#delegation` of its document, or a
 *    did:key, which is its own document.
 * 2. A token is named by the CID of its text (raw, SHA-256). `prf` names at
 *    most one parent, so that a chain is a line and its check is linear.
 * 3. Closed and narrower than the specification: `exp` must be there, facts are
 *    not read and not allowed.
 *
 * A decoded token proves nothing; `Chain.verify` does. Service tokens and
 * session tokens are other things: they have no `ucv`. [AUTH-5]
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { Cid } from "../data/Cid.ts"
import * as DidKey from "../keys/DidKey.ts"
import type { Curve, KeyPair, Keys } from "../keys/Keys.ts"
import * as Did from "../syntax/Did.ts"
import * as Jwt from "../xrpc/Jwt.ts"
import * as Capability from "./Capability.ts"

export const version = "0.10.0"
/** Fragment of the verification method with which an account signs delegations. */
export const keyId = "delegation"

const algorithmOf: { readonly [curve in Curve]: string } = { k256: "ES256K", p256: "ES256" }

export class InvalidUcan extends Data.TaggedError("InvalidUcan")<{ readonly reason: string }> {
  override get message(): string {
    return `not a UCAN: ${this.reason}`
  }
}

export interface Ucan {
  readonly token: string
  readonly cid: Cid
  readonly alg: string
  readonly iss: Did.Did
  readonly aud: Did.Did
  readonly nbfSeconds: number | undefined
  readonly expSeconds: number
  readonly nonce: string
  readonly capabilities: ReadonlyArray<Capability.Capability>
  /** The parent's CID; undefined for a root. */
  readonly proof: string | undefined
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

export interface IssueOptions {
  readonly iss: string
  readonly aud: string
  readonly nbfSeconds?: number | undefined
  readonly expSeconds: number
  /** Makes two grants of one second two tokens. */
  readonly nonce: string
  readonly capabilities: ReadonlyArray<Capability.Capability>
  readonly proof?: Ucan | undefined
}

export const issue = (options: IssueOptions, key: KeyPair, keys: Pick<Keys["Service"], "sign">): string =>
  Jwt.encode(
    { alg: algorithmOf[key.curve], typ: "JWT" },
    {
      ucv: version,
      iss: options.iss,
      aud: options.aud,
      ...(options.nbfSeconds === undefined ? {} : { nbf: Math.floor(options.nbfSeconds) }),
      exp: Math.floor(options.expSeconds),
      nnc: options.nonce,
      cap: Capability.toJson(options.capabilities),
      prf: options.proof === undefined ? [] : [options.proof.cid.toString()]
    },
    (signingInput) => keys.sign(key, signingInput)
  )

const fields: ReadonlySet<string> = new Set(["ucv", "iss", "aud", "nbf", "exp", "nnc", "cap", "prf"])
const maxNonce = 128

/** A whole number of seconds that a date can hold. */
const isSeconds = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0

/** Whether a bearer token is meant as a UCAN, sound or not. */
export const looksLike = (token: string): boolean => {
  const parts = Jwt.decode(token)
  return Result.isSuccess(parts) && parts.success.claims["ucv"] !== undefined
}

const encoder = new TextEncoder()

export const cidOf = (token: string): Cid => Cid.ofRaw(encoder.encode(token))

export const decode = (token: string): Result.Result<Ucan, InvalidUcan> => {
  const fail = (reason: string) => Result.fail(new InvalidUcan({ reason }))
  const parts = Jwt.decode(token)
  if (Result.isFailure(parts)) return fail(parts.failure.message)
  const { claims, header, signature, signingInput } = parts.success
  const { alg, typ } = header
  if (Object.keys(header).length !== 2 || typ !== "JWT" || (alg !== "ES256K" && alg !== "ES256")) {
    return fail("the header is alg, ES256K or ES256, and typ JWT")
  }
  if (signature.length !== 64) return fail("a signature has 64 bytes")
  const strange = Object.keys(claims).find((field) => !fields.has(field))
  if (strange !== undefined) return fail(`there is no field ${strange.slice(0, 40)}`)
  const { aud, cap, exp, iss, nbf, nnc, prf, ucv } = claims
  if (ucv !== version) return fail(`ucv is ${version}`)
  if (typeof iss !== "string" || !Did.is(iss)) return fail("iss is a DID")
  if (typeof aud !== "string" || !Did.is(aud)) return fail("aud is a DID")
  if (!isSeconds(exp)) return fail("exp is a time in seconds")
  if (nbf !== undefined && !isSeconds(nbf)) return fail("nbf is a time in seconds")
  if (typeof nnc !== "string" || nnc.length === 0 || nnc.length > maxNonce) return fail("nnc is a short text")
  if (!Array.isArray(prf) || prf.length > 1 || prf.some((cid) => typeof cid !== "string")) return fail("prf names one parent, or none")
  const capabilities = Capability.fromJson(cap)
  if (Result.isFailure(capabilities)) return fail(capabilities.failure)
  return Result.succeed({
    token,
    cid: cidOf(token),
    alg,
    iss,
    aud,
    nbfSeconds: nbf,
    expSeconds: exp,
    nonce: nnc,
    capabilities: capabilities.success,
    proof: prf[0] as string | undefined,
    signingInput,
    signature
  })
}

/** Under a key of the issuer's; `alg` must be that key's. */
export const isSignedBy = (ucan: Ucan, didKey: string, keys: Pick<Keys["Service"], "verify">): boolean => {
  const parsed = DidKey.parse(didKey)
  return Result.isSuccess(parsed)
    && algorithmOf[parsed.success.curve] === ucan.alg
    && keys.verify(didKey, ucan.signingInput, ucan.signature)
}
