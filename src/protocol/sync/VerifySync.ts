/** Verifying one #sync from the message alone: steps 0, 3, 4, 5. [sync] */
import * as Result from "effect/Result"
import type { Cid } from "../data/Cid.ts"
import type { SyncEvent } from "../frames/RepoEvent.ts"
import type { Did } from "../syntax/Did.ts"
import type { Tid } from "../syntax/Tid.ts"
import { type Against, signedRoot } from "./SignedRoot.ts"
import { SyncRefusal } from "./SyncRefusal.ts"

/** The lexicon's bound: it holds the commit block alone. */
export const MAX_SYNC_BLOCKS_BYTES = 10_000

export interface VerifiedSync {
  readonly did: Did
  readonly rev: Tid
  readonly commit: Cid
  readonly data: Cid
}

export const verifySync = (event: SyncEvent, against: Against): Result.Result<VerifiedSync, SyncRefusal> => {
  const { blocks, did, rev } = event
  if (blocks.length > MAX_SYNC_BLOCKS_BYTES) {
    return Result.fail(new SyncRefusal({ step: 0, reason: `${blocks.length} bytes of blocks` }))
  }
  return Result.map(signedRoot({ did, rev, blocks }, against), ({ cid, commit }) => ({
    did,
    rev,
    commit: cid,
    data: commit.data
  }))
}
