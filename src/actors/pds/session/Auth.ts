/**
 * The account that makes a request, by its access token. Service tokens are
 * `ServiceAuth`'s, and the operator's password is `BasicAuth`'s; none of the
 * kinds stands in for another. [ref pds]; AUTH-4, AUTH-5
 *
 * A delegated key comes in as an ordinary app password would, and only where a
 * method says what it would need (`delegable`). KEY-1
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Ucan from "../../../protocol/ucan/Ucan.ts"
import type { JwtError } from "../../../protocol/xrpc/SessionJwt.ts"
import { authenticationRequired, expiredToken, invalidToken, XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import { type Delegations, proofsHeader } from "../delegation/Delegations.ts"
import { type Demand, isScope, type Scope, suffices } from "./Scope.ts"
import type { Sessions } from "./Sessions.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** Who asks, and how far its session reaches. */
export interface Caller {
  readonly account: Hosted
  readonly scope: Scope
}

/** The token of `Authorization: Bearer …`; a scheme is written in any case. RFC 9110 §11.1 */
export const bearerOf = (headers: Headers): string | undefined => {
  const header = headers["authorization"]
  return header !== undefined && header.slice(0, 7).toLowerCase() === "bearer " ? header.slice(7) : undefined
}

/** As the official client expects it: `ExpiredToken` makes it refresh its session. */
export const refused = (error: JwtError): XrpcError =>
  error.error === "JwtExpired" ? expiredToken("The token has expired") : invalidToken(error.message)

/** What an account that is not active is told when it wants to act. */
export const inactive = (account: Hosted): XrpcError =>
  account.status === "takendown"
    ? new XrpcError({ status: 401, error: "AccountTakedown", message: "The account has been taken down" })
    : new XrpcError({ status: 401, error: "AccountDeactivated", message: `The account is ${account.status}` })

export const make = (options: {
  readonly sessions: Sessions
  readonly accounts: HostedAccounts
  readonly delegations: Delegations
  /** Looks whether an account that has left is back. */
  readonly lookAgain: (account: Hosted) => Effect.Effect<void>
}) => {
  const { accounts, delegations, lookAgain, sessions } = options

  const delegate = Effect.fnUntraced(function*(token: string, headers: Headers, demand: Demand) {
    const account = yield* delegations.account(token, headers[proofsHeader], demand.delegable)
    return account.status === "takendown" ? yield* inactive(account) : { account, scope: "com.atproto.appPass" } satisfies Caller
  })

  const callerOf = function*(headers: Headers, demand: Demand) {
    const token = bearerOf(headers)
    if (token === undefined) return yield* authenticationRequired("An access token is missing")
    const access = sessions.access(token)
    if (Result.isFailure(access) && access.failure.error === "BadJwtAlgorithm" && Ucan.looksLike(token)) return yield* delegate(token, headers, demand)
    const claims = yield* Effect.fromResult(Result.mapError(access, refused))
    const { scope, sub } = claims
    const account = yield* accounts.byDid(sub)
    if (account === undefined) return yield* invalidToken("The account is no longer here")
    if (account.status === "takendown" && demand.takendown !== true) return yield* inactive(account)
    if (!(yield* sessions.isLive(claims))) return yield* expiredToken("The session is over")
    if (!isScope(scope) || !suffices(scope, demand)) return yield* invalidToken("Bad token scope")
    return { account, scope } satisfies Caller
  }

  return {
    caller: Effect.fnUntraced((headers: Headers, demand: Demand = {}) => callerOf(headers, demand)),
    /** Active or not. */
    account: Effect.fnUntraced(function*(headers: Headers, demand: Demand = {}) {
      return (yield* callerOf(headers, demand)).account
    }),
    active: Effect.fnUntraced(function*(headers: Headers, demand: Demand = {}) {
      const { account } = yield* callerOf(headers, demand)
      if (account.hasLeft) yield* lookAgain(account)
      return account.status === undefined ? account : yield* inactive(account)
    })
  }
}

export type Auth = ReturnType<typeof make>
