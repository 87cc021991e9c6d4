/**
 * An account's address and password, and the mailed tokens that change them.
 *
 *     address given ──confirm──▶ confirmed ──update, by token of the old one──▶ given
 *
 * A new address makes all tokens mailed to the old one worthless, a new
 * password ends all sessions. [ref pds]
 *
 * A confirmed address can be a second factor of the own password. Its owner
 * switches that on at will and off by a mailed token, as with a new address: a
 * session alone does not take the lock away. The lock falls with the address,
 * for nobody knows yet that the new one is read. [lex:com.atproto.server.updateEmail]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { declared, invalidRequest, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Post } from "../mail/Post.ts"
import type { Sessions } from "../session/Sessions.ts"
import type { Credentials } from "./Credentials.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"

interface Update {
  readonly email: string
  readonly emailAuthFactor?: boolean
  readonly token?: string
}

export const isAddress = (email: string): boolean => email.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)

export const make = (options: {
  readonly accounts: HostedAccounts
  readonly credentials: Credentials
  readonly post: Post
  readonly sessions: Sessions
  readonly sql: SqlClient
}) => {
  const { accounts, credentials, post, sessions, sql } = options

  const alone = <A, E, R>(did: string, use: (account: Hosted) => Effect.Effect<A, E, R>) =>
    accounts.locked(did, (account): Effect.Effect<A, E | XrpcError, R> =>
      account === undefined ? Effect.fail(invalidRequest("Account not found")) : use(account))

  const taken = (error: SqlError | XrpcError) =>
    error._tag === "SqlError" && error.reason._tag === "UniqueViolation"
      ? invalidRequest("This email address is already in use, please use a different email.")
      : error

  /** In the account's lock. */
  const setAddress = Effect.fnUntraced(function*(account: Hosted, email: string) {
    const address = email.toLowerCase()
    if (!isAddress(address)) return yield* invalidRequest("This email address is not supported, please use a different email.")
    yield* sql.withTransaction(Effect.gen(function*() {
      yield* sql`UPDATE account SET email = ${address}, email_confirmed_at = NULL, email_auth_factor = 0 WHERE id = ${account.id}`
      yield* post.revoke(account.did)
    })).pipe(Effect.mapError(taken))
    account.email = address
    account.emailConfirmed = false
    account.emailAuthFactor = false
  })

  const setFactor = Effect.fnUntraced(function*(account: Hosted, isOn: boolean) {
    yield* sql`UPDATE account SET email_auth_factor = ${isOn ? 1 : 0} WHERE id = ${account.id}`
    account.emailAuthFactor = isOn
  })

  const setPassword = Effect.fnUntraced(function*(did: string, password: string) {
    const hashed = yield* credentials.hash(password)
    yield* alone(did, (account) =>
      sql.withTransaction(Effect.gen(function*() {
        yield* credentials.set(account.id, hashed)
        yield* post.revoke(did, "reset_password")
        yield* sessions.endAll(account.id)
      })))
  })

  return {
    confirm: (did: string, email: string, token: string) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        if (account.email !== email.toLowerCase()) return yield* declared("InvalidEmail", "invalid email")
        yield* post.redeem(did, "confirm_email", token, Effect.gen(function*() {
          const confirmedAt = new Date(yield* Clock.currentTimeMillis).toISOString()
          yield* sql`UPDATE account SET email_confirmed_at = ${confirmedAt} WHERE id = ${account.id}`
        }))
        account.emailConfirmed = true
      })),

    /** Whether the change will need a token; if so, it is on its way to the present address. */
    requestUpdate: Effect.fnUntraced(function*(account: Hosted) {
      if (account.email === undefined) return yield* invalidRequest("account does not have an email address")
      if (account.emailConfirmed) yield* post.ask(account, "update_email")
      return account.emailConfirmed
    }),

    /** A new address, or the present one as a second factor or not any more. */
    update: (did: string, { email, emailAuthFactor, token }: Update) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        const isSame = account.email === email.toLowerCase()
        if (emailAuthFactor === true && !(isSame && account.emailConfirmed)) {
          return yield* invalidRequest("An address is confirmed before it is a second factor")
        }
        const change = isSame && emailAuthFactor !== undefined ? setFactor(account, emailAuthFactor) : setAddress(account, email)
        if (token !== undefined) return yield* post.redeem(did, "update_email", token, change)
        if (account.emailConfirmed && emailAuthFactor !== true) return yield* declared("TokenRequired", "confirmation token required")
        yield* change
      })),

    /** By the operator, who needs no token. */
    set: (did: string, email: string) => alone(did, (account) => setAddress(account, email)),

    requestReset: Effect.fnUntraced(function*(email: string) {
      const account = yield* accounts.byEmail(email.toLowerCase())
      if (account === undefined) return yield* invalidRequest("account does not have an email address")
      yield* post.ask(account, "reset_password")
    }),

    reset: (token: string, password: string) => post.redeemAny("reset_password", token, (did) => setPassword(did, password)),

    setPassword
  }
}

export type Email = ReturnType<typeof make>
