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
import * as BearerAuth from "../../../protocol/xrpc/BearerAuth.ts"
import type { JwtError } from "../../../protocol/xrpc/SessionJwt.ts"
import { authenticationRequired, expiredToken, invalidToken, XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
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

/** As the official client expects it: `ExpiredToken` makes it refresh its session. */
export const refused = (error: JwtError): XrpcError =>
  error.error === "JwtExpired" ? expiredToken("The token has expired") : invalidToken(error.message)

/** What an account that is not active is told when it wants to act. */
export const inactive = (account: Hosted): XrpcError =>
  account.status === "takendown"
    ? new XrpcError({ status: 401, error: "AccountTakedown", message: "The account has been taken down" })
    : new XrpcError({ status: 401, error: "AccountDeactivated", message: `The account is ${account.status}` })

/** All that a delegated key is used for, or what of it is known before the input is read. */
type Known = "account" | "foreseen"

export const make = (options: {
  readonly sessions: Sessions
  readonly accounts: HostedAccounts
  readonly delegations: Delegations
  /** Looks whether an account that has left is back. */
  readonly lookAgain: (account: Hosted) => Effect.Effect<void>
}) => {
  const { accounts, delegations, lookAgain, sessions } = options

  const delegate = Effect.fnUntraced(function*(token: string, headers: Headers, demand: Demand, known: Known) {
    const account = yield* delegations[known](token, headers[proofsHeader], demand.delegable)
    return account.status === "takendown" ? yield* inactive(account) : { account, scope: "com.atproto.appPass" } satisfies Caller
  })

  const signedIn = Effect.fnUntraced(function*(headers: Headers, demand: Demand, known: Known) {
    const token = BearerAuth.tokenOf(headers)
    if (token === undefined) return yield* authenticationRequired("An access token is missing")
    const access = sessions.access(token)
    if (Result.isFailure(access) && access.failure.error === "BadJwtAlgorithm" && Ucan.looksLike(token)) return yield* delegate(token, headers, demand, known)
    const claims = yield* Effect.fromResult(Result.mapError(access, refused))
    const { scope, sub } = claims
    const account = yield* accounts.byDid(sub)
    if (account === undefined) return yield* invalidToken("The account is no longer here")
    if (account.status === "takendown" && demand.takendown !== true) return yield* inactive(account)
    if (!(yield* sessions.isLive(claims))) return yield* expiredToken("The session is over")
    if (!isScope(scope) || !suffices(scope, demand)) return yield* invalidToken("Bad token scope")
    return { account, scope } satisfies Caller
  })

  const awake = Effect.fnUntraced(function*(caller: Caller) {
    if (caller.account.hasLeft) yield* lookAgain(caller.account)
    return caller.account.status === undefined ? caller : yield* inactive(caller.account)
  })

  const callerOf = (headers: Headers, demand: Demand, known: Known = "account") => {
    const caller = signedIn(headers, demand, known)
    return demand.active === true ? Effect.flatMap(caller, awake) : caller
  }

  return {
    caller: (headers: Headers, demand: Demand = {}) => callerOf(headers, demand),
    account: (headers: Headers, demand: Demand = {}) => Effect.map(callerOf(headers, demand), ({ account }) => account),
    /** Whether a caller is let in, before the input is read. */
    foreseen: (headers: Headers, demand: Demand) => callerOf(headers, demand, "foreseen"),
    /**
     * A procedure of the signed-in account, who is judged before the input is
     * read, and again when it is there: that may take minutes, and a session
     * that ends meanwhile ends at once. AUTH-3
     */
    procedure: <K extends Parameters<typeof Xrpc.procedure>[0], E, R>(
      nsid: K,
      demand: Demand,
      handler: (call: Xrpc.Call<K>, caller: Caller) => ReturnType<Xrpc.Handler<K, E, R>>
    ) =>
      Xrpc.procedureOf(nsid, ({ headers }) => callerOf(headers, demand, "foreseen"), (call: Xrpc.Call<K>) =>
        Effect.flatMap(callerOf(call.headers, demand), (caller) => handler(call, caller)))
  }
}

export type Auth = ReturnType<typeof make>
