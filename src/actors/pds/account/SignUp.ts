/**
 * createAccount: a person who is new, or one who brings a DID along.
 *
 * New: handle under a domain of this server, DID made here (`Creation`).
 * Moving in, or did:web: the caller shows a service token of the DID for this
 * very method; the account starts deactivated and says nothing to anybody
 * until it is activated. [g:account-migration]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as DidKey from "../../../protocol/keys/DidKey.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as Handle from "../../../protocol/syntax/Handle.ts"
import { declared, invalidRequest, upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { PdsOptions } from "../Options.ts"
import { isAddress } from "./Email.ts"
import type { Creation } from "./Creation.ts"
import type { Credentials } from "./Credentials.ts"
import type { HandleHolders } from "./HandleHolders.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"
import type { Invites } from "./Invites.ts"
import * as HandleRules from "./HandleRules.ts"
import type { ReservedKeys } from "./ReservedKeys.ts"

export interface SignUpInput {
  readonly handle: string
  readonly email?: string
  readonly password?: string
  readonly recoveryKey?: string
  readonly inviteCode?: string
}

/** Says nothing of who asks: they may ask again. */
const outOfReach = (subject: string) => upstreamFailure(`${subject} cannot be resolved for the moment`)

export const make = Effect.fnUntraced(function*(options: {
  readonly options: PdsOptions
  readonly domains: ReadonlyArray<string>
  readonly accounts: HostedAccounts
  readonly creation: Creation
  readonly credentials: Credentials
  readonly holders: HandleHolders
  readonly resolver: Resolver["Service"]
  readonly invites: Invites
  readonly reservedKeys: ReservedKeys
}) {
  const { accounts, creation, credentials, domains, holders, invites, reservedKeys, resolver } = options
  const sql = yield* SqlClient

  /**
   * The handle in its normal form, if `did` may have it here; a new account has
   * no DID yet. The operator gives out reserved and short ones too.
   */
  const claimHandle = Effect.fnUntraced(function*(text: string, did: Did | undefined, { reservedToo = false } = {}) {
    const name = text.toLowerCase()
    if (!Handle.is(name)) return yield* declared("InvalidHandle", "Input must be a valid handle")
    const judgement = HandleRules.judge(name, domains, reservedToo)
    if (judgement._tag === "Refused") return yield* declared(judgement.error, judgement.message)
    if (judgement._tag === "Foreign") {
      if (Handle.isReserved(name)) return yield* declared("InvalidHandle", "Handle TLD is invalid or disallowed")
      if (did === undefined) return yield* declared("UnsupportedDomain", `Handles here end in ${domains.join(" or ")}`)
      const named = yield* Effect.catch(resolver.handle(name), (error) =>
        error.reason === "Unreachable" ? Effect.fail(outOfReach(name)) : Effect.succeed(undefined))
      if (named !== did) return yield* declared("InvalidHandle", `${name} does not resolve to ${did}`)
    }
    const holder = judgement._tag === "Foreign" ? yield* accounts.byHandle(name) : undefined
    // A name of the owner's leads to this DID now: whoever had it here has lost it. The
    // names decide, not who came first. HANDLE-3
    if (holder !== undefined && holder.did !== did) {
      yield* accounts.locked(holder.did, (account) =>
        account?.handle !== name ? Effect.void : Effect.map(
          sql`UPDATE account SET handle = NULL WHERE id = ${account.id}`,
          () => void (account.handle = undefined)
        ))
      return name
    }
    yield* holders.ensureFree(name, did)
    return name
  })

  const checkEmail = Effect.fnUntraced(function*(email: string | undefined) {
    if (email === undefined) return undefined
    const normal = email.toLowerCase()
    if (!isAddress(normal)) return yield* invalidRequest("This email address is not supported")
    if ((yield* accounts.byEmail(normal)) !== undefined) return yield* invalidRequest(`Email already taken: ${email}`)
    return normal
  })

  const hashPassword = (password: string | undefined) => password === undefined
      ? Effect.succeed(undefined)
      : Effect.catchTag(credentials.hash(password), "XrpcError", (error) => Effect.fail(error.status === 400 ? declared("InvalidPassword", error.message) : error))

  /** The code to be used up; a server that asks for none takes none. */
  const inviteOf = Effect.fnUntraced(function*({ inviteCode }: SignUpInput) {
    if (!options.options.inviteRequired) return undefined
    return inviteCode ?? (yield* declared("InvalidInviteCode", "No invite code provided"))
  })

  /** Two who asked at once for one name: the rows decide. */
  const taken = (what: string) => (error: { readonly reason: { readonly _tag: string } }) =>
    error.reason._tag === "UniqueViolation" ? declared("HandleNotAvailable", `${what} was just taken`) : upstreamFailure("The database failed")

  return {
    claimHandle,
    /** `along` goes into the transaction that makes the account. */
    fresh: Effect.fnUntraced(function*<A>(input: SignUpInput, along: (account: Hosted) => Effect.Effect<A, SqlError>) {
      const handle = yield* claimHandle(input.handle, undefined)
      const email = yield* checkEmail(input.email)
      if (input.recoveryKey !== undefined && !DidKey.is(input.recoveryKey)) {
        return yield* invalidRequest("The recoveryKey is not a did:key of k256 or p256")
      }
      const password = yield* hashPassword(input.password)
      const inviteCode = yield* inviteOf(input)
      return yield* creation.create({ handle, email, password, recoveryKey: input.recoveryKey, inviteCode }, along).pipe(
        Effect.catchTags({
          SqlError: (error) => Effect.fail(taken(handle)(error)),
          PlcRefused: (error) => Effect.fail(upstreamFailure(error.message)),
          PlcUnreachable: (error) => Effect.fail(upstreamFailure(error.message))
        })
      )
    }),
    /** `did` has shown its service token. */
    movingIn: Effect.fnUntraced(function*(did: Did, input: SignUpInput) {
      if ((yield* accounts.byDid(did)) !== undefined) return yield* invalidRequest("There is an account of this DID here")
      yield* Effect.mapError(resolver.did(did), (error) =>
        error.reason === "Unreachable" ? outOfReach(did) : declared("UnresolvableDid", `${did}: ${error.reason}`))
      const handle = yield* claimHandle(input.handle, did)
      const email = yield* checkEmail(input.email)
      const password = yield* hashPassword(input.password)
      const inviteCode = yield* inviteOf(input)
      const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
      yield* sql.withTransaction(Effect.gen(function*() {
        if (inviteCode !== undefined) yield* invites.ensure(inviteCode)
        yield* holders.ensureFree(handle, did)
        const key = yield* reservedKeys.claim(did)
        yield* sql`INSERT INTO account (did, handle, email, password, signing_key, status, deactivated_at, moved_in, created_at)
          VALUES (${did}, ${handle}, ${email ?? null}, ${password ?? null}, ${key.secret}, 'deactivated', ${createdAt}, 1, ${createdAt})`
        if (inviteCode !== undefined) yield* invites.use(inviteCode, did)
      })).pipe(Effect.catchTag("SqlError", (error) => Effect.fail(taken(handle)(error))))
      return (yield* accounts.byDid(did))!
    })
  }
})

export type SignUp = Effect.Success<ReturnType<typeof make>>
