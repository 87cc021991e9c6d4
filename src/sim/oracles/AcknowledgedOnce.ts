/** REPO-7. What a PDS told a client was written stands on its firehose, exactly once, in the commit that it named. */
import * as Effect from "effect/Effect"
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

export const AcknowledgedOnce: Oracle = {
  code: "REPO-7",
  title: "Every acknowledged write is on the firehose exactly once.",
  source: "[repository]; [event-stream]; reference PDS sequencer",
  make: (check, ledger) => ({
    atRest: () => Effect.sync(() => {
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
      for (const write of ledger.acknowledged.writes) {
        // What is left of a deleted account in the replay goes with it, heard or not.
        if (deleted.has(`${write.host} ${write.did}`)) continue
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
    })
  })
}
