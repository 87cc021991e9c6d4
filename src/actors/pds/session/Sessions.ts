/**
 * Sessions: a stateless access token and a refresh token with a row.
 *
 *     refresh A ──use──▶ refresh B      A lives two hours more, and gives B again,
 *                                       so that a lost answer locks nobody out
 *
 * A refresh token is thus usable once, plus its grace; after that its row is
 * gone and the session with it. AUTH-3; protocol-facts §12.2
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as SessionJwt from "../../../protocol/xrpc/SessionJwt.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

/** What a session may do. A taken-down account may only leave. */
export type Scope = "com.atproto.access" | "com.atproto.takendown"

export type Claims = SessionJwt.SessionClaims

const accessSeconds = 120 * 60
const refreshSeconds = 90 * 24 * 3600
const graceMillis = 2 * 3_600_000
const cachedTokens = 20_000

export interface Tokens {
  readonly accessJwt: string
  readonly refreshJwt: string
}

interface Row {
  readonly account: number
  readonly expires_at_millis: number
  readonly next_jti: string | null
}

export const make = Effect.fnUntraced(function*(options: { readonly secret: Uint8Array; readonly audience: string }) {
  const { audience, secret } = options
  const { randomBytes } = yield* SecureRandom
  const insert = yield* Prepared.prepare("INSERT INTO session (jti, account, expires_at_millis) VALUES (?, ?, ?)")
  const select = yield* Prepared.prepare("SELECT account, expires_at_millis, next_jti FROM session WHERE jti = ?")
  const rotated = yield* Prepared.prepare("UPDATE session SET next_jti = ?, expires_at_millis = ? WHERE jti = ?")
  const remove = yield* Prepared.prepare("DELETE FROM session WHERE jti = ?")
  const removeAll = yield* Prepared.prepare("DELETE FROM session WHERE account = ?")
  const removeExpired = yield* Prepared.prepare("DELETE FROM session WHERE account = ? AND expires_at_millis < ?")

  const tokensOf = (did: string, scope: Scope, jti: string, nowMillis: number): Tokens => {
    const iatSeconds = Math.floor(nowMillis / 1000)
    const common = { sub: did, aud: audience, iatSeconds }
    return {
      accessJwt: SessionJwt.create({ ...common, typ: "at+jwt", scope, expSeconds: iatSeconds + accessSeconds }, secret),
      refreshJwt: SessionJwt.create(
        { ...common, typ: "refresh+jwt", scope: "com.atproto.refresh", expSeconds: iatSeconds + refreshSeconds, jti },
        secret
      )
    }
  }

  const newJti = Effect.map(randomBytes(18), (bytes) => Buffer.from(bytes).toString("base64url"))

  // An access token is checked once; after that only its expiry is.
  const known = new Map<string, Claims>()

  const decode = (typ: SessionJwt.SessionType, token: string, nowMillis: number, allowExpired = false) =>
    SessionJwt.verify(token, secret, { typ, aud: audience, nowSeconds: Math.floor(nowMillis / 1000), allowExpired })

  return {
    start: Effect.fnUntraced(function*(account: number, did: string, scope: Scope) {
      const nowMillis = yield* Clock.currentTimeMillis
      const jti = yield* newJti
      yield* removeExpired.run(account, nowMillis)
      yield* insert.run(jti, account, nowMillis + refreshSeconds * 1000)
      return tokensOf(did, scope, jti, nowMillis)
    }),

    /** The claims of an access token. */
    access: (token: string, nowMillis: number): Result.Result<Claims, SessionJwt.JwtError> => {
      const seen = known.get(token)
      if (seen !== undefined && nowMillis < seen.exp * 1000) return Result.succeed(seen)
      const claims = decode("at+jwt", token, nowMillis)
      if (Result.isSuccess(claims)) {
        if (known.size >= cachedTokens) {
          for (const oldest of known.keys()) {
            known.delete(oldest)
            break
          }
        }
        known.set(token, claims.success)
      } else known.delete(token)
      return claims
    },

    /** The claims of a refresh token; its row decides whether it still works. */
    refreshClaims: (token: string, nowMillis: number, allowExpired = false) => decode("refresh+jwt", token, nowMillis, allowExpired),

    /** New tokens for a valid refresh token; undefined when its session is over. */
    refresh: Effect.fnUntraced(function*(claims: Claims, scope: Scope) {
      const jti = claims.jti ?? ""
      const nowMillis = yield* Clock.currentTimeMillis
      const row = yield* select.get<Row>(jti)
      if (row === undefined || row.expires_at_millis <= nowMillis) return undefined
      const next = row.next_jti ?? (yield* newJti)
      if (row.next_jti === null) {
        yield* rotated.run(next, Math.min(row.expires_at_millis, nowMillis + graceMillis), jti)
        yield* insert.run(next, row.account, nowMillis + refreshSeconds * 1000)
      }
      return tokensOf(claims.sub, scope, next, nowMillis)
    }),

    end: (claims: Claims) => remove.run(claims.jti ?? ""),
    endAll: (account: number) => removeAll.run(account)
  }
})

export type Sessions = Effect.Success<ReturnType<typeof make>>
