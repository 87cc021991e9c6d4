/**
 * From a tree and writes to a signed commit with its event. [repository] [sync]
 *
 * New nodes are those that no seal has named yet; replaced ones were noted by
 * the edits. In a batch an edit may bring back a node that an earlier one
 * replaced: that node is neither new nor removed.
 */
import * as Result from "effect/Result"
import type { Blocks } from "../car/BlockMap.ts"
import * as Car from "../car/Car.ts"
import type { Cid } from "../data/Cid.ts"
import { type Block, sealCovering } from "../mst/Covering.ts"
import { TreeLimit } from "../mst/MstError.ts"
import { type Node, Work } from "../mst/Node.ts"
import type { Did } from "../syntax/Did.ts"
import type { Tid } from "../syntax/Tid.ts"
import * as Commit from "./Commit.ts"
import {
  CommitTooLarge,
  InvalidPath,
  InvalidRecord,
  RecordExists,
  RecordMissing,
  type RepoError,
  RevNotRising,
  TooManyWrites
} from "./RepoError.ts"
import { applyTo, type RepoOp, type RepoWrite } from "./Writes.ts"

export const MAX_WRITES = 200
export const MAX_COMMIT_BYTES = 2_000_000

export interface RepoHead {
  readonly did: Did
  readonly rev: Tid
  readonly commit: Cid
  /** The root of the tree. */
  readonly data: Cid
}

export interface Signing {
  /** Strictly above the rev before. */
  readonly rev: Tid
  /** 64 bytes r‖s over SHA-256 of what it is given. */
  readonly sign: (message: Uint8Array) => Uint8Array
}

export interface Committed {
  readonly root: Node
  readonly head: RepoHead
  /** The rev and the tree before; null for the first commit. */
  readonly since: Tid | null
  readonly prevData: Cid | null
  /** At most one for a path, in the order in which the writes first named it. */
  readonly ops: ReadonlyArray<RepoOp>
  /** Of the record of each write, in order; undefined for a delete. */
  readonly cids: ReadonlyArray<Cid | undefined>
  /** To store: the commit, the nodes that the old tree lacked, the written records. */
  readonly newBlocks: ReadonlyArray<Block>
  /**
   * To delete: the commit before and the nodes that are no longer in the tree.
   * Records that lost their path are the ops' `prev`; whether another path
   * still holds one, `Repo.stillHeld` or the store's own index tells.
   */
  readonly removed: ReadonlyArray<Cid>
  /** For the event: the commit, new nodes, the covering proofs of all ops, the written records. */
  readonly diff: ReadonlyArray<Block>
  /** `diff` as a CAR, root the commit: an event's `blocks`. */
  readonly car: Uint8Array
  /** Nodes read and made. [MST-8] */
  readonly touched: number
}

export interface Base {
  readonly did: Did
  readonly root: Node
  /** Undefined: there is no commit yet. */
  readonly before: RepoHead | undefined
  readonly blocks: Blocks
}

const isRefusal = (error: unknown): error is RepoError =>
  error instanceof RecordExists || error instanceof RecordMissing || error instanceof InvalidPath ||
  error instanceof InvalidRecord || error instanceof TreeLimit

export const commitWrites = (
  base: Base,
  writes: ReadonlyArray<RepoWrite>,
  { rev, sign }: Signing
): Result.Result<Committed, RepoError> => {
  const { before, blocks, did } = base
  if (writes.length > MAX_WRITES) return Result.fail(new TooManyWrites({ count: writes.length }))
  if (before !== undefined && rev <= before.rev) return Result.fail(new RevNotRising({ rev, last: before.rev }))
  try {
    const work = new Work(blocks)
    const { cids, ops, records, root, uncovered } = applyTo(work, base.root, writes)
    // An empty commit carries its root all the same: the reference relay wants to load one.
    const { cid: data, covering, fresh } = sealCovering(work, root, uncovered, ops.length === 0)
    const { bytes, cid: commit } = Commit.sign({ did, rev, data }, sign)
    const first: Block = [commit, bytes]
    const diff = [first, ...covering, ...records]
    const car = Car.write([commit], diff)
    if (car.length > MAX_COMMIT_BYTES) return Result.fail(new CommitTooLarge({ bytes: car.length }))

    const { newNodes, removed } = exchange(work.replaced, fresh, writes.length > 1)
    if (before !== undefined) removed.push(before.commit)
    const head: RepoHead = { did, rev, commit, data }
    return Result.succeed({
      root,
      head,
      since: before?.rev ?? null,
      prevData: before?.data ?? null,
      ops,
      cids,
      newBlocks: [first, ...newNodes, ...records],
      removed,
      diff,
      car,
      touched: work.touched
    })
  } catch (error) {
    if (isRefusal(error)) return Result.fail(error)
    throw error
  }
}

const exchange = (
  replaced: ReadonlyArray<Node>,
  newNodes: ReadonlyArray<Block>,
  batch: boolean
): { readonly newNodes: ReadonlyArray<Block>; readonly removed: Array<Cid> } => {
  const gone = replaced.map((node) => node.cid!)
  if (!batch) return { newNodes, removed: gone }
  const goneKeys = new Set(gone.map((cid) => cid.key))
  const newKeys = new Set(newNodes.map(([cid]) => cid.key))
  return {
    newNodes: newNodes.filter(([cid]) => !goneKeys.has(cid.key)),
    removed: gone.filter((cid) => !newKeys.has(cid.key))
  }
}
