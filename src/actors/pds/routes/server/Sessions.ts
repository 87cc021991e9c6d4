/** Signing in and out, and tokens for elsewhere. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as BearerAuth from "../../../../protocol/xrpc/BearerAuth.ts"
import { authenticationRequired, declared, invalidRequest, invalidToken, XrpcError } from "../../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../../xrpc/Server.ts"
import type { Hosted } from "../../account/Hosted.ts"
import type { Parts } from "../../Parts.ts"
import { inactive, refused } from "../../session/Auth.ts"
import { isPrivileged, type Scope, suffices } from "../../session/Scope.ts"
import * as ServiceTokens from "../../session/ServiceTokens.ts"

/** An account as its owner sees it. */
export const shown = (account: Hosted) => ({
  did: account.did as string,
  handle: account.handle ?? "handle.invalid",
  ...(account.email === undefined ? {} : { email: account.email, emailConfirmed: account.emailConfirmed, emailAuthFactor: account.emailAuthFactor }),
  active: account.status === undefined,
  ...(account.status === undefined ? {} : { status: account.status })
})

/** A first pair of tokens, and what the owner sees of the account. */
export const start = Effect.fnUntraced(function*(
  { sessions }: Pick<Parts, "sessions">,
  account: Hosted,
  scope: Scope = "com.atproto.access",
  appPassword?: string
) {
  return { ...(yield* sessions.start(account.id, account.did, scope, appPassword)), ...shown(account) }
})

/** It stands in each row of the password's sessions. The lexicon sets no bound. */
const maxAppPasswordName = 256

const expirationFault = (aheadSeconds: number, methodless: boolean): string | undefined =>
  aheadSeconds < 0
    ? "expiration is in past"
    : aheadSeconds > 3600
    ? "cannot request a token with an expiration more than an hour in the future"
    : methodless && aheadSeconds > ServiceTokens.lifetimeSeconds
    ? "cannot request a method-less token with an expiration more than a minute in the future"
    : undefined

export const layer = (parts: Parts) => {
  const { accounts, appPasswords, auth, credentials, limits, post, sessions, sql } = parts

  const refreshToken = Effect.fnUntraced(function*(headers: Readonly<Record<string, string | undefined>>, allowExpired: boolean) {
    const token = BearerAuth.tokenOf(headers)
    if (token === undefined) return yield* authenticationRequired("A refresh token is missing")
    const nowMillis = yield* Clock.currentTimeMillis
    return yield* Effect.fromResult(Result.mapError(sessions.refreshClaims(token, nowMillis, allowExpired), refused))
  })

  return Layer.mergeAll(
    Xrpc.procedure("com.atproto.server.createSession", Effect.fnUntraced(function*({ input, request }) {
      yield* limits.spendByAddress(request, "createSession", `${input.identifier.toLowerCase()} `)
      const account = yield* credentials.find(input.identifier)
      const opened = yield* credentials.open(account, input.password)
      if (account === undefined || opened === undefined) return yield* authenticationRequired("Invalid identifier or password")
      if (account.status === "takendown" && input.allowTakendown !== true) return yield* inactive(account)
      const session = account.status === "takendown"
        ? start(parts, account, "com.atproto.takendown")
        : opened._tag === "Own"
        ? start(parts, account)
        : start(parts, account, opened.privileged ? "com.atproto.appPassPrivileged" : "com.atproto.appPass", opened.name)
      // An app password is for programs, which read no mail.
      if (!account.emailAuthFactor || opened._tag === "App") return yield* session
      if (input.authFactorToken !== undefined) return yield* post.redeem(account.did, "sign_in", input.authFactorToken, session)
      yield* limits.spend(request, "mail", `sign in ${account.did}`)
      yield* post.ask(account, "sign_in")
      return yield* new XrpcError({ status: 401, error: "AuthFactorTokenRequired", message: "A sign in code has been sent to your email address" })
    })),

    Xrpc.procedure("com.atproto.server.refreshSession", Effect.fnUntraced(function*({ headers }) {
      const claims = yield* refreshToken(headers, false)
      const account = yield* accounts.byDid(claims.sub)
      if (account === undefined) return yield* invalidToken("The account is no longer here")
      if (account.status === "takendown") return yield* inactive(account)
      const tokens = yield* sql.withTransaction(sessions.refresh(claims))
      if (tokens === undefined) return yield* declared("ExpiredToken", "Token has been revoked")
      return { ...tokens, ...shown(account) }
    })),

    Xrpc.procedure("com.atproto.server.deleteSession", Effect.fnUntraced(function*({ headers }) {
      yield* sessions.end(yield* refreshToken(headers, true))
    })),

    Xrpc.query("com.atproto.server.getSession", ({ headers }) => Effect.map(auth.account(headers), shown)),

    Xrpc.query("com.atproto.server.getServiceAuth", Effect.fnUntraced(function*({ headers, params }) {
      const { account, scope } = yield* auth.caller(headers, { takendown: true })
      const { aud, exp, lxm } = params
      // A taken-down account may leave for another server, and nothing else.
      if (account.status === "takendown" && lxm !== "com.atproto.server.createAccount") return yield* inactive(account)
      const reaches = scope === "com.atproto.takendown" || lxm === undefined || !isPrivileged(lxm) || suffices(scope, { level: "privileged" })
      if (!reaches) return yield* invalidRequest(`insufficient access to request a service auth token for the following method: ${lxm}`)
      if (lxm !== undefined && ServiceTokens.isWithheld(lxm)) return yield* invalidRequest(`No service token is given for ${lxm}`)
      const aheadSeconds = exp === undefined ? ServiceTokens.lifetimeSeconds : exp - (yield* Clock.currentTimeMillis) / 1000
      const fault = expirationFault(aheadSeconds, lxm === undefined)
      if (fault !== undefined) return yield* declared("BadExpiration", fault)
      return { token: yield* ServiceTokens.make(parts, account, { aud, lxm, expSeconds: exp }) }
    })),

    auth.procedure("com.atproto.server.createAppPassword", { level: "full" }, Effect.fnUntraced(function*({ input }, { account }) {
      const { name, privileged = false } = input
      if (name.length > maxAppPasswordName) return yield* invalidRequest(`The name of an app password has ${maxAppPasswordName} characters at most`)
      const made = yield* appPasswords.create(account, name, privileged)
      return made ?? (yield* invalidRequest(`There is an app password of this name: ${name}`))
    })),

    // [ref pds] lets app passwords list and revoke each other. AUTH-4 does not.
    Xrpc.query("com.atproto.server.listAppPasswords", Effect.fnUntraced(function*({ headers }) {
      const account = yield* auth.account(headers, { level: "full" })
      return { passwords: yield* appPasswords.list(account.id) }
    })),

    auth.procedure("com.atproto.server.revokeAppPassword", { level: "full" }, Effect.fnUntraced(function*({ input }, { account }) {
      yield* sql.withTransaction(Effect.andThen(appPasswords.remove(account.id, input.name), sessions.endOf(account.id, input.name)))
    }))
  )
}
