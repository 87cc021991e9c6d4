/**
 * What a device looks at before it signs a commit that a server worked out for
 * it. The server has the tree; the device has the key, the writes that it
 * asked for, and the head that it knows.
 *
 * 1. The proposal follows the head that the device knows: its rev, its root.
 * 2. Its ops are the writes that were asked for, one each, with the records'
 *    CIDs as the device computes them, and no others.
 * 3. Taken back on the proposal's own nodes, the ops lead from its root to the
 *    known one: nothing else in the tree has changed. (Sync 1.1, step 8)
 * 4. Its rev is above every one that the device has signed, and at most five
 *    minutes ahead of the device's clock.
 *
 * Then the device encodes the commit itself and signs that. It never signs
 * bytes that another has put together. Out of scope: that the server stores
 * and publishes what was signed. It can withhold, but not add.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Car from "../car/Car.ts"
import * as Cbor from "../data/Cbor.ts"
import { Cid } from "../data/Cid.ts"
import type { DataObject } from "../data/Data.ts"
import { loadRoot } from "../mst/Load.ts"
import { attempt } from "../mst/MstError.ts"
import { Work } from "../mst/Node.ts"
import { rootCid } from "../mst/NodeEncoder.ts"
import { MAX_REV_AHEAD_MILLIS } from "../sync/SignedRoot.ts"
import { EMPTY_TREE, invert } from "../sync/VerifyCommit.ts"
import type { Did } from "../syntax/Did.ts"
import * as Tid from "../syntax/Tid.ts"
import type { UnsignedCommit } from "./Commit.ts"
import type { RepoOp, RepoWrite } from "./Writes.ts"

export interface Proposal {
  readonly rev: string
  readonly since: string | null
  readonly data: Cid
  readonly prevData: Cid | null
  readonly ops: ReadonlyArray<{ readonly action: string; readonly path: string; readonly cid: Cid | null; readonly prev?: Cid }>
  /** CAR with the nodes that 3 needs. */
  readonly blocks: Uint8Array
}

export interface Asked {
  readonly did: Did
  /** Undefined: there is no commit yet. */
  readonly head: { readonly rev: Tid.Tid; readonly data: Cid } | undefined
  /** The highest rev that was ever signed here. */
  readonly signedRev: Tid.Tid | undefined
  readonly writes: ReadonlyArray<RepoWrite>
  readonly nowMillis: number
}

export class NotAsAsked extends Data.TaggedError("NotAsAsked")<{
  readonly what: "head" | "ops" | "tree" | "rev"
  readonly reason: string
}> {
  override get message(): string {
    return `not signed: ${this.what}: ${this.reason}`
  }
}

export const cidOf = (record: DataObject): Cid => Cid.ofCbor(Cbor.encode(record))

const refuse = (what: NotAsAsked["what"], reason: string) => new NotAsAsked({ what, reason })

const wrongHead = ({ prevData, since }: Proposal, { head }: Asked): NotAsAsked | undefined => {
  if (head === undefined) {
    return since === null && (prevData === null || prevData.equals(EMPTY_TREE)) ? undefined : refuse("head", `it follows ${since}, and this would be the first commit`)
  }
  if (since !== head.rev) return refuse("head", `it follows ${since}, the head is ${head.rev}`)
  return prevData?.equals(head.data) === true ? undefined : refuse("head", `it follows the tree ${prevData}, the head's is ${head.data}`)
}

const wrongOps = ({ ops }: Proposal, { writes }: Asked): NotAsAsked | undefined => {
  if (ops.length !== writes.length) return refuse("ops", `${ops.length} ops for ${writes.length} writes`)
  const byPath = new Map(ops.map((op) => [op.path, op]))
  for (const write of writes) {
    const op = byPath.get(write.path)
    if (op === undefined) return refuse("ops", `none for ${write.path}`)
    const wanted = write.action === "delete" ? null : cidOf(write.record)
    const same = wanted === null ? op.cid === null : op.cid?.equals(wanted) === true
    if (op.action !== write.action || !same) return refuse("ops", `${op.action} of ${op.path} to ${op.cid}, asked was ${write.action} to ${wanted}`)
    if ((op.action === "create") !== (op.prev === undefined)) return refuse("ops", `${op.action} of ${op.path} with prev ${op.prev ?? "absent"}`)
  }
  return undefined
}

const wrongTree = ({ blocks, data, ops }: Proposal, { head }: Asked): NotAsAsked | undefined => {
  const before = head?.data ?? EMPTY_TREE
  if (ops.length === 0) return data.equals(before) ? undefined : refuse("tree", "another one, though nothing is written")
  const car = Car.read(blocks)
  if (Result.isFailure(car)) return refuse("tree", car.failure.message)
  const work = new Work(car.success.blocks, true)
  const inverted = attempt(() => invert(loadRoot(work, data), ops as ReadonlyArray<RepoOp>, work))
  if (Result.isFailure(inverted)) return refuse("tree", inverted.failure.message)
  if (typeof inverted.success === "string") return refuse("tree", inverted.success)
  const reached = rootCid(inverted.success)
  return reached.equals(before) ? undefined : refuse("tree", `the ops lead back to ${reached}, not ${before}`)
}

const wrongRev = ({ rev }: Proposal, { head, nowMillis, signedRev }: Asked): NotAsAsked | undefined => {
  if (!Tid.is(rev)) return refuse("rev", `${rev} is no TID`)
  for (const last of [head?.rev, signedRev]) if (last !== undefined && rev <= last) return refuse("rev", `${rev} is not above ${last}`)
  return Tid.toMicros(rev) > (nowMillis + MAX_REV_AHEAD_MILLIS) * 1000 ? refuse("rev", `${rev} is in the future`) : undefined
}

/** The commit to sign; or why not. */
export const examine = (proposal: Proposal, asked: Asked): Result.Result<UnsignedCommit, NotAsAsked> => {
  const wrong = wrongHead(proposal, asked) ?? wrongOps(proposal, asked) ?? wrongTree(proposal, asked) ?? wrongRev(proposal, asked)
  return wrong === undefined
    ? Result.succeed({ did: asked.did, rev: proposal.rev as Tid.Tid, data: proposal.data })
    : Result.fail(wrong)
}
