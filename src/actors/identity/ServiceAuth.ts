/**
 * The receiving side of service auth: who calls, on whose word. [xrpc];
 * AUTH-1, AUTH-2
 *
 * Keeps what the token itself cannot carry: the tokens already used, and one
 * fresh look at the caller's document a minute when signatures fail.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import * as ServiceJwt from "../../protocol/xrpc/ServiceJwt.ts"
import * as XrpcError from "../../protocol/xrpc/XrpcError.ts"
import type { ResolveError } from "./ResolveError.ts"
import { RefreshLimit } from "./RefreshLimit.ts"
import { Resolver } from "./Resolver.ts"

export interface Demand {
  /** The receiver's names: `did#service`, and the bare DID where old callers are served. */
  readonly audience: ReadonlyArray<string>
  readonly method: string
}

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>
}

export class ServiceAuth extends Context.Service<ServiceAuth, {
  /** The caller's DID; 401 without a token that holds. */
  readonly required: (request: Request, demand: Demand) => Effect.Effect<Did, XrpcError.XrpcError>
  /** The caller's DID, or undefined for a request without `Authorization`; 401 for a token that does not hold. */
  readonly optional: (request: Request, demand: Demand) => Effect.Effect<Did | undefined, XrpcError.XrpcError>
}>()("orrery/ServiceAuth") {}

/** Spent tokens are remembered until they expire; this many at the most, the oldest forgotten first. */
const maxSpent = 100_000

const refused = (error: string, message: string) => new XrpcError.XrpcError({ status: 401, error, message })

export const layer: Layer.Layer<ServiceAuth, never, Resolver | Keys> = Layer.effect(ServiceAuth)(Effect.gen(function*() {
  const resolver = yield* Resolver
  const keys = yield* Keys
  const spent = new Map<string, number>()
  const limit = new RefreshLimit()

  /** True the first time. Expired entries stand in front, for tokens live about equally long. */
  const spend = (id: string, expSeconds: number, nowSeconds: number): boolean => {
    for (const [old, exp] of spent) {
      if (exp > nowSeconds && spent.size < maxSpent) break
      spent.delete(old)
    }
    if (spent.has(id)) return false
    spent.set(id, expSeconds)
    return true
  }

  const holdsUnder = (jwt: ServiceJwt.ServiceJwt, didKey: string | undefined): boolean =>
    didKey !== undefined && ServiceJwt.verify(jwt, didKey, keys)

  const judge = Effect.fnUntraced(function*(token: string, demand: Demand) {
    const nowSeconds = (yield* Clock.currentTimeMillis) / 1_000
    const checked = Result.flatMap(ServiceJwt.decode(token), (jwt) =>
      ServiceJwt.check(jwt, { aud: demand.audience, lxm: demand.method, nowSeconds }))
    if (Result.isFailure(checked)) return yield* refused(checked.failure.error, checked.failure.message)
    const jwt = checked.success
    const { exp, iss, jti } = jwt.claims
    if (jti === undefined) return yield* refused("BadJwt", "the token has no jti")
    // Errors are made when they are needed: each takes its stack along.
    // A directory that does not answer says nothing of the caller: that may pass, a refusal would not.
    const outOfReach = () => XrpcError.upstreamFailure(`${iss} cannot be resolved for the moment`)
    const unknown = (error: ResolveError) =>
      error.reason === "Unreachable" ? outOfReach() : refused("BadJwtIssuer", `${iss} cannot be resolved`)
    const document = yield* Effect.mapError(resolver.did(iss), unknown)
    if (!holdsUnder(jwt, document.signingKey)) {
      const bad = () => refused("BadJwtSignature", `the signature does not hold under the key of ${iss}`)
      // The key may have changed since: look once, and not for every forgery that somebody sends in this name. SYNC-12
      if (!limit.take(iss, nowSeconds * 1_000)) return yield* limit.isAway(iss) ? outOfReach() : bad()
      const fresh = yield* resolver.refresh(iss).pipe(
        Effect.tapError((error) => Effect.sync(() => error.reason === "Unreachable" ? limit.wasAway(iss) : undefined)),
        Effect.mapError(unknown)
      )
      if (!holdsUnder(jwt, fresh.signingKey)) return yield* bad()
    }
    if (!spend(`${iss} ${jti}`, exp, nowSeconds)) return yield* refused("JwtReplayed", "this token was used before")
    return iss
  })

  const optional = (request: Request, demand: Demand) => {
    if (request.headers["authorization"] === undefined) return Effect.succeed(undefined)
    const token = BearerAuth.tokenOf(request.headers)
    return token === undefined
      ? Effect.fail(XrpcError.authenticationRequired("Authorization must be a Bearer token"))
      : judge(token, demand)
  }

  return ServiceAuth.of({
    optional,
    required: (request, demand) =>
      Effect.flatMap(optional(request, demand), (did) =>
        did === undefined ? Effect.fail(XrpcError.authenticationRequired("this method needs service auth")) : Effect.succeed(did))
  })
}))
