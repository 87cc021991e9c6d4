/**
 * Who asks: a service token by the user's PDS, for this App View and this very
 * method, used once; or nobody. protocol-facts §12.3; AUTH-1, AUTH-2
 *
 * `aud` may be the bare DID as well, which older software sends.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Keys } from "../../../protocol/keys/Keys.ts"
import * as LabelersHeader from "../../../protocol/xrpc/LabelersHeader.ts"
import * as ServiceJwt from "../../../protocol/xrpc/ServiceJwt.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import { Resolver } from "../../identity/Resolver.ts"
import { RefreshLimit } from "../RefreshLimit.ts"
import type { Asker } from "../view/State.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** A token that was seen is remembered until it expires. Beyond so many the expired are swept out. */
const sweepAt = 10_000
/** A longer life than this is nobody's. [xrpc] */
const maxLifeSeconds = 3_600

const refuse = (error: string, message: string) => new XrpcError.XrpcError({ status: 401, error, message })

export interface Options {
  readonly did: string
  /** Whose labels an asker gets who names none. */
  readonly labelers: ReadonlyArray<LabelersHeader.AcceptedLabeler>
}

export const make = Effect.fnUntraced(function*(options: Options) {
  const keys = yield* Keys
  const resolver = yield* Resolver
  const names = [`${options.did}#bsky_appview`, options.did]
  const seen = new Map<string, number>()
  let sweepNext = sweepAt
  const limit = new RefreshLimit()

  const firstUse = (id: string, expSeconds: number, nowSeconds: number): boolean => {
    if (seen.has(id)) return false
    seen.set(id, expSeconds)
    if (seen.size > sweepNext) {
      for (const [known, exp] of seen) if (exp <= nowSeconds) seen.delete(known)
      sweepNext = Math.max(sweepAt, seen.size * 2)
    }
    return true
  }

  const keyOf = (document: ReturnType<typeof resolver.did>) =>
    Effect.match(document, { onFailure: () => undefined, onSuccess: ({ signingKey }) => signingKey })

  const verifies = Effect.fnUntraced(function*(jwt: ServiceJwt.ServiceJwt, nowMillis: number) {
    const { iss } = jwt.claims
    const key = yield* keyOf(resolver.did(iss))
    if (key !== undefined && ServiceJwt.verify(jwt, key, keys)) return true
    if (!limit.take(iss, nowMillis)) return false
    const again = yield* keyOf(resolver.refresh(iss))
    return again !== undefined && again !== key && ServiceJwt.verify(jwt, again, keys)
  })

  /** The user of a token that is for one of `audience` and for `lxm`. */
  const user = Effect.fnUntraced(function*(token: string, audience: ReadonlyArray<string>, lxm: string) {
    const nowSeconds = (yield* Clock.currentTimeMillis) / 1000
    const jwt = Result.flatMap(ServiceJwt.decode(token), (jwt) => ServiceJwt.check(jwt, { aud: audience, lxm, nowSeconds }))
    if (Result.isFailure(jwt)) return yield* refuse(jwt.failure.error, jwt.failure.message)
    const { exp, iss, jti } = jwt.success.claims
    if (exp > nowSeconds + maxLifeSeconds) return yield* refuse("BadJwt", "the token lives too long")
    if (!(yield* verifies(jwt.success, nowSeconds * 1000))) return yield* refuse("BadJwtSignature", `not signed by ${iss}`)
    if (jti !== undefined && !firstUse(`${iss} ${jti}`, exp, nowSeconds)) return yield* refuse("BadJwt", "the token was used before")
    return iss as string
  })

  const bearer = (headers: Headers): string | undefined => /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1]

  const labelersOf = (headers: Headers) => {
    const header = headers["atproto-accept-labelers"]
    return header === undefined ? Effect.succeed(options.labelers) : Effect.mapError(
      Effect.fromResult(LabelersHeader.parse(header)),
      (error) => XrpcError.invalidRequest(error.message)
    )
  }

  return {
    names,
    user,
    bearer,
    /** The asker, or nobody; a token that is there must hold. */
    optional: Effect.fnUntraced(function*(headers: Headers, lxm: string) {
      const labelers = yield* labelersOf(headers)
      if (headers.authorization === undefined) return { did: undefined, labelers } satisfies Asker
      const token = bearer(headers)
      if (token === undefined) return yield* XrpcError.authenticationRequired("a Bearer token is expected")
      return { did: yield* user(token, names, lxm), labelers } satisfies Asker
    }),
    anonymous: (headers: Headers) => Effect.map(labelersOf(headers), (labelers): Asker => ({ did: undefined, labelers }))
  }
})

export type Access = Effect.Success<ReturnType<typeof make>>
