/**
 * What a relay thinks of one message from one host, before it writes anything:
 * everything that needs the network (identities) or the processor (signatures,
 * inversion) happens here; what needs the account's row happens in `Ingest`.
 *
 * Always checked: framing, limits, the DID document names this host as PDS,
 * CAR and commit shape, signature under the current key, operations forward
 * and inverted. Checked when the row is at hand: status, rev, chain.
 * Never checked: records against lexicons. [sync], proposal 0006; SYNC-3, LEX-5
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Clock from "effect/Clock"
import type { DidDocument } from "../../protocol/identity/DidDocument.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { AccountEvent, CommitEvent, IdentityEvent, RepoEvent, SyncEvent } from "../../protocol/frames/RepoEvent.ts"
import { verifyCommit, type VerifiedCommit } from "../../protocol/sync/VerifyCommit.ts"
import { verifySync, type VerifiedSync } from "../../protocol/sync/VerifySync.ts"
import type { Handle } from "../../protocol/syntax/Handle.ts"
import { Resolver, type Verdict } from "../identity/Resolver.ts"
import * as Identities from "./Identities.ts"
import * as RefreshBudget from "./RefreshBudget.ts"

export type Judgement =
  | { readonly _tag: "Commit"; readonly event: CommitEvent; readonly verified: VerifiedCommit }
  | { readonly _tag: "Sync"; readonly event: SyncEvent; readonly verified: VerifiedSync }
  | { readonly _tag: "Account"; readonly event: AccountEvent }
  | { readonly _tag: "Identity"; readonly event: IdentityEvent; readonly home: boolean; readonly handle: Handle | undefined; readonly seen: Identities.Seen }
  | { readonly _tag: "Drop"; readonly did: string | undefined; readonly reason: string }
  | { readonly _tag: "Ignore" }

/** An unreachable directory is asked again as often as this. */
const directoryPauseMillis = 3_000
const directoryAttempts = 40

const unknown: Verdict = { _tag: "Unknown" }

const drop = (did: string | undefined, reason: string): Judgement => ({ _tag: "Drop", did, reason })

export interface Host {
  readonly origin: string
  readonly budget: RefreshBudget.RefreshBudget
}

export const make = Effect.fnUntraced(function*(lenient: boolean) {
  const clock = yield* Clock.Clock
  const keys = yield* Keys
  const resolver = yield* Resolver

  /**
   * The directory may be out of reach for a while, and an event dropped then is
   * lost: so the host's stream waits for it. A did:web whose host is gone must
   * not hold up the others.
   */
  const known = (did: string, attempts = directoryAttempts): Effect.Effect<DidDocument | undefined> =>
    Effect.catch(resolver.did(did), (error) =>
      attempts > 0 && error.reason === "Unreachable" && did.startsWith("did:plc:")
        ? Effect.andThen(Effect.sleep(directoryPauseMillis), known(did, attempts - 1))
        : Effect.succeed(undefined))

  /** Once, if this host's budget allows: a bad host must not make us hammer the directory. [SYNC-12] */
  const refreshed = Effect.fnUntraced(function*(did: string, host: Host) {
    if (!host.budget.take(clock.currentTimeMillisUnsafe())) return undefined
    return yield* Effect.catch(resolver.refresh(did), () => Effect.succeed(undefined))
  })

  const lookedUp = Effect.fnUntraced(function*(did: string, host: Host) {
    const document = yield* known(did)
    if (document?.pds === host.origin) return document
    const again = yield* refreshed(did, host)
    return again?.pds === host.origin ? again : undefined
  })

  /** The document, if it names this host; asked again once if it names another or is not to be had. */
  const atHome = (did: string, host: Host): Effect.Effect<DidDocument | undefined> => {
    const document = resolver.fresh(did, clock.currentTimeMillisUnsafe())
    return document?.pds === host.origin ? Effect.succeed(document) : lookedUp(did, host)
  }

  /** Runs `verify` under the current key, and once more under a freshly resolved one. [SYNC-11] */
  const underCurrentKey = <A, E extends { readonly reason: string }>(
    did: string,
    document: DidDocument,
    host: Host,
    verify: (signingKey: string) => Result.Result<A, E>
  ): Effect.Effect<Result.Result<A, E> | undefined> => {
    const first = document.signingKey === undefined ? undefined : verify(document.signingKey)
    if (first !== undefined && Result.isSuccess(first)) return Effect.succeed(first)
    return Effect.map(refreshed(did, host), (again) => {
      if (again?.signingKey === undefined || again.signingKey === document.signingKey) return first
      return again.pds === host.origin ? verify(again.signingKey) : first
    })
  }

  const commit = Effect.fnUntraced(function*(event: CommitEvent, host: Host) {
    const document = yield* atHome(event.repo, host)
    if (document === undefined) return drop(event.repo, "its DID document does not name this host")
    const nowMillis = clock.currentTimeMillisUnsafe()
    const verified = yield* underCurrentKey(event.repo, document, host, (signingKey) =>
      verifyCommit(event, { signingKey, verify: keys.verify, nowMillis, lenient }))
    if (verified === undefined) return drop(event.repo, "its DID document has no signing key")
    return Result.match(verified, {
      onFailure: (refusal) => drop(event.repo, refusal.reason),
      onSuccess: (verified): Judgement => ({ _tag: "Commit", event, verified })
    })
  })

  const sync = Effect.fnUntraced(function*(event: SyncEvent, host: Host) {
    const document = yield* atHome(event.did, host)
    if (document === undefined) return drop(event.did, "its DID document does not name this host")
    const nowMillis = clock.currentTimeMillisUnsafe()
    const verified = yield* underCurrentKey(event.did, document, host, (signingKey) =>
      verifySync(event, { signingKey, verify: keys.verify, nowMillis }))
    if (verified === undefined) return drop(event.did, "its DID document has no signing key")
    return Result.match(verified, {
      onFailure: (refusal) => drop(event.did, refusal.reason),
      onSuccess: (verified): Judgement => ({ _tag: "Sync", event, verified })
    })
  })

  /**
   * Any host may say that an identity changed. The cache is purged, and the
   * handle passes only if it verifies both ways. [sync]; reference relay
   */
  const identity = Effect.fnUntraced(function*(event: IdentityEvent, host: Host) {
    const document = (yield* refreshed(event.did, host)) ?? (yield* known(event.did))
    const home = document?.pds === host.origin
    const verdict = home ? yield* resolver.handleVerdict(event.did) : unknown
    const handle = verdict._tag === "Valid" && verdict.handle === event.handle ? verdict.handle : undefined
    const judgement: Judgement = { _tag: "Identity", event, home, handle, seen: Identities.seen(document, verdict) }
    return judgement
  })

  return (event: RepoEvent, host: Host): Effect.Effect<Judgement> => {
    switch (event._tag) {
      case "Commit":
        return commit(event, host)
      case "Sync":
        return sync(event, host)
      case "Identity":
        return identity(event, host)
      case "Account":
        return Effect.map(atHome(event.did, host), (document): Judgement =>
          document === undefined ? drop(event.did, "its DID document does not name this host") : { _tag: "Account", event })
      case "Info":
      case "Unknown":
        return Effect.succeed({ _tag: "Ignore" })
    }
  }
})
