/**
 * createAccount: a person who is new, or one who brings a DID along.
 *
 * New: handle under a domain of this server, DID made here (`Creation`).
 * Moving in, or did:web: the caller shows a service token of the DID for this
 * very method; the account starts deactivated and says nothing to anybody
 * until it is activated. [g:account-migration], protocol-facts §11.3
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as DidKey from "../../../protocol/keys/DidKey.ts"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as Handle from "../../../protocol/syntax/Handle.ts"
import { declared, invalidRequest, upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { PdsOptions } from "../Options.ts"
import type { Creation } from "./Creation.ts"
import type { Credentials } from "./Credentials.ts"
import type { HostedAccounts } from "./Hosted.ts"
import * as HandleRules from "./HandleRules.ts"

export interface SignUpInput {
  readonly handle: string
  readonly email?: string
  readonly password?: string
  readonly recoveryKey?: string
  readonly inviteCode?: string
}

export const make = Effect.fnUntraced(function*(options: {
  readonly options: PdsOptions
  readonly domains: ReadonlyArray<string>
  readonly accounts: HostedAccounts
  readonly creation: Creation
  readonly credentials: Credentials
  readonly resolver: Resolver["Service"]
  readonly keys: Keys["Service"]
}) {
  const { accounts, creation, credentials, domains, keys, resolver } = options
  const sql = yield* SqlClient

  /** The handle in its normal form, if `did` may have it here; a new account has no DID yet. */
  const claimHandle = Effect.fnUntraced(function*(text: string, did: Did | undefined) {
    const name = text.toLowerCase()
    if (!Handle.is(name)) return yield* declared("InvalidHandle", "Input must be a valid handle")
    const judgement = HandleRules.judge(name, domains)
    if (judgement._tag === "Refused") return yield* declared(judgement.error, judgement.message)
    if (judgement._tag === "Foreign") {
      if (did === undefined) return yield* declared("UnsupportedDomain", `Handles here end in ${domains.join(" or ")}`)
      const named = yield* Effect.orElseSucceed(resolver.handle(name), () => undefined)
      if (named !== did) return yield* declared("InvalidHandle", `${name} does not resolve to ${did}`)
    }
    const holder = yield* accounts.byHandle(name)
    const reserved = yield* sql`SELECT did FROM creation WHERE handle = ${name}`
    if ((holder !== undefined && holder.did !== did) || reserved.length > 0) {
      return yield* declared("HandleNotAvailable", `Handle already taken: ${name}`)
    }
    return name
  })

  const checkEmail = Effect.fnUntraced(function*(email: string | undefined) {
    if (email === undefined) return undefined
    const normal = email.toLowerCase()
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(normal)) return yield* invalidRequest("This email address is not supported")
    if ((yield* accounts.byEmail(normal)) !== undefined) return yield* invalidRequest(`Email already taken: ${email}`)
    return normal
  })

  const hashPassword = (password: string | undefined) => password === undefined ? Effect.succeed(undefined) : credentials.hash(password)

  const useInvite = Effect.fnUntraced(function*(code: string | undefined) {
    if (!options.options.inviteRequired) return
    const used = yield* sql`UPDATE invite_code SET uses_left = uses_left - 1 WHERE code = ${code ?? ""} AND uses_left > 0 RETURNING code`
    if (used.length === 0) return yield* declared("InvalidInviteCode", "Provided invite code not available")
  })

  /** Two who asked at once for one name: the rows decide. */
  const taken = (what: string) => (error: { readonly reason: { readonly _tag: string } }) =>
    error.reason._tag === "UniqueViolation" ? declared("HandleNotAvailable", `${what} was just taken`) : upstreamFailure("The database failed")

  return {
    claimHandle,
    fresh: Effect.fnUntraced(function*(input: SignUpInput) {
      const handle = yield* claimHandle(input.handle, undefined)
      const email = yield* checkEmail(input.email)
      if (input.recoveryKey !== undefined && !DidKey.is(input.recoveryKey)) {
        return yield* invalidRequest("The recoveryKey is not a did:key of k256 or p256")
      }
      const password = yield* hashPassword(input.password)
      yield* useInvite(input.inviteCode)
      return yield* creation.create({ handle, email, password, recoveryKey: input.recoveryKey }).pipe(
        Effect.catchTags({
          SqlError: (error) => Effect.fail(taken(handle)(error)),
          PlcRefused: (error) => Effect.fail(upstreamFailure(error.message)),
          PlcUnreachable: (error) => Effect.fail(upstreamFailure(error.message))
        })
      )
    }),
    /** `did` has shown its service token. */
    movingIn: Effect.fnUntraced(function*(did: Did, input: SignUpInput) {
      if ((yield* accounts.byDid(did)) !== undefined) return yield* declared("AlreadyExists", "There is an account of this DID here")
      yield* Effect.mapError(resolver.did(did), (error) => declared("UnresolvableDid", error.message))
      const handle = yield* claimHandle(input.handle, did)
      const email = yield* checkEmail(input.email)
      const password = yield* hashPassword(input.password)
      yield* useInvite(input.inviteCode)
      const key = yield* keys.generate("k256")
      const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
      yield* Effect.mapError(
        sql`INSERT INTO account (did, handle, email, password, signing_key, status, deactivated_at, moved_in, created_at)
          VALUES (${did}, ${handle}, ${email ?? null}, ${password ?? null}, ${key.secret}, 'deactivated', ${createdAt}, 1, ${createdAt})`,
        taken(handle)
      )
      return (yield* accounts.byDid(did))!
    })
  }
})

export type SignUp = Effect.Success<ReturnType<typeof make>>
