/**
 * What a relay thinks of one message from one host, before it writes anything:
 * everything that needs the network (identities) or the processor (signatures,
 * inversion) happens here; what needs the account's row happens in `Ingest`.
 *
 * Always checked: framing, limits, the DID document names this host as PDS,
 * CAR and commit shape, signature under the current key, operations forward
 * and inverted. Checked when the row is at hand: status, rev, chain.
 * Never checked: records against lexicons. What cannot be decided now, because
 * the DID's source does not answer, is neither believed nor dropped: it waits
 * (`Waiting.ts`). [sync], proposal 0006; SYNC-3, LEX-5
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Clock from "effect/Clock"
import type { DidDocument } from "../../protocol/identity/DidDocument.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { AccountEvent, CommitEvent, IdentityEvent, RepoEvent, SyncEvent } from "../../protocol/frames/RepoEvent.ts"
import type { SyncRefusal } from "../../protocol/sync/SyncRefusal.ts"
import { verifyCommit, type VerifiedCommit } from "../../protocol/sync/VerifyCommit.ts"
import { verifySync, type VerifiedSync } from "../../protocol/sync/VerifySync.ts"
import type { Handle } from "../../protocol/syntax/Handle.ts"
import type { ResolveError } from "../identity/ResolveError.ts"
import { Resolver, type Verdict } from "../identity/Resolver.ts"
import * as Identities from "./Identities.ts"
import * as RefreshBudget from "./RefreshBudget.ts"

export type Judgement =
  | { readonly _tag: "Commit"; readonly event: CommitEvent; readonly verified: VerifiedCommit }
  | { readonly _tag: "Sync"; readonly event: SyncEvent; readonly verified: VerifiedSync }
  | { readonly _tag: "Account"; readonly event: AccountEvent }
  | { readonly _tag: "Identity"; readonly event: IdentityEvent; readonly home: boolean; readonly handle: Handle | undefined; readonly seen: Identities.Seen }
  | { readonly _tag: "Drop"; readonly did: string | undefined; readonly reason: string }
  /** It cannot be learnt now whose it is. */
  | { readonly _tag: "Wait"; readonly event: CommitEvent | SyncEvent | AccountEvent | IdentityEvent; readonly did: string }
  | { readonly _tag: "Ignore" }

const unknown: Verdict = { _tag: "Unknown" }

const drop = (did: string | undefined, reason: string): Judgement => ({ _tag: "Drop", did, reason })

export const wait = (event: CommitEvent | SyncEvent | AccountEvent | IdentityEvent): Judgement =>
  ({ _tag: "Wait", event, did: event._tag === "Commit" ? event.repo : event.did })

export interface Host {
  readonly origin: string
  readonly budget: RefreshBudget.RefreshBudget
}

const notHome = "its DID document does not name this host"
/** Of "Verifying one #commit". */
const signatureStep = 4

/** What could be learnt of a DID: its document; that there is none; or nothing, for the moment. */
type Learnt = DidDocument | "none" | "unknown"

export const make = Effect.fnUntraced(function*(lenient: boolean) {
  const clock = yield* Clock.Clock
  const keys = yield* Keys
  const resolver = yield* Resolver

  const learnt = (resolution: Effect.Effect<DidDocument, ResolveError>): Effect.Effect<Learnt> =>
    Effect.catch(resolution, (error) => Effect.succeed<Learnt>(error.reason === "Unreachable" ? "unknown" : "none"))

  /** Once, if this host's budget allows: a bad host must not make us hammer the directory. [SYNC-12] */
  const refreshed = Effect.fnUntraced(function*(did: string, host: Host) {
    return host.budget.take(clock.currentTimeMillisUnsafe()) ? yield* learnt(resolver.refresh(did)) : "unknown"
  })

  const names = (document: Learnt, host: Host): document is DidDocument =>
    typeof document === "object" && document.pds === host.origin

  const lookedUp = Effect.fnUntraced(function*(did: string, host: Host): Effect.fn.Return<Learnt> {
    const document = yield* learnt(resolver.did(did))
    if (names(document, host) || document === "unknown") return document
    const again = yield* refreshed(did, host)
    return names(again, host) || again === "unknown" ? again : "none"
  })

  /** The document, if it names this host; asked again once if it names another or is not to be had. */
  const atHome = (did: string, host: Host): Effect.Effect<Learnt> => {
    const document = resolver.fresh(did, clock.currentTimeMillisUnsafe())
    return document?.pds === host.origin ? Effect.succeed(document) : lookedUp(did, host)
  }

  /**
   * Runs `verify` under the current key, and once more under a freshly resolved
   * one if the signature fails. [SYNC-11]
   */
  const underCurrentKey = <A>(
    did: string,
    document: DidDocument,
    host: Host,
    verify: (signingKey: string) => Result.Result<A, SyncRefusal>
  ): Effect.Effect<Result.Result<A, SyncRefusal> | "unknown" | undefined> => {
    const first = document.signingKey === undefined ? undefined : verify(document.signingKey)
    if (first !== undefined && (Result.isSuccess(first) || first.failure.step !== signatureStep)) return Effect.succeed(first)
    return Effect.map(refreshed(did, host), (again) => {
      if (again === "unknown") return again
      if (again === "none" || again.signingKey === undefined || again.signingKey === document.signingKey) return first
      return again.pds === host.origin ? verify(again.signingKey) : first
    })
  }

  /** The signed ones: who may say it, and whether it is sound. */
  const signed = Effect.fnUntraced(function*<A>(
    event: CommitEvent | SyncEvent,
    did: string,
    host: Host,
    verify: (against: { readonly signingKey: string; readonly verify: Keys["Service"]["verify"]; readonly nowMillis: number }) => Result.Result<A, SyncRefusal>,
    believed: (verified: A) => Judgement
  ) {
    const document = yield* atHome(did, host)
    if (document === "unknown") return wait(event)
    if (document === "none") return drop(did, notHome)
    const nowMillis = clock.currentTimeMillisUnsafe()
    const verified = yield* underCurrentKey(did, document, host, (signingKey) => verify({ signingKey, verify: keys.verify, nowMillis }))
    if (verified === "unknown") return wait(event)
    if (verified === undefined) return drop(did, "its DID document has no signing key")
    return Result.match(verified, { onFailure: (refusal) => drop(did, refusal.reason), onSuccess: believed })
  })

  const commit = (event: CommitEvent, host: Host) =>
    signed(event, event.repo, host, (against) => verifyCommit(event, { ...against, lenient }), (verified): Judgement => ({ _tag: "Commit", event, verified }))

  const sync = (event: SyncEvent, host: Host) =>
    signed(event, event.did, host, (against) => verifySync(event, against), (verified): Judgement => ({ _tag: "Sync", event, verified }))

  /**
   * Any host may say that an identity changed. The cache is purged, and the
   * handle passes only if it verifies both ways. [sync] The reference relay
   * compares with the document alone (indigo, `SkipHandleVerification`).
   * While the source is away the host that we know as home is believed.
   */
  const identity = Effect.fnUntraced(function*(event: IdentityEvent, host: Host) {
    const again = yield* refreshed(event.did, host)
    const document = again === "unknown" ? yield* learnt(resolver.did(event.did)) : again
    const home = names(document, host)
    if (again === "unknown" && !home) return wait(event)
    const verdict = home ? yield* resolver.handleVerdict(event.did) : unknown
    const handle = verdict._tag === "Valid" && verdict.handle === event.handle ? verdict.handle : undefined
    const seen = Identities.seen(typeof document === "object" ? document : undefined, verdict)
    const judgement: Judgement = { _tag: "Identity", event, home, handle, seen }
    return judgement
  })

  /**
   * A status is not signed: that an account is no longer active is believed of
   * its home alone, and a home of yesterday is no home. So the document is
   * looked at again, if that can be had; these events are rare. RELAY-12
   */
  const account = Effect.fnUntraced(function*(event: AccountEvent, host: Host) {
    const document = yield* atHome(event.did, host)
    if (document === "unknown") return wait(event)
    if (document === "none") return drop(event.did, notHome)
    const now = event.active ? document : yield* refreshed(event.did, host)
    const judgement: Judgement = typeof now === "object" && !names(now, host) ? drop(event.did, notHome) : { _tag: "Account", event }
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
        return account(event, host)
      case "Info":
      case "Unknown":
        return Effect.succeed({ _tag: "Ignore" })
    }
  }
})
