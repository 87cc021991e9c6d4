/**
 * Commits: the one way that a repository changes.
 *
 *     writes ──apply──▶ signed commit, event ──one transaction──▶ rows ──▶ memory, subscribers
 *
 * This server signs, or the account's owner did: then the writes are made only
 * if that very commit comes of them.
 *
 * The caller holds the account's lock, so commits of one account are in a row.
 * In one transaction go the records with what hangs on them, the head and the
 * event; the object in memory and the subscribers learn of it after the
 * commit. [repository], [sync]; REPO-1, REPO-7, SYNC-2, STREAM-8
 *
 * What is only ever a part of one Effect is a plain generator here: every
 * record of the network passes, and an Effect of its own costs its fiber more
 * than most of these steps.
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { BlockMap } from "../../../protocol/car/BlockMap.ts"
import { findBlobs } from "../../../protocol/data/Blob.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as RepoEvent from "../../../protocol/frames/RepoEvent.ts"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import { Mst } from "../../../protocol/mst/Mst.ts"
import type { SignedCommit } from "../../../protocol/repo/Commit.ts"
import { type CommitResult, Repo, type RepoWrite, type Signing } from "../../../protocol/repo/Repo.ts"
import type { Datetime } from "../../../protocol/syntax/Datetime.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import type { Tid, TidClock } from "../../../protocol/syntax/Tid.ts"
import { invalidRequest, upstreamFailure, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Outbox } from "../../firehose/Outbox.ts"
import type { GroupCommit } from "../../sqlite/GroupCommit.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { type Hosted, storedCid } from "../account/Hosted.ts"
import type { Quotas } from "../limits/Quota.ts"
import type { Blobs } from "./Blobs.ts"
import type { RecordRows } from "./RecordRows.ts"

const eventOf = (result: CommitResult, seq: number, time: string): Uint8Array =>
  RepoEvent.encode({
    _tag: "Commit",
    seq,
    repo: result.head.did,
    commit: result.head.commit,
    rev: result.head.rev,
    since: result.since,
    blocks: result.car,
    ops: result.ops,
    time: time as Datetime,
    ...(result.prevData === null ? {} : { prevData: result.prevData })
  })

/** The owner signs the commits of this account, and this server cannot. */
export class OwnersKey extends Data.TaggedError("OwnersKey")<{ readonly did: string }> {
  override get message(): string {
    return `${this.did} signs its commits itself: dev.orrery.repo.prepareCommit, putCommit`
  }
}

/** Which key the DID names is not known for the moment. */
export class KeyInDoubt extends Data.TaggedError("KeyInDoubt")<{ readonly did: string }> {
  override get message(): string {
    return `Whether ${this.did} has another signing key by now is not known yet: ask again in a minute`
  }
}

/** What a caller is told of a commit that was not made. */
export const refusalOf = <E extends { readonly _tag: string; readonly message: string }>(error: E): XrpcError | Extract<E, SqlError> =>
  error._tag === "SqlError" || error._tag === "XrpcError" ? error as XrpcError | Extract<E, SqlError> : error._tag === "KeyInDoubt" ? upstreamFailure(error.message) : invalidRequest(error.message)

/** These writes, made now, are not the commit that was signed. */
export class AnotherCommit extends Data.TaggedError("AnotherCommit")<{ readonly signed: string; readonly made: string }> {
  override get message(): string {
    return `These writes make the commit ${this.made}, signed was ${this.signed}`
  }
}

const unsignedBytes = new Uint8Array(64)

export const make = Effect.fnUntraced(function*(options: {
  readonly group: GroupCommit
  readonly keys: Keys["Service"]
  readonly outbox: Outbox
  readonly clock: TidClock
  readonly records: RecordRows
  readonly blobs: Blobs
  readonly quotas: Quotas
  /** Called with the time of each commit, once it is durable. */
  readonly onCommit: (nowMillis: number) => Effect.Effect<void>
}) {
  const { blobs, clock, group, keys, onCommit, outbox, quotas, records } = options
  const sql = yield* SqlClient
  const wall = yield* Clock.Clock
  const putHead = yield* Prepared.prepare("UPDATE account SET rev = ?, commit_cid = ?, data_cid = ?, commit_bytes = ? WHERE id = ?")

  const build = Effect.fnUntraced(function*(account: Hosted, head: NonNullable<Hosted["head"]>) {
    const rows = yield* records.paths(account.id)
    const entries = rows.map((row) => [`${row.collection}/${row.rkey}`, storedCid(row.cid)] as const)
    // By whole path: as columns, `a.b` would sort before `a.b-c`, whose "-" is below the "/".
    entries.sort((a, b) => (a[0] < b[0] ? -1 : 1))
    account.repo ??= new Repo(head, new BlockMap(), Result.getOrThrow(Mst.build(entries)).root)
    return account.repo
  })

  /** The repository in memory, without record blocks; undefined before the first commit. */
  const load = (account: Hosted): Effect.Effect<Repo | undefined, SqlError> =>
    account.repo !== undefined || account.head === undefined ? Effect.succeed(account.repo) : build(account, account.head)

  /** The records of a commit with what hangs on them, and the head; in the caller's transaction. */
  const store = function*(
    account: Hosted,
    { head, newBlocks, ops }: CommitResult,
    writes: ReadonlyArray<RepoWrite>,
    hold: Blobs["use"] | Blobs["expect"]
  ) {
    const { commit, data, rev } = head
    const nowMillis = wall.currentTimeMillisUnsafe()
    const blocks = new Map(newBlocks.map(([cid, bytes]) => [cid.key, bytes]))
    const commitBytes = blocks.get(commit.key)!
    const values = new Map<RepoPath.RepoPath, DataObject>()
    for (const write of writes) if (write.action !== "delete") values.set(write.path, write.record)
    const released: Array<string> = []
    for (const { action, cid, path } of ops) {
      const parts = RepoPath.split(path)
      if (action !== "create" && account.exports.size > 0) {
        const row = yield* records.get(account.id, parts.collection, parts.rkey)
        if (row !== undefined) for (const kept of account.exports) kept.set(storedCid(row.cid).key, row.bytes)
      }
      if (action !== "create") released.push(...yield* blobs.unuse(account.id, parts))
      if (cid === null) yield* records.drop(account.id, parts, rev, nowMillis)
      else {
        const value = values.get(path)!
        yield* records.put(account.id, parts, { cid, bytes: blocks.get(cid.key)!, value }, rev)
        for (const { ref } of findBlobs(value)) yield* hold(account.id, ref.toString(), parts, rev)
      }
    }
    // Last, for what one record of these writes lets go another may hold.
    if (released.length > 0) yield* blobs.release(account.id, released)
    yield* putHead.now.run(rev, commit.bytes, data.bytes, commitBytes, account.id)
    return commitBytes
  }

  const remember = (account: Hosted, { head, repo }: CommitResult, commitBytes: Uint8Array): void => {
    account.head = head
    account.commitBytes = commitBytes
    account.repo = repo
  }

  const apply = function*(account: Hosted, writes: ReadonlyArray<RepoWrite>, signing: Signing) {
    const repo = yield* load(account)
    const result = yield* Effect.fromResult(repo === undefined ? Repo.create(account.did, { ...signing, writes }) : repo.applyWrites(writes, signing))
    if (quotas.limits.records !== undefined) yield* quotas.records(account.id, repo, result)
    return result
  }

  const nextRev = ({ head }: Hosted, after?: Tid): Tid => {
    const nowMicros = wall.currentTimeMillisUnsafe() * 1000
    const known = head === undefined || (after !== undefined && after > head.rev) ? after : head.rev
    // One account's rev may be ahead of all clocks: that shall not drag the others along.
    return known === undefined ? clock.next(nowMicros) : clock.above(nowMicros, known)
  }

  /**
   * Makes the commit durable, with its event and with what is told before it,
   * and then known. Whoever hangs up meanwhile keeps the account's lock until
   * it is, for the next commit builds on this one.
   */
  const publish = Effect.fnUntraced(function*<E, R>(
    account: Hosted,
    result: CommitResult,
    writes: ReadonlyArray<RepoWrite>,
    before: Effect.Effect<unknown, E, R>
  ) {
    const commitBytes = yield* group.transact(Effect.gen(function*() {
      const commitBytes = yield* store(account, result, writes, blobs.use)
      yield* before
      yield* outbox.append(account.did, (seq, time) => eventOf(result, seq, time))
      return commitBytes
    }))
    remember(account, result, commitBytes)
    yield* onCommit(wall.currentTimeMillisUnsafe())
    return result
  }, Effect.uninterruptible)

  return {
    load,
    /** The head of an account's rows, in the caller's transaction: for an import. */
    putHead: (account: Hosted, head: NonNullable<Hosted["head"]>, commitBytes: Uint8Array) =>
      putHead.run(head.rev, head.commit.bytes, head.data.bytes, commitBytes, account.id),
    /**
     * Applies writes as one commit, with a rev above `after`; none at all make
     * an empty commit, under the present key. What goes `beside` it is durable
     * if the commit is.
     */
    commit: Effect.fnUntraced(function*<E = never, R = never>(account: Hosted, writes: ReadonlyArray<RepoWrite>, after?: Tid, beside: Effect.Effect<unknown, E, R> = Effect.void) {
      const { did, key, keyInDoubt } = account
      if (key === undefined) return yield* new OwnersKey({ did })
      if (keyInDoubt) return yield* new KeyInDoubt({ did })
      const result = yield* apply(account, writes, { rev: nextRev(account, after), sign: (bytes) => keys.sign(key, bytes) })
      return yield* publish(account, result, writes, beside)
    }),
    /** What would come of these writes, with a rev above `after`. Nothing is signed, nothing is kept. */
    propose: Effect.fnUntraced(function*(account: Hosted, writes: ReadonlyArray<RepoWrite>, after: Tid | undefined) {
      return yield* apply(account, writes, { rev: nextRev(account, after), sign: () => unsignedBytes })
    }),
    /** Applies writes as the commit that the owner signed. */
    put: Effect.fnUntraced(function*<E, R>(account: Hosted, writes: ReadonlyArray<RepoWrite>, { cid, commit }: SignedCommit, before: Effect.Effect<unknown, E, R>) {
      const result = yield* apply(account, writes, { rev: commit.rev, sign: () => commit.sig })
      const { head } = result
      if (!head.commit.equals(cid)) return yield* new AnotherCommit({ signed: cid.toString(), made: head.commit.toString() })
      return yield* publish(account, result, writes, before)
    }),
    /**
     * Takes a commit of its own back that only others still know, and says
     * nothing about it: they heard it already. False if it is not the next one.
     * Blobs may have been lost for good; the records wait for them.
     */
    adopt: Effect.fnUntraced(function*(account: Hosted, { event, sig, writes }: Lost) {
      const repo = yield* load(account)
      if (repo === undefined || event.since !== repo.head.rev) return false
      // Over the same tree, with the same rev and signature, the same commit comes out; or it was another.
      const again = repo.applyWrites(writes, { rev: event.rev, sign: () => sig })
      if (Result.isFailure(again) || !again.success.head.commit.equals(event.commit)) return false
      remember(account, again.success, yield* sql.withTransaction(Effect.gen(() => store(account, again.success, writes, blobs.expect))))
      return true
    })
  }
})

/** A commit as others heard it. */
export interface Lost {
  readonly event: RepoEvent.CommitEvent
  readonly sig: Uint8Array
  readonly writes: ReadonlyArray<RepoWrite>
}

export type Commits = Effect.Success<ReturnType<typeof make>>
