/** What this server says about identities and hosting on its stream. Appended in the caller's transaction. [sync] */
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import type { Datetime } from "../../protocol/syntax/Datetime.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import type { Handle } from "../../protocol/syntax/Handle.ts"
import type { Outbox } from "../firehose/Outbox.ts"

export const make = (outbox: Outbox) => ({
  identity: (did: Did, handle: Handle | undefined) =>
    outbox.append(did, (seq, time) =>
      RepoEvent.encode({ _tag: "Identity", seq, did, time: time as Datetime, ...(handle === undefined ? {} : { handle }) })),
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
