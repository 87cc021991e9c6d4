/**
 * From a host's frames to the relay's own stream, in two steps: judge (may
 * call others, writes nothing), then settle (writes rows, sequence numbers and
 * the host's cursor in one transaction, calls nobody). So the cursor never
 * runs ahead of what was durably passed on, dropped, or put to wait. [RELAY-4]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Cid } from "../../protocol/data/Cid.ts"
import * as Frame from "../../protocol/frames/Frame.ts"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import { chain } from "../../protocol/sync/VerifyCommit.ts"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Received } from "../firehose/Subscription.ts"
import type { Outbox } from "../firehose/Outbox.ts"
import { type Host, type Judgement, wait } from "./Judge.ts"
import type { Collections } from "./Collections.ts"
import type { Identities } from "./Identities.ts"
import * as Recheck from "./Recheck.ts"
import { effective, upstreamOf } from "./Status.ts"
import type { AccountRow, Store } from "./Store.ts"
import { longestWaitMillis, type Queued } from "./Waiting.ts"

export interface Judged {
  readonly frame: Uint8Array
  readonly judgement: Judgement
  /** Who said it. */
  readonly origin: string
}

export interface Counters {
  passed: number
  dropped: number
  /** Commits that were sound but did not follow the known one. */
  gaps: number
  readonly reasons: Map<string, number>
}

/** The account, of what only its own host may say. */
const homely = (judgement: Judgement): string | undefined => {
  switch (judgement._tag) {
    case "Commit":
    case "Sync":
      return judgement.verified.did
    case "Account":
      return judgement.event.did
    default:
      return undefined
  }
}

/** How often a host is tried whose stream is held. */
const heldMillis = 1_000

export const make = (options: {
  readonly sql: SqlClient
  readonly store: Store
  readonly collections: Collections
  readonly outbox: Outbox
  readonly identities: Identities
  readonly recheckMillis: number
  readonly judge: (event: RepoEvent.RepoEvent, host: Host) => Effect.Effect<Judgement>
  /** Whether the account's document, as last heard, names another host than this. */
  readonly movedFrom: (did: string, origin: string) => boolean
  /** Fills the identity cache, side by side; never fails. */
  readonly prefetch: (dids: ReadonlyArray<string>) => Effect.Effect<void>
  /** Asks the account's own host whether it is active after all; undefined: it does not answer now. */
  readonly askActive: (did: string, host: Host) => Effect.Effect<boolean | undefined>
}) => {
  const { collections, identities, movedFrom, outbox, recheckMillis, sql, store } = options
  const counters: Counters = { passed: 0, dropped: 0, gaps: 0, reasons: new Map() }

  const count = (reason: string): void => {
    counters.dropped++
    counters.reasons.set(reason, (counters.reasons.get(reason) ?? 0) + 1)
  }

  const judgeOne = Effect.fnUntraced(function*(event: RepoEvent.RepoEvent, host: Host, knownInactive: Set<string>) {
    const judgement = yield* options.judge(event, host)
    // A commit of an account known inactive: its host decides, not our memory of it. [account]
    if (judgement._tag === "Commit" && knownInactive.has(judgement.verified.did)) {
      const { did } = judgement.verified
      const active = yield* options.askActive(did, host)
      if (active === undefined) return wait(judgement.event)
      if (active) {
        yield* store.setUpstream(did, null)
        knownInactive.delete(did)
      }
    }
    return judgement
  })

  /**
   * One after the other, so that an account's events keep their order; only the
   * identities are fetched side by side.
   */
  const judge = Effect.fnUntraced(function*(batch: ReadonlyArray<Pick<Received, "bytes" | "frame">>, host: Host, waits: (did: string) => boolean) {
    const events = batch.map(({ frame }) => RepoEvent.fromFrame(frame))
    const dids = new Set<string>()
    /** To be looked up side by side. Whose first word here is #identity is looked up for that, whatever is known. */
    const ahead: Array<string> = []
    for (const event of events) {
      const did = Result.isSuccess(event) ? RepoEvent.didOf(event.success) : undefined
      if (did === undefined || waits(did) || dids.has(did)) continue
      dids.add(did)
      if (Result.isSuccess(event) && event.success._tag !== "Identity") ahead.push(did)
    }
    yield* options.prefetch(ahead)
    const knownInactive = yield* store.inactiveAmong(dids)
    const judged: Array<Judged> = []
    /** Of whom something earlier in the batch has to wait. */
    const behind = new Set<string>()
    const judgementOf = (event: RepoEvent.RepoEvent): Effect.Effect<Judgement, SqlError> => {
      if (event._tag === "Info" || event._tag === "Unknown") return Effect.succeed({ _tag: "Ignore" })
      const did = event._tag === "Commit" ? event.repo : event.did
      return behind.has(did) || waits(did) ? Effect.succeed(wait(event)) : judgeOne(event, host, knownInactive)
    }
    for (let i = 0; i < batch.length; i++) {
      const event = events[i]!
      const judgement: Judgement = Result.isSuccess(event)
        ? yield* judgementOf(event.success)
        : { _tag: "Drop", did: undefined, reason: event.failure.reason }
      if (judgement._tag === "Wait") behind.add(judgement.did)
      judged.push({ frame: batch[i]!.bytes, judgement, origin: host.origin })
    }
    return judged
  })

  const admit = Effect.fnUntraced(function*(did: string, host: string) {
    yield* store.settle(did, host)
    yield* identities.expect(did, yield* Recheck.next(recheckMillis))
    return (yield* store.account(did))!
  })

  const admitted = Effect.fnUntraced(function*(did: string, host: string) {
    const row = yield* store.account(did)
    return row !== undefined && row.host === host ? row : yield* admit(did, host)
  })

  const pass = (did: string, frame: Uint8Array) => {
    counters.passed++
    return outbox.append(did, (seq) => RepoEvent.withSeq(frame, seq))
  }

  const inactive = (row: AccountRow): boolean => !effective(row.upstream, row.local).active

  const settleOne = function*({ frame, judgement, origin }: Judged, hostname: string, queued: Queued) {
    // Between judgement and here another host may have told of a move, and nothing of the
    // old host comes after that. [MIG-7]
    const did = homely(judgement)
    if (did !== undefined && movedFrom(did, origin)) return count("its account has moved to another host")
    switch (judgement._tag) {
      case "Ignore":
        return
      case "Wait":
        return yield* queued.add(judgement.did, frame, judgement.event._tag === "Commit" || judgement.event._tag === "Sync")
      case "Drop":
        return count(judgement.reason)
      case "Commit": {
        const { verified } = judgement
        if (!(yield* store.advance(verified, hostname))) {
          const before = yield* store.account(verified.did)
          const row = before?.host === hostname ? before : yield* admit(verified.did, hostname)
          if (inactive(row)) return count("account is inactive")
          const known = row.rev === null || row.data === null ? undefined : { rev: row.rev, data: Result.getOrThrow(Cid.parse(row.data)) }
          const link = chain(known, verified)
          if (link === "stale") return count("rev is not newer")
          // Sound in itself, but something before it was missed: pass it on, consumers resynchronise. [sync] step 9
          if (link === "gap") counters.gaps++
          yield* store.setHead(verified.did, verified)
        }
        yield* collections.note(verified.did, verified.ops)
        yield* pass(verified.did, frame)
        return
      }
      case "Sync": {
        const { verified } = judgement
        const row = yield* admitted(verified.did, hostname)
        if (inactive(row)) return count("account is inactive")
        if (row.rev !== null && verified.rev < row.rev) return count("rev is not newer")
        yield* store.setHead(verified.did, verified)
        yield* pass(verified.did, frame)
        return
      }
      case "Identity": {
        const { event, handle, home, seen } = judgement
        if (home) {
          yield* admitted(event.did, hostname)
          yield* identities.told(event.did, seen, yield* Recheck.next(recheckMillis, seen.handle === null ? 1 : 0))
        }
        counters.passed++
        const { handle: _, ...rest } = event
        yield* outbox.append(event.did, (seq) =>
          RepoEvent.encode(handle === undefined ? { ...rest, seq } : { ...rest, handle, seq }))
        return
      }
      case "Account": {
        const { event } = judgement
        const row = yield* admitted(event.did, hostname)
        const upstream = upstreamOf(event.active, event.status)
        yield* store.setUpstream(event.did, upstream)
        if (upstream === "deleted") yield* Effect.andThen(identities.forget(event.did), collections.forget(event.did))
        const { active, status } = effective(upstream, row.local)
        const { status: _, ...rest } = event
        counters.passed++
        yield* outbox.append(event.did, (seq) =>
          RepoEvent.encode(status === null ? { ...rest, active, seq } : { ...rest, active, status, seq }))
        return
      }
    }
  }

  /** Inside the caller's transaction. */
  const settle = Effect.fnUntraced(function*(judged: ReadonlyArray<Judged>, hostname: string, queued: Queued) {
    for (const one of judged) yield* settleOne(one, hostname, queued)
  })

  /** What waits of one account, looked at again; whether any of it waits on. */
  const again = Effect.fnUntraced(function*(did: string, hostname: string, host: Host, queued: Queued) {
    const rows = yield* queued.of(did)
    // They were read once before.
    const frames = rows.map(({ frame }) => ({ bytes: frame, frame: Result.getOrThrow(Frame.decode(frame)) as Frame.Message }))
    const judged = yield* judge(frames, host, () => false)
    const nowMillis = yield* Clock.currentTimeMillis
    let first = judged.findIndex(({ judgement }) => judgement._tag === "Wait")
    if (first < 0) first = judged.length
    // They are in order of age.
    let over = first
    while (over < rows.length && nowMillis - rows[over]!.since > longestWaitMillis) {
      over++
      count("nobody could tell for a day whose it is")
    }
    if (over > 0) {
      yield* sql.withTransaction(Effect.andThen(
        settle(judged.slice(0, first), hostname, queued),
        queued.remove(rows.slice(0, over))
      ))
    }
    return over < rows.length
  })

  return {
    counters,
    settle,
    again,
    judge: (batch: ReadonlyArray<Received>, host: Host, queued: Queued) =>
      Effect.andThen(
        Effect.whileLoop({ while: () => queued.isFull(), body: () => Effect.sleep(heldMillis), step: () => {} }),
        judge(batch, host, queued.has)
      )
  }
}
