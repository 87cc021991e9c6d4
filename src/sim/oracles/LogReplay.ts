/**
 * LOG-7. The public log is all there is: replayed by plain rules it gives the
 * state of every DID that each honest operator answers, so whoever has the log
 * can take over. Who did take over has all that the old log told up to where it
 * was left: the same operations at the same times, the same ones fallen.
 */
import * as Effect from "effect/Effect"
import * as OldLog from "./model/OldLog.ts"
import * as PlcExport from "./model/PlcExport.ts"
import { replay, stateOf, stateOfDocument } from "./model/NaivePlc.ts"
import { ask } from "./model/Questions.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

export const LogReplay: Oracle = {
  code: "LOG-7",
  title: "The log alone, replayed independently, gives every DID's state as each honest operator answers it, and as a directory had it whose log was taken over.",
  source: "paper §3.5.2; [plc] Validation",
  when: ({ actors, kinds }) => kinds.has("operator") && SharedLog.isTolerable(actors),
  make: (check, ledger) => {
    const oldLog = new OldLog.OldLog(ledger)
    const isFork = PlcExport.predecessors(ledger).length > 0
    return {
      observe: (o) => oldLog.observe(o),
      atRest: Effect.fnUntraced(function*(probe) {
        const honest = SharedLog.honest(ledger)
        const { byDid, entries } = yield* SharedLog.of(ledger, probe, honest[0]!)
        // What was inherited has the times of its own log.
        let latest = 0
        const falling = entries.findIndex(({ time, type }) => {
          const isBelow = type !== "inherited" && time < latest
          latest = type === "genesis" ? 0 : Math.max(latest, time)
          return isBelow
        })
        check(falling === -1, () => `the time of entry ${falling} is below that of one before`, () => [honest[0]!])
        for (const [did, lines] of byDid) {
          const { head, problem } = replay(did, lines)
          check(problem === undefined, () => `the log of ${did} does not stand: ${problem}`, () => [did])
          for (const host of honest) {
            const document = yield* ask(probe, host, `/${did}`)
            const expected = head === undefined || head.type === "plc_tombstone" ? undefined : stateOf(head)
            const found = document === undefined ? undefined : stateOfDocument(document)
            check(found === expected, () => `${host} answers ${found} for ${did}, its log says ${expected}`, () => [host, did])
          }
        }
        if (isFork) yield* OldLog.compare(check, probe, ledger, oldLog)
      })
    }
  }
}
