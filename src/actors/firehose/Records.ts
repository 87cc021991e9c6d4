/**
 * What a consumer of few collections wants of a commit: the records created or
 * updated and the paths deleted, of those collections. The CAR is only opened
 * if one of them is touched, and of most commits no more is read than the paths.
 * The upstream is trusted to have verified.
 */
import * as Result from "effect/Result"
import * as Car from "../../protocol/car/Car.ts"
import * as Cbor from "../../protocol/data/Cbor.ts"
import type { Cid } from "../../protocol/data/Cid.ts"
import type { DataObject } from "../../protocol/data/Data.ts"
import type { Message } from "../../protocol/frames/Frame.ts"
import type { CommitEvent } from "../../protocol/frames/RepoEvent.ts"

export type Change =
  | { readonly _tag: "Put"; readonly uri: string; readonly collection: string; readonly cid: Cid; readonly record: DataObject }
  | { readonly _tag: "Delete"; readonly uri: string; readonly collection: string }

const isObject = (value: unknown): value is DataObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

const collectionOf = (path: string): string => path.slice(0, path.indexOf("/"))

/** Whether a frame is of a commit that names one of these collections, sound or not. */
export const touches = ({ payload, t }: Message, collections: ReadonlySet<string>): boolean =>
  t === "#commit" && Array.isArray(payload.ops) &&
  payload.ops.some((op) => isObject(op) && typeof op.path === "string" && collections.has(collectionOf(op.path)))

export const changes = (event: CommitEvent, collections: ReadonlySet<string>): ReadonlyArray<Change> => {
  const wanted = event.ops.filter((op) => collections.has(collectionOf(op.path)))
  if (wanted.length === 0) return []
  const car = wanted.some((op) => op.cid !== null) ? Result.getOrUndefined(Car.read(event.blocks)) : undefined
  const found: Array<Change> = []
  for (const op of wanted) {
    const collection = collectionOf(op.path)
    const uri = `at://${event.repo}/${op.path}`
    if (op.cid === null) {
      found.push({ _tag: "Delete", uri, collection })
      continue
    }
    const block = car?.blocks.get(op.cid)
    const record = block === undefined ? undefined : Result.getOrUndefined(Cbor.decode(block))
    // A record that does not decode costs that record only. [data-model]
    if (isObject(record)) found.push({ _tag: "Put", uri, collection, cid: op.cid, record })
  }
  return found
}
