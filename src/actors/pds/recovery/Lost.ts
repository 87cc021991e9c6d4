/** From a `#commit` event to what it takes to make that commit again: its writes and its signature. Pure. */
import * as Result from "effect/Result"
import * as Car from "../../../protocol/car/Car.ts"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { CommitEvent } from "../../../protocol/frames/RepoEvent.ts"
import * as Commit from "../../../protocol/repo/Commit.ts"
import type { RepoWrite } from "../../../protocol/repo/Repo.ts"
import type { Lost } from "../repo/Commits.ts"

type Verify = (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean

/** Undefined unless the commit is signed by that very key and all its records are there. */
export const read = (event: CommitEvent, didKey: string, verify: Verify): Lost | undefined => {
  const car = Result.getOrUndefined(Car.read(event.blocks))
  const bytes = car?.blocks.get(event.commit)
  const commit = bytes === undefined ? undefined : Result.getOrUndefined(Commit.decode(bytes))
  if (car === undefined || commit === undefined || !Commit.verify(commit, didKey, verify)) return undefined
  const writes: Array<RepoWrite> = []
  for (const { action, cid, path } of event.ops) {
    if (cid === null || action === "delete") {
      writes.push({ action: "delete", path })
      continue
    }
    const block = car.blocks.get(cid)
    const record = block === undefined ? undefined : Result.getOrUndefined(Cbor.decode(block))
    if (typeof record !== "object" || record === null || Array.isArray(record)) return undefined
    writes.push({ action, path, record: record as DataObject })
  }
  return { event, sig: commit.sig, writes }
}
