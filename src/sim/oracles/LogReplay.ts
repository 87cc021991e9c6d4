/**
 * LOG-7. The public log is all there is: replayed by plain rules it gives the
 * state of every DID that each honest operator answers, so whoever has the log
 * can take over.
 */
import * as Effect from "effect/Effect"
import { replay, stateOf, stateOfDocument } from "./model/NaivePlc.ts"
import { ask } from "./model/Questions.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

export const LogReplay: Oracle = {
  code: "LOG-7",
  title: "The log alone, replayed independently, gives every DID's state as each honest operator answers it.",
  source: "paper §3.5.2; [plc] Validation",
  when: ({ actors, kinds }) => kinds.has("operator") && SharedLog.isTolerable(actors),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const honest = SharedLog.honest(ledger)
      const { byDid, entries } = yield* SharedLog.of(ledger, probe, honest[0]!)
      const falling = entries.findIndex(({ time }, i) => i > 0 && time < entries[i - 1]!.time)
      check(falling === -1, () => `the time of entry ${falling} is below that of the one before`, () => [honest[0]!])
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
    })
  })
}
