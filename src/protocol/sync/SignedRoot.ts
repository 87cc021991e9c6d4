/**
 * What #commit and #sync share: steps 3 to 5 on the CAR of a message. [sync]
 *
 * 3. The CAR parses, every block hashes to its CID, the first root is there
 *    and is a commit of version 3 whose did and rev are those of the message.
 * 4. Its signature holds under the key given.
 * 5. Its rev is at most five minutes ahead of now. (That it is above the last
 *    one is for those who know the last one.)
 */
import * as Result from "effect/Result"
import type { BlockMap } from "../car/BlockMap.ts"
import * as Car from "../car/Car.ts"
import type { Cid } from "../data/Cid.ts"
import * as Commit from "../repo/Commit.ts"
import * as Tid from "../syntax/Tid.ts"
import { SyncRefusal } from "./SyncRefusal.ts"

export const MAX_REV_AHEAD_MILLIS = 5 * 60_000

export interface Against {
  /** The did:key under `#atproto` in the DID document of the moment. */
  readonly signingKey: string
  /** As in `Keys`: low-S, never throws. */
  readonly verify: (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean
  readonly nowMillis: number
}

export interface SignedRoot {
  readonly cid: Cid
  readonly commit: Commit.Commit
  readonly blocks: BlockMap
}

const refuse = (step: SyncRefusal["step"], reason: string) => Result.fail(new SyncRefusal({ step, reason }))

export const signedRoot = (
  message: { readonly did: string; readonly rev: string; readonly blocks: Uint8Array },
  against: Against
): Result.Result<SignedRoot, SyncRefusal> => {
  const car = Car.read(message.blocks)
  if (Result.isFailure(car)) return refuse(3, `blocks: ${car.failure.message}`)
  const { blocks, roots } = car.success
  const cid = roots[0]
  const bytes = cid === undefined ? undefined : blocks.get(cid)
  if (cid === undefined || bytes === undefined) return refuse(3, "the root block is missing")
  const decoded = Commit.decode(bytes)
  if (Result.isFailure(decoded)) return refuse(3, decoded.failure.message)
  const commit = decoded.success
  if (commit.did !== message.did) return refuse(3, `the commit is of ${commit.did}`)
  if (commit.rev !== message.rev) return refuse(3, `the commit's rev is ${commit.rev}`)
  if (!Commit.verify(commit, against.signingKey, against.verify)) return refuse(4, "the signature does not verify")
  if (Tid.toMicros(commit.rev) > (against.nowMillis + MAX_REV_AHEAD_MILLIS) * 1000) {
    return refuse(5, `rev ${commit.rev} is in the future`)
  }
  return Result.succeed({ cid, commit, blocks })
}
