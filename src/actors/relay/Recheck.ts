/**
 * A relay's second looks at identities. Documents and names change without
 * anybody's telling, and `#identity` may be lost: so each account is looked at
 * again, and what has changed since the relay last told of it is told. [sync]:
 * relays may originate `#identity`. The reference relay has no such round: it
 * resolves anew on traffic, once its cache is a day old.
 *
 *     told ──≤ recheckMillis──▶ look ─┬─ as told ──────────────▶ told
 *                                     ├─ document or verdict new ▶ #identity, told
 *                                     └─ out of reach ──5 min … 1 h──▶ look
 *
 * 1. A look comes within `recheckMillis` of the last word, at a random moment of
 *    the last quarter, so that those who came together do not stay together.
 * 2. Nothing is told that was told already, nor of an account of which nothing
 *    was told before: there the first look only remembers.
 * 3. What is out of reach is no news. A handle that does not hold is told as
 *    `handle.invalid`.
 * 4. If the account's host spoke while we looked, its word stands.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { SqlClient } from "effect/sql/SqlClient"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import * as Did from "../../protocol/syntax/Did.ts"
import type { Outbox } from "../firehose/Outbox.ts"
import { Resolver } from "../identity/Resolver.ts"
import * as Identities from "./Identities.ts"

const atOnce = 16
const retryMillis: ReadonlyArray<number> = [300_000, 900_000, 3_600_000]
/** At least this share of an interval passes; the rest is chance. */
const leastShare = 0.75

/** When to look again: after all was seen, or after `tries` looks that saw nothing. */
export const next = Effect.fnUntraced(function*(recheckMillis: number, tries = 0) {
  const millis = tries === 0 ? recheckMillis : Math.min(recheckMillis, retryMillis[Math.min(tries, retryMillis.length) - 1]!)
  const share = leastShare + (1 - leastShare) * (yield* Random.next)
  return (yield* Clock.currentTimeMillis) + Math.round(millis * share)
})

const hasChanged = (before: Identities.Seen, { document, handle }: Identities.Seen): boolean =>
  before.document !== null && (document !== before.document || (handle !== null && handle !== before.handle))

export const run = Effect.fnUntraced(function*({ identities, outbox, recheckMillis }: {
  readonly identities: Identities.Identities
  readonly outbox: Outbox
  readonly recheckMillis: number
}) {
  const sql = yield* SqlClient
  const resolver = yield* Resolver

  /** Undefined while the document's source is out of reach. */
  const see = Effect.fnUntraced(function*(due: Identities.Due) {
    const document = yield* Effect.result(resolver.refresh(due.did))
    if (document._tag === "Failure") {
      return document.failure.reason === "Unreachable" ? undefined : { document: document.failure.reason, handle: Identities.invalidHandle, known: true }
    }
    const verdict = yield* resolver.handleVerdict(due.did)
    return { ...Identities.seen(document.success, verdict, due), known: verdict._tag !== "Unknown" }
  })

  const look = Effect.fnUntraced(function*(due: Identities.Due) {
    const seen = yield* see(due)
    const tries = seen?.known === true ? 0 : due.tries + 1
    const dueMillis = yield* next(recheckMillis, tries)
    const time = Datetime.fromMillis(yield* Clock.currentTimeMillis)
    const did = Did.make(due.did)
    yield* sql.withTransaction(Effect.gen(function*() {
      const now = yield* identities.get(did)
      if (now?.due_at !== due.due_at) return
      yield* identities.told(did, seen ?? due, dueMillis, tries)
      if (seen === undefined || !hasChanged(due, seen)) return
      const { handle } = seen
      yield* outbox.append(did, (seq) => RepoEvent.encode({ _tag: "Identity", seq, did, time, ...(handle === null ? {} : { handle }) }))
    }))
    yield* outbox.wake
  })

  const round = Effect.gen(function*() {
    const nowMillis = yield* Clock.currentTimeMillis
    const due = yield* identities.due(nowMillis, atOnce)
    if (due.length > 0) return yield* Effect.forEach(due, look, { concurrency: atOnce, discard: true })
    const nextDue = yield* identities.nextDue
    // Nobody who comes meanwhile is due before this.
    const soonestMillis = Math.min(recheckMillis, retryMillis[0]!) * leastShare
    yield* Effect.sleep(nextDue === undefined ? soonestMillis : Math.max(1, Math.min(soonestMillis, nextDue - nowMillis)))
  })

  // A full disk passes; what is due stays due.
  const lasting = Effect.catchTag(round, "SqlError", (error) => Effect.andThen(Effect.logWarning(error.message), Effect.sleep(1_000)))
  yield* Effect.forkScoped(Effect.forever(lasting))
})
