/** What this server says about identities and hosting on its stream. Appended in the caller's transaction. [sync] */
import * as Car from "../../protocol/car/Car.ts"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import type { RepoHead } from "../../protocol/repo/Repo.ts"
import type { Datetime } from "../../protocol/syntax/Datetime.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import type { Handle } from "../../protocol/syntax/Handle.ts"
import type { Outbox } from "../firehose/Outbox.ts"

export const make = (outbox: Outbox) => ({
  identity: (did: Did, handle: Handle | undefined) =>
    outbox.append(did, (seq, time) =>
      RepoEvent.encode({ _tag: "Identity", seq, did, time: time as Datetime, ...(handle === undefined ? {} : { handle }) })),
  /** Where the repository stands, after consumers may have lost the way to it. */
  sync: (head: RepoHead, commitBytes: Uint8Array) =>
    outbox.append(head.did, (seq, time) =>
      RepoEvent.encode({
        _tag: "Sync",
        seq,
        did: head.did,
        rev: head.rev,
        blocks: Car.write([head.commit], [[head.commit, commitBytes]]),
        time: time as Datetime
      })),
  /** `status` is undefined for an active account. */
  account: (did: Did, status: string | undefined) =>
    outbox.append(did, (seq, time) =>
      RepoEvent.encode({
        _tag: "Account",
        seq,
        did,
        time: time as Datetime,
        active: status === undefined,
        ...(status === undefined ? {} : { status })
      }))
})

export type Events = ReturnType<typeof make>
