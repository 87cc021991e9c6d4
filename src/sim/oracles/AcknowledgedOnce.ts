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
import type { Ledger } from "./model/Ledger.ts"
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

type ByCommit = ReadonlyMap<string, ReadonlyArray<SaidCommit>>

/** The commits of all servers by `<host> <CID>`, and the accounts that they say are deleted. */
const read = (ledger: Ledger): { readonly byCommit: ByCommit; readonly deleted: ReadonlySet<string> } => {
  const byCommit = new Map<string, Array<SaidCommit>>()
  const deleted = new Set<string>()
  for (const host of ledger.of("pds")) {
    for (const event of ledger.stream.log(host).values()) {
      if (event._tag === "Account" && event.status === "deleted") deleted.add(`${host} ${event.did}`)
      if (event._tag !== "Commit") continue
      const key = `${host} ${event.commit}`
      byCommit.set(key, [...(byCommit.get(key) ?? []), event])
    }
  }
  return { byCommit, deleted }
}

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
    return {
      observe: (o) => deletions.observe(o),
      reckon: () => {
        const { writes } = ledger.acknowledged
        const { byCommit, deleted } = read(ledger)
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
