/**
 * Checking a record proof: a CAR of commit, the nodes on the path, and the
 * record if there is one, as `com.atproto.sync.getRecord` gives. [sync] [MST-7]
 *
 * A proof of presence ends at the entry, and the record's block is there; one
 * of absence ends at the empty gap where the path would be. The tree decides
 * which: no proof can be both. Other blocks in the CAR are ignored.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Car from "../car/Car.ts"
import type { Cid } from "../data/Cid.ts"
import { loadPartial } from "../mst/Load.ts"
import { attempt } from "../mst/MstError.ts"
import { NO_BLOCKS, Work } from "../mst/Node.ts"
import { find } from "../mst/Path.ts"
import type { Did } from "../syntax/Did.ts"
import type { RepoPath } from "../syntax/RepoPath.ts"
import * as Commit from "./Commit.ts"

export class ProofRefusal extends Data.TaggedError("ProofRefusal")<{ readonly reason: string }> {
  override get message(): string {
    return this.reason
  }
}

export interface Proven {
  readonly commit: Commit.Commit
  /** Undefined: nothing is at the path. */
  readonly record: { readonly cid: Cid; readonly bytes: Uint8Array } | undefined
}

/** Never throws. `verify` as in `Keys`. */
export const verifyProof = (
  car: Uint8Array,
  path: RepoPath,
  expected: {
    readonly did: Did
    readonly signingKey: string
    readonly verify: (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean
  }
): Result.Result<Proven, ProofRefusal> => {
  const refuse = (reason: string) => Result.fail(new ProofRefusal({ reason }))
  const read = Car.read(car)
  if (Result.isFailure(read)) return refuse(read.failure.message)
  const { blocks, roots } = read.success
  const bytes = roots[0] === undefined ? undefined : blocks.get(roots[0])
  if (bytes === undefined) return refuse("the commit is missing")
  const decoded = Commit.decode(bytes)
  if (Result.isFailure(decoded)) return refuse(decoded.failure.message)
  const commit = decoded.success
  if (commit.did !== expected.did) return refuse(`the commit is of ${commit.did}`)
  if (!Commit.verify(commit, expected.signingKey, expected.verify)) return refuse("the signature does not verify")
  const found = attempt(() => find(new Work(NO_BLOCKS), loadPartial(blocks, commit.data), path))
  if (Result.isFailure(found)) return refuse(found.failure.message)
  const cid = found.success
  if (cid === undefined) return Result.succeed({ commit, record: undefined })
  const record = blocks.get(cid)
  return record === undefined
    ? refuse("the record is missing")
    : Result.succeed({ commit, record: { cid, bytes: record } })
}
