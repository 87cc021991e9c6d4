/**
 * Who signs for an account, its owner or this server, and the change between
 * the two.
 *
 *     server ──hold(owner's key)──▶ owner          at once; the DID document follows
 *       ▲                             │ hold(another key): a lost phone is replaced
 *       └─entrust(a reserved key)─────┘            once the document names it, or while the account sleeps
 *
 * From the answer to `hold` on nothing is signed here for the account, and no
 * commit is made before the document names the owner's key. The key that the
 * server had is thrown away. KEY-4
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as DidKey from "../../../protocol/keys/DidKey.ts"
import { declared, invalidRequest, upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { Events } from "../Events.ts"
import { type Commits, refusalOf } from "../repo/Commits.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"
import type { ReservedKeys } from "./ReservedKeys.ts"

const none = new Uint8Array()

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly events: Events
  readonly reservedKeys: ReservedKeys
  readonly resolver: Resolver["Service"]
}) {
  const { accounts, commits, events, reservedKeys, resolver } = options
  const sql = yield* SqlClient

  /** The owner decides now: a change of key that was cut short gives none any more, though its operation may stand; nor is it sent again. */
  const undecide = (did: string) => sql`UPDATE plc_change SET signing_key = NULL, repeats = 0 WHERE did = ${did} AND signing_key IS NOT NULL`

  const alone = <A, E, R>(did: string, use: (account: Hosted) => Effect.Effect<A, E, R>) =>
    accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
      if (account === undefined) return yield* invalidRequest("The account is no longer here")
      return yield* use(account)
    }))

  const checkPublished = Effect.fnUntraced(function*(did: string, didKey: string) {
    const document = yield* Effect.mapError(resolver.refresh(did), (error) =>
      error.reason === "Unreachable" ? upstreamFailure(`${did} cannot be resolved for the moment`) : invalidRequest(`${did} does not resolve`))
    if (document.signingKey !== didKey) return yield* declared("NotPublished", "The DID document names another signing key")
  })

  return {
    hold: (did: string, signingKey: string) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        if (!DidKey.is(signingKey)) return yield* invalidRequest("The signingKey is not a did:key of k256 or p256")
        if (account.key === undefined && account.signingKey === signingKey) return
        yield* sql.withTransaction(Effect.andThen(
          sql`UPDATE account SET own_key = ${signingKey}, signing_key = ${none} WHERE id = ${account.id}`,
          undecide(did)
        ))
        Object.assign(account, { key: undefined, signingKey, keyInDoubt: false })
      })),

    entrust: (did: string, didKey: string) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        if (account.key !== undefined) return
        const key = yield* reservedKeys.named(didKey)
        if (key === undefined) return yield* invalidRequest("This server holds no such key in reserve: com.atproto.server.reserveSigningKey makes one")
        // An account that sleeps may not be at home here: its document is looked at when it wakes.
        if (account.status === undefined) yield* checkPublished(did, didKey)
        const { commitBytes, head, key: formerKey, keyInDoubt, repo, signingKey } = account
        Object.assign(account, { key, signingKey: didKey, keyInDoubt: false })
        yield* sql.withTransaction(Effect.gen(function*() {
          yield* sql`UPDATE account SET own_key = NULL, signing_key = ${key.secret} WHERE id = ${account.id}`
          yield* sql`DELETE FROM reserved_key WHERE did_key = ${didKey}`
          yield* undecide(did)
          if (account.status !== undefined) return
          yield* events.identity(account.did, account.handle)
          yield* Effect.mapError(commits.commit(account, []), refusalOf)
        })).pipe(Effect.onError(() => Effect.sync(() => Object.assign(account, { commitBytes, head, key: formerKey, keyInDoubt, repo, signingKey }))))
      }))
  }
})

export type SigningKeys = Effect.Success<ReturnType<typeof make>>
