/**
 * What to believe of a batch of messages, before anything is written. The
 * relay has verified them; with `verifyCommits` they are verified once more,
 * from the message and the account's key alone. A message whose account cannot
 * be resolved now proves nothing: the repository is to be fetched later.
 * [sync]; SYNC-5, SYNC-11, SYNC-12
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { DidDocument } from "../../../protocol/identity/DidDocument.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import * as RepoEvent from "../../../protocol/frames/RepoEvent.ts"
import type { SyncRefusal } from "../../../protocol/sync/SyncRefusal.ts"
import { verifyCommit, type VerifiedCommit } from "../../../protocol/sync/VerifyCommit.ts"
import { verifySync, type VerifiedSync } from "../../../protocol/sync/VerifySync.ts"
import type { Received } from "../../firehose/Subscription.ts"
import { RefreshLimit } from "../../identity/RefreshLimit.ts"
import { Resolver } from "../../identity/Resolver.ts"

export type Judged =
  | { readonly _tag: "Commit"; readonly commit: VerifiedCommit }
  | { readonly _tag: "Sync"; readonly sync: VerifiedSync }
  | { readonly _tag: "Identity"; readonly did: string }
  | { readonly _tag: "Account"; readonly did: string; readonly active: boolean; readonly status: string | undefined }
  | { readonly _tag: "Doubtful"; readonly did: string; readonly rev: string }

const resolvesAtOnce = 32

type Signed = RepoEvent.CommitEvent | RepoEvent.SyncEvent

const anyKey = "did:key:none"

export const make = Effect.fnUntraced(function*(verifies: boolean) {
  const keys = yield* Keys
  const resolver = yield* Resolver
  const limit = new RefreshLimit()

  const verify = (event: Signed, signingKey: string, nowMillis: number): Result.Result<Judged, SyncRefusal> => {
    const against = { signingKey, verify: verifies ? keys.verify : () => true, nowMillis }
    return event._tag === "Commit"
      ? Result.map(verifyCommit(event, { ...against, lenient: !verifies }), (commit): Judged => ({ _tag: "Commit", commit }))
      : Result.map(verifySync(event, against), (sync): Judged => ({ _tag: "Sync", sync }))
  }

  const judgeSigned = Effect.fnUntraced(function*(event: Signed, did: string, document: DidDocument | undefined, nowMillis: number) {
    const doubtful: Judged = { _tag: "Doubtful", did, rev: event.rev }
    const signingKey = verifies ? document?.signingKey : anyKey
    if (signingKey === undefined) return doubtful
    const verdict = verify(event, signingKey, nowMillis)
    if (Result.isSuccess(verdict)) return verdict.success
    if (verdict.failure.step === 4) {
      if (limit.take(did, nowMillis)) {
        const again = yield* Effect.result(resolver.refresh(did))
        if (Result.isSuccess(again) && again.success.signingKey !== undefined && again.success.signingKey !== signingKey) {
          const second = verify(event, again.success.signingKey, nowMillis)
          if (Result.isSuccess(second)) return second.success
        }
        if (Result.isFailure(again) && again.failure.reason === "Unreachable") limit.wasAway(did)
      }
      // Whether the key is another by now could not be learnt: then a bad signature is no verdict.
      if (limit.isAway(did)) return doubtful
    }
    // Not sound: it is dropped. If it hid a change, the next commit shows the gap.
    yield* Effect.logDebug(`${did} ${event.rev} ${verdict.failure.message}`)
    return undefined
  })

  const documentsOf = Effect.fnUntraced(function*(events: ReadonlyArray<RepoEvent.RepoEvent>) {
    const documents = new Map<string, DidDocument | undefined>()
    if (!verifies) return documents
    for (const event of events) if (event._tag === "Commit" || event._tag === "Sync") documents.set(RepoEvent.didOf(event)!, undefined)
    yield* Effect.forEach(
      [...documents.keys()],
      (did) => Effect.map(Effect.orElseSucceed(resolver.did(did), () => undefined), (document) => documents.set(did, document)),
      { concurrency: resolvesAtOnce, discard: true }
    )
    return documents
  })

  return Effect.fnUntraced(function*(batch: ReadonlyArray<Received>) {
    const nowMillis = yield* Clock.currentTimeMillis
    const events: Array<RepoEvent.RepoEvent> = []
    for (const { frame } of batch) {
      const event = RepoEvent.fromFrame(frame)
      if (Result.isSuccess(event)) events.push(event.success)
      else yield* Effect.logDebug(event.failure.message)
    }
    const documents = yield* documentsOf(events)
    const judged: Array<Judged> = []
    for (const event of events) {
      switch (event._tag) {
        case "Commit":
        case "Sync": {
          const did = RepoEvent.didOf(event)!
          const verdict = yield* judgeSigned(event, did, documents.get(did), nowMillis)
          if (verdict !== undefined) judged.push(verdict)
          break
        }
        case "Identity":
          judged.push({ _tag: "Identity", did: event.did })
          break
        case "Account":
          judged.push({ _tag: "Account", did: event.did, active: event.active, status: event.status })
          break
        case "Info":
        case "Unknown":
      }
    }
    return judged
  })
})
