/**
 * From a person's writes to a commit: what is checked before, in what order.
 *
 * Record: `$type` is the collection (added if absent); valid by its schema if
 * that is known, unless `validate` is false; named blobs are uploaded.
 * Repository: `swapCommit` is the head, `swapRecord` the record. All in the
 * account's lock, so that of two who swap on one base one succeeds.
 * [lex:com.atproto.repo.*], [ref pds]; REPO-7, REPO-8
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { findBlobs, findLegacyBlob } from "../../../protocol/data/Blob.ts"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as RecordLimits from "../../../protocol/data/RecordLimits.ts"
import { standard } from "../../../protocol/lexicon/Registry.ts"
import type { RepoWrite } from "../../../protocol/repo/Repo.ts"
import type { Nsid } from "../../../protocol/syntax/Nsid.ts"
import type { RecordKey } from "../../../protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import type { TidClock } from "../../../protocol/syntax/Tid.ts"
import { declared, invalidRequest, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Takedowns } from "../account/Takedowns.ts"
import { inactive } from "../session/Auth.ts"
import * as Backlink from "./Backlink.ts"
import type { Blobs } from "./Blobs.ts"
import { type Commits, OwnersKey, refusalOf } from "./Commits.ts"
import type { RecordRows } from "./RecordRows.ts"

export interface Wanted {
  readonly action: "create" | "update" | "delete"
  readonly collection: string
  readonly rkey?: string
  /** Absent for a delete. */
  readonly record?: DataObject
}

export type ValidationStatus = "valid" | "unknown"

export interface Prepared {
  readonly write: RepoWrite
  readonly status: ValidationStatus | undefined
}

export const uriOf = (did: string, path: RepoPath.RepoPath): string => `at://${did}/${path}`

const encode = (record: DataObject) =>
  Effect.try({
    try: () => Cbor.encode(record),
    catch: () => invalidRequest("The record has no form in the data model")
  })

const typed = (collection: string, record: DataObject): DataObject =>
  record["$type"] === undefined ? { ...record, $type: collection } : record

const judge = (collection: string, rkey: string, record: DataObject, validate: boolean | undefined) => {
  if (record["$type"] !== collection) {
    return Result.fail(invalidRequest(`Invalid $type: expected ${collection}, got ${String(record["$type"])}`))
  }
  if (validate === false) return Result.succeed(undefined)
  const verdict = standard.validateRecord(collection, record, { rkey })
  if (Result.isFailure(verdict)) return Result.fail(invalidRequest(`Invalid ${collection} record: ${verdict.failure.message}`))
  if (verdict.success === "unknown" && validate === true) {
    return Result.fail(invalidRequest(`Unknown lexicon type: ${collection}`))
  }
  return Result.succeed(verdict.success)
}

export const make = (options: {
  readonly accounts: HostedAccounts
  readonly records: RecordRows
  readonly blobs: Blobs
  readonly commits: Commits
  readonly clock: TidClock
  readonly takedowns: Takedowns
}) => {
  const { accounts, blobs, clock, commits, records, takedowns } = options

  /** A part of a write, not an Effect of its own. */
  const prepare = function*(account: Hosted, wanted: Wanted, validate: boolean | undefined) {
    const rkey = (wanted.rkey ?? clock.next((yield* Clock.currentTimeMillis) * 1000)) as RecordKey
    const path = RepoPath.of(wanted.collection as Nsid, rkey)
    if (wanted.action === "delete" || wanted.record === undefined) {
      return { write: { action: "delete", path }, status: undefined } satisfies Prepared
    }
    const record = typed(wanted.collection, wanted.record)
    const excess = RecordLimits.excess(record)
    if (excess !== undefined) return yield* invalidRequest(`The record is too large: ${excess}`)
    const status = yield* Effect.fromResult(judge(wanted.collection, rkey, record, validate))
    const legacy = findLegacyBlob(record)
    if (legacy !== undefined) return yield* invalidRequest(`Legacy blobs are not allowed (${legacy.cid})`)
    for (const blob of findBlobs(record)) {
      const text = blob.ref.toString()
      if (takedowns.blob(account.id, text) !== undefined) return yield* declared("BlobNotFound", `Could not find blob: ${text}`)
      yield* blobs.check(account.id, blob)
    }
    return { write: { action: wanted.action, path, record }, status } satisfies Prepared
  }

  const isLink = ({ action, path }: RepoWrite): boolean => action === "create" && Backlink.isLinking(RepoPath.split(path).collection)

  /** Deletes of what the new likes, follows … take the place of. */
  const superseded = Effect.fnUntraced(function*(account: Hosted, writes: ReadonlyArray<RepoWrite>) {
    const touched = new Set(writes.map((write) => write.path))
    const deletes: Array<RepoWrite> = []
    for (const write of writes) {
      if (write.action !== "create") continue
      const { collection } = RepoPath.split(write.path)
      const subject = Backlink.subjectOf(collection, write.record)
      if (subject === undefined) continue
      for (const rkey of yield* records.linksTo(account.id, collection, subject)) {
        const path = RepoPath.of(collection, rkey as RecordKey)
        if (touched.has(path)) continue
        touched.add(path)
        deletes.push({ action: "delete", path })
      }
    }
    return deletes
  })

  const checkHead = (account: Hosted, swapCommit: string | undefined) =>
    swapCommit === undefined || account.head?.commit.toString() === swapCommit
      ? Effect.void
      : Effect.fail(declared("InvalidSwap", `The repository is at ${account.head?.commit.toString()}`))

  /** Runs alone on an active account, for which this server signs. */
  const alone = <A, E, R>(did: string, use: (account: Hosted) => Effect.Effect<A, E, R>) =>
    accounts.locked(did, (account): Effect.Effect<A, E | XrpcError, R> =>
      account === undefined
        ? Effect.fail(invalidRequest("The account is no longer here"))
        : account.status !== undefined
        ? Effect.fail(inactive(account))
        : account.key === undefined
        ? Effect.fail(declared("OwnSigningKey", new OwnersKey({ did }).message))
        : use(account))

  const commit = (account: Hosted, writes: ReadonlyArray<RepoWrite>) =>
    Effect.mapError(commits.commit(account, writes), refusalOf)

  return {
    prepare,
    checkHead,
    /** One commit for all of `wanted`; `cids` are of their records. */
    apply: (
      did: string,
      wanted: ReadonlyArray<Wanted>,
      { swapCommit, validate }: { readonly swapCommit?: string; readonly validate?: boolean }
    ) =>
      alone(did, (account) => Effect.gen(function*() {
        yield* checkHead(account, swapCommit)
        const prepared: Array<Prepared> = []
        for (const one of wanted) prepared.push(yield* prepare(account, one, validate))
        const writes = prepared.map(({ write }) => write)
        const replaced = validate === false || !writes.some(isLink) ? [] : yield* superseded(account, writes)
        const result = yield* commit(account, [...replaced, ...writes])
        return { prepared, result, cids: result.cids.slice(replaced.length) }
      })),

    /** Creates or updates, or does nothing where the record is just so already. */
    put: (
      did: string,
      wanted: { readonly collection: string; readonly rkey: string; readonly record: DataObject },
      { swapCommit, swapRecord, validate }: {
        readonly swapCommit?: string
        /** Null: there must be none. */
        readonly swapRecord?: string | null
        readonly validate?: boolean
      }
    ) =>
      alone(did, (account) => Effect.gen(function*() {
        const path = RepoPath.of(wanted.collection as Nsid, wanted.rkey as RecordKey)
        const before = (yield* commits.load(account))?.get(path)
        const action = before === undefined ? "create" : "update"
        const { status, write } = yield* prepare(account, { action, ...wanted }, validate)
        if (write.action === "delete") return yield* invalidRequest("There is no record to put")
        const cid = Cid.ofCbor(yield* encode(write.record))
        // Before the swaps are looked at, as [ref pds]: a put whose answer was lost may be repeated as it is.
        if (before?.equals(cid) === true) return { path, cid, status, result: undefined }
        yield* checkHead(account, swapCommit)
        if (swapRecord !== undefined && (before?.toString() ?? null) !== swapRecord) {
          return yield* declared("InvalidSwap", `The record is at ${before?.toString() ?? "nothing"}`)
        }
        return { path, cid, status, result: yield* commit(account, [write]) }
      })),

    /** Deletes, or does nothing where there is no such record. */
    remove: (
      did: string,
      path: RepoPath.RepoPath,
      { swapCommit, swapRecord }: { readonly swapCommit?: string; readonly swapRecord?: string }
    ) =>
      alone(did, (account) => Effect.gen(function*() {
        const before = (yield* commits.load(account))?.get(path)
        // Before the swaps are looked at, as [ref pds].
        if (before === undefined) return undefined
        yield* checkHead(account, swapCommit)
        if (swapRecord !== undefined && before.toString() !== swapRecord) {
          return yield* declared("InvalidSwap", `The record is at ${before.toString()}`)
        }
        return yield* commit(account, [{ action: "delete", path }])
      }))
  }
}

export type Writing = ReturnType<typeof make>
