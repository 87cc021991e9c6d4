/**
 * Verifying one #commit from the message alone. [sync] [p:0006] [SYNC-16]
 *
 * Steps as in protocol facts §6.2; 1, 2, the lower half of 5, and 10 need the
 * receiver's state and are its own; 9 is `chain`.
 *
 * 0. At most 2,000,000 bytes of blocks, 200 ops, records of 1 MiB; paths are keys.
 * 3. to 5. See `SignedRoot.ts`; the CAR's root is the event's commit.
 * 6. create: cid, no prev · update: cid and prev, different · delete: prev, no
 *    cid · no path twice.
 * 7. Created and updated paths map to their cid in the tree, and the record
 *    blocks are there; deleted paths are absent.
 * 8. All ops inverted, deletes first, on the tree of the message's own nodes,
 *    give `prevData` (absent: the empty tree). What the inversion would need
 *    and the message lacks refuses it.
 *
 * Each node that is used is checked in full (shape, order, layer, prefixes,
 * bounds); what is not used is not looked at, but that it hashes to its CID.
 *
 * `lenient` lets messages of old hosts pass that fail at 6 to 8. Never throws.
 */
import * as Result from "effect/Result"
import type { Blocks } from "../car/BlockMap.ts"
import type { Cid } from "../data/Cid.ts"
import type { CommitEvent, RepoOp } from "../frames/RepoEvent.ts"
import { put } from "../mst/Insert.ts"
import { isKey } from "../mst/Key.ts"
import { checkOrder, loadRoot } from "../mst/Load.ts"
import { attempt } from "../mst/MstError.ts"
import { emptyNode, NO_BLOCKS, type Node, Work } from "../mst/Node.ts"
import { rootCid, seal } from "../mst/NodeEncoder.ts"
import { remove } from "../mst/Remove.ts"
import type { Did } from "../syntax/Did.ts"
import type { RepoPath } from "../syntax/RepoPath.ts"
import type { Tid } from "../syntax/Tid.ts"
import { type Against, signedRoot } from "./SignedRoot.ts"
import { SyncRefusal } from "./SyncRefusal.ts"

export { SyncRefusal } from "./SyncRefusal.ts"

export const MAX_BLOCKS_BYTES = 2_000_000
export const MAX_OPS = 200
/** What readers accept; writers stay at 1,000,000. */
export const MAX_READ_RECORD_BYTES = 1_048_576

export const EMPTY_TREE: Cid = seal(emptyNode())

export interface VerifiedOp {
  readonly action: RepoOp["action"]
  readonly path: RepoPath
  readonly cid: Cid | null
  readonly prev: Cid | null
  /** The block of `cid`; absent for a delete, and where `lenient` let it be missing. */
  readonly record?: Uint8Array
}

export interface VerifiedCommit {
  readonly did: Did
  readonly rev: Tid
  readonly since: Tid | null
  readonly commit: Cid
  readonly data: Cid
  readonly prevData: Cid | null
  readonly ops: ReadonlyArray<VerifiedOp>
}

export interface CommitOptions extends Against {
  readonly lenient?: boolean
}

type Refusal = Result.Result<never, SyncRefusal>

const refuse = (step: SyncRefusal["step"], reason: string): Refusal => Result.fail(new SyncRefusal({ step, reason }))

export const verifyCommit = (event: CommitEvent, options: CommitOptions): Result.Result<VerifiedCommit, SyncRefusal> => {
  const { commit, ops, prevData = null, repo: did, rev, since } = event
  if (event.blocks.length > MAX_BLOCKS_BYTES) return refuse(0, `${event.blocks.length} bytes of blocks`)
  if (ops.length > MAX_OPS) return refuse(0, `${ops.length} ops`)
  for (const { path } of ops) if (!isKey(path)) return refuse(0, `${path} is not a repo path`)

  const root = signedRoot({ did, rev, blocks: event.blocks }, options)
  if (Result.isFailure(root)) return Result.fail(root.failure)
  const { blocks, cid } = root.success
  if (!cid.equals(commit)) return refuse(3, "the root is not the event's commit")
  const { data } = root.success.commit

  if (options.lenient !== true) {
    const refusal = shapes(ops) ?? inversion(ops, blocks, data, prevData, since)
    if (refusal !== undefined) return refusal
  }
  const verified: Array<VerifiedOp> = []
  for (const { action, cid, path, prev = null } of ops) {
    const record = cid === null ? undefined : blocks.get(cid)
    if (record !== undefined && record.length > MAX_READ_RECORD_BYTES) return refuse(0, `${record.length} bytes at ${path}`)
    verified.push(record === undefined ? { action, path, cid, prev } : { action, path, cid, prev, record })
  }
  return Result.succeed({ did, rev, since, commit, data, prevData, ops: verified })
}

/** Step 6. */
const shapes = (ops: ReadonlyArray<RepoOp>): Refusal | undefined => {
  for (const { action, cid, path, prev } of ops) {
    const fits = action === "create"
      ? cid !== null && prev === undefined
      : action === "update"
      ? cid !== null && prev !== undefined && !cid.equals(prev)
      : cid === null && prev !== undefined
    if (!fits) return refuse(6, `${action} of ${path} with cid ${cid ?? "null"} and prev ${prev ?? "absent"}`)
  }
  if (ops.length > 1 && new Set(ops.map(({ path }) => path)).size < ops.length) return refuse(6, "a path twice")
  return undefined
}

/** Steps 7 and 8. */
const inversion = (
  ops: ReadonlyArray<RepoOp>,
  blocks: Blocks,
  data: Cid,
  prevData: Cid | null,
  since: Tid | null
): Refusal | undefined => {
  if (prevData === null && since !== null) return refuse(8, "no prevData")
  const before = prevData ?? EMPTY_TREE
  if (ops.length === 0) return data.equals(before) ? undefined : refuse(8, "no ops, but another tree")
  for (const { cid, path } of ops) {
    if (cid !== null && blocks.get(cid) === undefined) return refuse(7, `the record of ${path} is missing`)
  }
  const work = new Work(blocks, true)
  const loaded = attempt(() => loadRoot(work, data))
  if (Result.isFailure(loaded)) return refuse(7, loaded.failure.message)
  const inverted = attempt(() => invert(loaded.success, ops, work))
  if (Result.isFailure(inverted)) return refuse(8, inverted.failure.message)
  const tree = inverted.success
  if (typeof tree === "string") return refuse(7, tree)
  // All keys that were loaded stand in this tree, but for those that were found at their place and taken out.
  const ordered = attempt(() => checkOrder(tree))
  if (Result.isFailure(ordered)) return refuse(7, ordered.failure.message)
  const reached = rootCid(tree)
  return reached.equals(before) ? undefined : refuse(8, `the ops lead back to ${reached}, not ${before}`)
}

/**
 * The tree before `ops`, as far as `root` has the nodes for it; or which path
 * is not in it as its op says. No path is named twice, so to undo one op
 * changes nothing for the others, and each is checked as it is undone.
 * Throws `MstError`.
 */
export const invert = (root: Node, ops: ReadonlyArray<RepoOp>, work = new Work(NO_BLOCKS)): Node | string => {
  let tree = root
  for (const { cid, path, prev } of ops.length > 1 ? ops.toSorted(deletesFirst) : ops) {
    tree = prev === undefined ? remove(work, tree, path) : put(work, tree, path, prev)
    const found = work.previous
    if (cid === null ? found !== undefined : found?.equals(cid) !== true) {
      return `${path} is ${found ?? "absent"} in the tree, not ${cid ?? "deleted"}`
    }
  }
  return tree
}

const deletesFirst = (left: RepoOp, right: RepoOp): number =>
  Number(left.cid !== null) - Number(right.cid !== null) || (left.path < right.path ? -1 : 1)

/**
 * Step 9. `known`: what the receiver last stored of this repo; undefined: nothing,
 * so only a repo's first commit continues it. "stale": not above the known rev.
 */
export const chain = (
  known: { readonly rev: Tid; readonly data: Cid } | undefined,
  commit: Pick<VerifiedCommit, "rev" | "since" | "prevData">
): "continuous" | "gap" | "stale" => {
  if (known === undefined) {
    const first = commit.since === null && (commit.prevData === null || commit.prevData.equals(EMPTY_TREE))
    return first ? "continuous" : "gap"
  }
  if (commit.rev <= known.rev) return "stale"
  return commit.since === known.rev && commit.prevData?.equals(known.data) === true ? "continuous" : "gap"
}
