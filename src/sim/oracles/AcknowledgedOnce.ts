/**
 * REPO-7. What a PDS told a client was written stands on its firehose, exactly
 * once, in the commit that it named.
 *
 * What is left of a deleted account in the replay goes with it. So a write of
 * one counts only if somebody must have heard it before the account could be
 * deleted: the stream had come to a write that was asked for after this one
 * was acknowledged.
 */
import type { Write } from "./model/Acknowledged.ts"
import { Deletions } from "./model/Deletions.ts"
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

type ByCommit = ReadonlyMap<string, ReadonlyArray<SaidCommit>>

/** When the stream had first come to something that was asked for after `write` was acknowledged. */
const passed = (write: Write, writes: ReadonlyArray<Write>, byCommit: ByCommit): number => {
  let first = Number.POSITIVE_INFINITY
  for (const later of writes) {
    if (later.host !== write.host || later.askedAt < write.at) continue
    for (const event of byCommit.get(`${later.host} ${later.commit}`) ?? []) first = Math.min(first, event.at)
  }
  return first
}

export const AcknowledgedOnce: Oracle = {
  code: "REPO-7",
  title: "Every acknowledged write is on the firehose exactly once.",
  source: "[repository]; [event-stream]; reference PDS sequencer",
  make: (check, ledger) => {
    const deletions = new Deletions()
    const servers = new Set(ledger.of("pds"))
    /** The commits of all servers by `<host> <CID>`. */
    const byCommit = new Map<string, Array<SaidCommit>>()
    /** The accounts that they say are deleted. */
    const deleted = new Set<string>()
    ledger.stream.listeners.push({
      onEvent: (event) => {
        if (!servers.has(event.host)) return
        if (event._tag === "Account" && event.status === "deleted") deleted.add(`${event.host} ${event.did}`)
        if (event._tag !== "Commit") return
        const key = `${event.host} ${event.commit}`
        const same = byCommit.get(key)
        if (same === undefined) byCommit.set(key, [event])
        else same.push(event)
      }
    })
    return {
      observe: (o) => deletions.observe(o),
      reckon: () => {
        const { writes } = ledger.acknowledged
        for (const write of writes) {
          const isGone = deleted.has(`${write.host} ${write.did}`)
          if (isGone && passed(write, writes, byCommit) >= deletions.earliest(write.host, write.did)) continue
          const events = byCommit.get(`${write.host} ${write.commit}`) ?? []
          const ops = events.flatMap((event) =>
            event.ops.filter((op) => op.path === write.path && (op.cid?.toString() ?? undefined) === write.cid)
          )
          check(
            events.length === 1 && ops.length === 1,
            () => `${write.action} of ${write.did}/${write.path}, acknowledged by ${write.host} at ${write.at} ms, `
              + `is in ${events.length} events and ${ops.length} operations of its firehose`,
            () => [write.host, write.did]
          )
        }
      }
    }
  }
}
