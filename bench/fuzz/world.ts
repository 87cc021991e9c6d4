/**
 * A small repository with a history, as the source of valid inputs. Signatures
 * are blanks: targets behind a signature check are tried with a verifier that
 * says yes, or nothing behind it would ever be reached.
 */
import * as Result from "effect/Result"
import { BlockMap } from "../../src/protocol/car/BlockMap.ts"
import type { CommitEvent } from "../../src/protocol/frames/RepoEvent.ts"
import { type CommitResult, Repo, type RepoWrite } from "../../src/protocol/repo/Repo.ts"
import * as Datetime from "../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../src/protocol/syntax/Did.ts"
import * as RepoPath from "../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../src/protocol/syntax/Tid.ts"

export const alice = Did.make("did:plc:alice")
export const epochMillis = 1_767_636_000_000
export const signingKey = "did:key:zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF"
export const believe = (): boolean => true

const signing = (n: number) => ({ rev: Tid.fromMicros((epochMillis + n) * 1000, 7), sign: () => new Uint8Array(64).fill(n) })
const path = (n: number) => RepoPath.make(`app.bsky.feed.${n % 3 === 0 ? "like" : "post"}/${Tid.fromMicros(n * 7919, n % 32)}`)
const record = (n: number) => ({ $type: "app.bsky.feed.post", text: `number ${n}`, createdAt: Datetime.fromMillis(epochMillis + n) })

/** A first commit of 40 records, then creates, updates and deletes in turn. All blocks ever made go into `store`. */
export const commits = (store: BlockMap = new BlockMap()): ReadonlyArray<CommitResult> => {
  const results: Array<CommitResult> = []
  const keep = (result: CommitResult): void => {
    for (const [cid, bytes] of result.newBlocks) store.set(cid, bytes)
    results.push(result)
  }
  const first = Array.from({ length: 40 }, (_, n): RepoWrite => ({ action: "create", path: path(n), record: record(n) }))
  keep(Result.getOrThrow(Repo.create(alice, { ...signing(0), writes: first, blocks: store })))
  const batches: ReadonlyArray<ReadonlyArray<RepoWrite>> = [
    [{ action: "create", path: path(100), record: record(100) }],
    [{ action: "delete", path: path(3) }, { action: "update", path: path(5), record: record(105) }],
    [],
    Array.from({ length: 12 }, (_, n): RepoWrite => ({ action: "create", path: path(200 + n), record: record(n) })),
    Array.from({ length: 12 }, (_, n): RepoWrite => ({ action: "delete", path: path(200 + n) }))
  ]
  for (const [i, writes] of batches.entries()) {
    keep(Result.getOrThrow(results.at(-1)!.repo.applyWrites(writes, signing(i + 1))))
  }
  return results
}

export const commitEvents = (): ReadonlyArray<CommitEvent> =>
  commits().map(({ car, head, ops, prevData, since }, i) => ({
    _tag: "Commit",
    seq: i + 1,
    repo: alice,
    commit: head.commit,
    rev: head.rev,
    since,
    blocks: car,
    ops,
    ...(prevData === null ? {} : { prevData }),
    time: Datetime.fromMillis(epochMillis)
  }))
