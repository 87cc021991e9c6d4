/**
 * Sessions: a chain of refresh tokens with a row each, and access tokens that
 * name the session they belong to.
 *
 *     sign-in ──▶ refresh A ──use──▶ refresh B ──use──▶ refresh C
 *                     │ two hours more, and A gives B again:
 *                     │ a lost answer locks nobody out
 *                     ▼ after that, A again means that two hold the chain
 *                   the whole session ends, access tokens too
 *
 * A session ends by sign-out, by reuse, with its app password, with a new
 * password, with a takedown and with its account; at once, for access tokens
 * too. [ref pds] lets those live on until they expire. AUTH-3, AUTH-4
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { createSecretKey } from "node:crypto"
import * as SessionJwt from "../../../protocol/xrpc/SessionJwt.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Scope } from "./Scope.ts"

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
  readonly scope: Scope
  readonly app_password: string | null
}

/** Keeps the newest `capacity` entries. */
const remember = <V>(map: Map<string, V>, key: string, value: V, capacity: number): void => {
  if (map.size >= capacity) {
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  }
  map.set(key, value)
}

export const make = Effect.fnUntraced(function*(options: { readonly group: GroupCommit; readonly secret: Uint8Array; readonly audience: string }) {
  const { audience, group } = options
  const clock = yield* Clock.Clock
  const secret = createSecretKey(options.secret)
  const { randomBytes } = yield* SecureRandom
  const insert = yield* Prepared.prepare(
    "INSERT INTO session (jti, account, expires_at_millis, sid, scope, app_password) VALUES (?, ?, ?, ?, ?, ?)"
  )
  const select = yield* Prepared.prepare("SELECT account, expires_at_millis, next_jti, scope, app_password FROM session WHERE jti = ?")
  const rotated = yield* Prepared.prepare("UPDATE session SET next_jti = ?, expires_at_millis = ? WHERE jti = ?")
  const lives = yield* Prepared.prepare("SELECT account FROM session WHERE sid = ? LIMIT 1")
  const remove = yield* Prepared.prepare("DELETE FROM session WHERE sid = ?")
  const sidsOf = yield* Prepared.prepare("SELECT DISTINCT sid FROM session WHERE account = ? AND (? IS NULL OR app_password = ?)")
  const removeExpired = yield* Prepared.prepare("DELETE FROM session WHERE account = ? AND expires_at_millis < ?")

  const tokensOf = (did: string, scope: Scope, sid: string, jti: string, nowMillis: number): Tokens => {
    const iatSeconds = Math.floor(nowMillis / 1000)
    const common = { sub: did, aud: audience, iatSeconds, sid }
    return {
      accessJwt: SessionJwt.create({ ...common, typ: "at+jwt", scope, expSeconds: iatSeconds + accessSeconds }, secret),
      refreshJwt: SessionJwt.create(
        { ...common, typ: "refresh+jwt", scope: "com.atproto.refresh", expSeconds: iatSeconds + refreshSeconds, jti },
        secret
      )
    }
  }

  const idBytes = 18
  const idIn = (bytes: Uint8Array, n: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + n * idBytes, idBytes).toString("base64url")
  const newId = Effect.map(randomBytes(idBytes), (bytes) => idIn(bytes, 0))

  // An access token is checked once; after that only its expiry is, and whether its session lives.
  const known = new Map<string, Claims>()
  /** Sessions seen alive. Whatever ends one takes it out; the next token that names it asks the table. */
  const living = new Set<string>()

  const decode = (typ: SessionJwt.SessionType, token: string, nowMillis: number, allowExpired = false) =>
    SessionJwt.verify(token, secret, { typ, aud: audience, nowSeconds: Math.floor(nowMillis / 1000), allowExpired })

  const claimsOf = (token: string): Result.Result<Claims, SessionJwt.JwtError> => {
    const nowMillis = clock.currentTimeMillisUnsafe()
    const seen = known.get(token)
    if (seen !== undefined && nowMillis < seen.exp * 1000) return Result.succeed(seen)
    const claims = decode("at+jwt", token, nowMillis)
    if (Result.isSuccess(claims)) remember(known, token, claims.success, cachedTokens)
    else known.delete(token)
    return claims
  }

  const endOne = (sid: string) => Effect.andThen(remove.run(sid), Effect.sync(() => living.delete(sid)))

  const endSome = Effect.fnUntraced(function*(account: number, appPassword: string | null) {
    for (const { sid } of yield* sidsOf.all<{ sid: string | null }>(account, appPassword, appPassword)) {
      if (sid !== null) yield* endOne(sid)
    }
  })

  return {
    start: Effect.fnUntraced(function*(account: number, did: string, scope: Scope, appPassword?: string) {
      const nowMillis = yield* Clock.currentTimeMillis
      const drawn = yield* randomBytes(2 * idBytes)
      const [sid, jti] = [idIn(drawn, 0), idIn(drawn, 1)]
      yield* group.transact(Effect.andThen(
        removeExpired.run(account, nowMillis),
        insert.run(jti, account, nowMillis + refreshSeconds * 1000, sid, scope, appPassword ?? null)
      ))
      return tokensOf(did, scope, sid, jti, nowMillis)
    }),

    /** The claims of an access token; `isLive` tells whether its session still is. */
    access: claimsOf,

    isLive: ({ sid = "" }: Claims) => {
      if (living.has(sid)) return Effect.succeed(true)
      return Effect.map(lives.get(sid), (row) => {
        if (row === undefined) return false
        if (living.size >= cachedTokens) living.clear()
        living.add(sid)
        return true
      })
    },

    /** The claims of a refresh token; its row decides whether it still works. */
    refreshClaims: (token: string, nowMillis: number, allowExpired = false) => decode("refresh+jwt", token, nowMillis, allowExpired),

    /**
     * New tokens for a valid refresh token; undefined when its session is over,
     * or ends here because the token was used before.
     */
    refresh: Effect.fnUntraced(function*(claims: Claims) {
      const { jti = "", sid = "" } = claims
      const nowMillis = yield* Clock.currentTimeMillis
      const row = yield* select.get<Row>(jti)
      if (row === undefined || row.expires_at_millis <= nowMillis) {
        yield* endOne(sid)
        return undefined
      }
      if (row.scope === "com.atproto.takendown") return undefined
      const next = row.next_jti ?? (yield* newId)
      if (row.next_jti === null) {
        yield* rotated.run(next, Math.min(row.expires_at_millis, nowMillis + graceMillis), jti)
        yield* insert.run(next, row.account, nowMillis + refreshSeconds * 1000, sid, row.scope, row.app_password)
      }
      return tokensOf(claims.sub, row.scope, sid, next, nowMillis)
    }),

    /** Sign-out: the session of a refresh token, whichever of its chain that is. */
    end: (claims: Claims) => endOne(claims.sid ?? ""),
    endAll: (account: number) => endSome(account, null),
    /** Those that an app password began. */
    endOf: (account: number, appPassword: string) => endSome(account, appPassword)
  }
})

export type Sessions = Effect.Success<ReturnType<typeof make>>
