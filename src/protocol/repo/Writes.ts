/**
 * A batch of writes on a tree, in order. [repository] [ref pds]
 *
 * create needs a free path, update and delete a taken one; the first write
 * that does not fit refuses the batch. A path may come several times, as in the
 * reference, where the writes are applied one after the other; but an event
 * may name a path once only (Sync 1.1, step 6), so what a batch did to a path
 * is folded into one op, or into none if the record is what it was before.
 * An update to the same content is no op either.
 */
import * as Cbor from "../data/Cbor.ts"
import { Cid } from "../data/Cid.ts"
import type { DataObject } from "../data/Data.ts"
import { put } from "../mst/Insert.ts"
import { isKey } from "../mst/Key.ts"
import type { Node, Work } from "../mst/Node.ts"
import { remove } from "../mst/Remove.ts"
import type { RepoPath } from "../syntax/RepoPath.ts"
import { InvalidPath, InvalidRecord, RecordExists, RecordMissing } from "./RepoError.ts"

export type RepoWrite =
  | { readonly action: "create" | "update"; readonly path: RepoPath; readonly record: DataObject }
  | { readonly action: "delete"; readonly path: RepoPath }

/** As in a `#commit` event: `cid` null for a delete, `prev` absent for a create. */
export interface RepoOp {
  readonly action: "create" | "update" | "delete"
  readonly path: RepoPath
  readonly cid: Cid | null
  readonly prev?: Cid
}

/** What a #commit event may carry of one record. Readers take 1 MiB. [sync] [g:data-validation] */
export const MAX_RECORD_BYTES = 1_000_000

/** What became of a path in this batch. */
interface Fate {
  readonly before: Cid | undefined
  after: Cid | undefined
  bytes: Uint8Array | undefined
  readonly layer: number
}

export interface Written {
  readonly root: Node
  readonly ops: ReadonlyArray<RepoOp>
  /** The ops' paths whose covering proof may reach beyond the new nodes: see `Covering.ts`. */
  readonly uncovered: ReadonlyArray<RepoPath>
  /** The CID of each write's own record, undefined for a delete: a later write of the batch may have changed what is there. */
  readonly cids: ReadonlyArray<Cid | undefined>
  /** The record blocks of the ops, each CID once. */
  readonly records: ReadonlyArray<readonly [Cid, Uint8Array]>
}

/** Throws `RepoError` and what the tree throws. */
export const applyTo = (work: Work, root: Node, writes: ReadonlyArray<RepoWrite>): Written => {
  const fates = new Map<RepoPath, Fate>()
  const cids: Array<Cid | undefined> = []
  let top = root
  for (const write of writes) {
    const { path } = write
    if (!isKey(path)) throw new InvalidPath({ path })
    let after: Cid | undefined
    let bytes: Uint8Array | undefined
    if (write.action === "delete") {
      top = remove(work, top, path)
    } else {
      bytes = encodeRecord(path, write.record)
      after = Cid.ofCbor(bytes)
      top = put(work, top, path, after)
    }
    cids.push(after)
    const before = work.previous
    if (write.action === "create") {
      if (before !== undefined) throw new RecordExists({ path })
    } else if (before === undefined) {
      throw new RecordMissing({ path })
    }
    const fate = fates.get(path)
    if (fate === undefined) {
      fates.set(path, { before, after, bytes, layer: work.layer })
    } else {
      fate.after = after
      fate.bytes = bytes
    }
  }
  const ops: Array<RepoOp> = []
  const uncovered: Array<RepoPath> = []
  const records = new Map<string, readonly [Cid, Uint8Array]>()
  for (const [path, { after, before, bytes, layer }] of fates) {
    if (after === undefined) {
      if (before === undefined) continue
      ops.push({ action: "delete", path, cid: null, prev: before })
      uncovered.push(path)
      continue
    }
    if (before?.equals(after) === true) continue
    ops.push(
      before === undefined
        ? { action: "create", path, cid: after }
        : { action: "update", path, cid: after, prev: before }
    )
    if (layer > 0) uncovered.push(path)
    records.set(after.key, [after, bytes!])
  }
  return { root: top, ops, uncovered, cids, records: [...records.values()] }
}

const encodeRecord = (path: RepoPath, record: DataObject): Uint8Array => {
  let bytes: Uint8Array
  try {
    bytes = Cbor.encode(record)
  } catch (error) {
    if (error instanceof Cbor.CborEncodeError) throw new InvalidRecord({ path, reason: error.message })
    throw error
  }
  if (bytes.length > MAX_RECORD_BYTES) throw new InvalidRecord({ path, reason: `${bytes.length} bytes` })
  return bytes
}
