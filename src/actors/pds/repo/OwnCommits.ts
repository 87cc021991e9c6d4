/**
 * Commits that the account's owner signs: this server works them out, checks
 * what came back, stores and publishes. It holds no key to do more.
 *
 *     writes ─▶ prepare ─▶ rev, root, ops, proof ─▶ the device examines, signs
 *                                                            │
 *     outbox ◀─ one transaction ◀─ same commit again? ◀─ put ┘
 *
 * Nothing is kept between the two: `put` brings the writes along, and they are
 * made only if that very commit comes of them. So a preparation costs no
 * memory, survives a crash, and grows stale by itself when the head moves on
 * or its rev is older than `freshMillis`.
 *
 * A commit is put only under the key that the DID's document names by now; the
 * first one under a new key is preceded by #identity. REPO-2, REPO-8, KEY-4
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import { BlockMap } from "../../../protocol/car/BlockMap.ts"
import * as Car from "../../../protocol/car/Car.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import * as Commit from "../../../protocol/repo/Commit.ts"
import { MAX_REV_AHEAD_MILLIS } from "../../../protocol/sync/SignedRoot.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { declared, invalidRequest, upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Lifecycle } from "../account/Lifecycle.ts"
import type { Events } from "../Events.ts"
import { inactive } from "../session/Auth.ts"
import type { Commits } from "./Commits.ts"
import type { Prepared, Wanted, Writing } from "./Writing.ts"

export const freshMillis = 10 * 60_000

interface Terms {
  readonly validate?: boolean
  readonly swapCommit?: string
}

interface Put extends Terms {
  readonly commit: Uint8Array
  readonly activate?: boolean
}

const isAhead = (rev: Tid.Tid, nowMillis: number): boolean => Tid.toMicros(rev) > (nowMillis + MAX_REV_AHEAD_MILLIS) * 1000

const invalid = (reason: string) => declared("InvalidCommit", reason)

export const make = (options: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly events: Events
  readonly keys: Keys["Service"]
  readonly lifecycle: Lifecycle
  readonly resolver: Resolver["Service"]
  readonly writing: Writing
}) => {
  const { accounts, commits, events, keys, lifecycle, resolver, writing } = options

  const alone = <A, E, R>(did: string, use: (account: Hosted) => Effect.Effect<A, E, R>) =>
    accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
      if (account === undefined) return yield* invalidRequest("The account is no longer here")
      if (account.key !== undefined) return yield* declared("NoOwnSigningKey", `This server signs for ${did}`)
      return yield* use(account)
    }))

  const preparedAll = Effect.fnUntraced(function*(account: Hosted, wanted: ReadonlyArray<Wanted>, { swapCommit, validate }: Terms) {
    yield* writing.checkHead(account, swapCommit)
    const prepared: Array<Prepared> = []
    for (const one of wanted) {
      if (one.rkey === undefined) return yield* invalidRequest("Who signs a commit chooses the record keys")
      prepared.push(yield* writing.prepare(account, one, validate))
    }
    const writes = prepared.map(({ write }) => write)
    if (new Set(writes.map(({ path }) => path)).size < writes.length) return yield* invalidRequest("A path is written twice")
    return { prepared, writes }
  })

  const refusal = (error: { readonly _tag: string; readonly message: string }) => invalidRequest(error.message)

  /** Whether the document of the moment names the owner's key. */
  const checkPublished = Effect.fnUntraced(function*({ did, signingKey }: Hosted) {
    const known = yield* Effect.orElseSucceed(resolver.did(did), () => undefined)
    if (known?.signingKey === signingKey) return
    const document = yield* Effect.mapError(resolver.refresh(did), (error) =>
      error.reason === "Unreachable" ? upstreamFailure(`${did} cannot be resolved for the moment`) : invalid(`${did} does not resolve`))
    if (document.signingKey !== signingKey) return yield* invalid("The DID document names another signing key")
  })

  /** A signed commit, as far as it can be judged by itself. */
  const read = Effect.fnUntraced(function*(account: Hosted, bytes: Uint8Array) {
    const commit = yield* Effect.fromResult(Result.mapError(Commit.decode(bytes), (error) => invalid(error.message)))
    if (commit.did !== account.did) return yield* invalid(`It is of ${commit.did}`)
    if (commit.prev !== null) return yield* invalid("It names a commit before it")
    if (!Commit.verify(commit, account.signingKey, keys.verify)) return yield* invalid(`It is not signed by ${account.signingKey}`)
    return { commit, cid: Cid.ofCbor(bytes), bytes } satisfies Commit.SignedCommit
  })

  const checkFresh = Effect.fnUntraced(function*({ commit: { rev } }: Commit.SignedCommit) {
    const nowMillis = yield* Clock.currentTimeMillis
    const isOld = Tid.toMicros(rev) < (nowMillis - freshMillis) * 1000
    if (isOld || isAhead(rev, nowMillis)) return yield* declared("ExpiredCommit", `The rev is ${isOld ? "too old" : "in the future"}`)
  })

  const underFormerKey = (account: Hosted): boolean => {
    const head = account.commitBytes === undefined ? undefined : Result.getOrUndefined(Commit.decode(account.commitBytes))
    return head !== undefined && !Commit.verify(head, account.signingKey, keys.verify)
  }

  return {
    /** What the next commit would be. Of an account that sleeps too: it wakes with one. */
    propose: (did: string, wanted: ReadonlyArray<Wanted>, { after, ...terms }: Terms & { readonly after?: string }) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        if (after !== undefined && isAhead(after as Tid.Tid, yield* Clock.currentTimeMillis)) return yield* invalidRequest(`${after} is in the future`)
        const { writes } = yield* preparedAll(account, wanted, terms)
        const { diff, head, ops, prevData, since } = yield* Effect.mapError(commits.propose(account, writes, after as Tid.Tid | undefined), (error) =>
          error._tag === "SqlError" ? error : refusal(error))
        if (ops.length < writes.length) return yield* invalidRequest("A write changes nothing")
        // All but the commit, which is not signed yet.
        const blocks = Car.write([head.data], BlockMap.of(diff.slice(1)).entries())
        return { rev: head.rev, since, data: head.data, prevData, ops, blocks }
      })),

    put: (did: string, wanted: ReadonlyArray<Wanted>, { activate = false, commit: bytes, ...terms }: Put) =>
      alone(did, Effect.fnUntraced(function*(account: Hosted) {
        const signed = yield* read(account, bytes)
        // An answer may have been lost.
        if (account.head?.commit.equals(signed.cid) === true && account.status === undefined) {
          const { prepared, writes } = yield* preparedAll(account, wanted, { ...terms, swapCommit: signed.cid.toString() })
          const repo = yield* commits.load(account)
          return { head: account.head, prepared, cids: writes.map(({ path }) => repo?.get(path)) }
        }
        yield* checkFresh(signed)
        const { prepared, writes } = yield* preparedAll(account, wanted, terms)
        yield* checkPublished(account)
        const before = underFormerKey(account) ? events.identity(did as Hosted["did"], account.handle) : Effect.void
        const put = Effect.mapError(
          commits.put(account, writes, signed, activate ? Effect.void : before),
          (error) => error._tag === "SqlError" || error._tag === "XrpcError" ? error : error._tag === "AnotherCommit" ? invalid(error.message) : refusal(error)
        )
        if (activate && writes.length > 0) return yield* invalidRequest("An account wakes with an empty commit")
        if (!activate && account.status !== undefined) return yield* inactive(account)
        if (activate) {
          yield* lifecycle.wake(account, put)
          return { head: account.head!, prepared, cids: [] }
        }
        const { cids, head } = yield* put
        return { head, prepared, cids }
      }))
  }
}

export type OwnCommits = ReturnType<typeof make>
