/**
 * PLC-3, and with it PLC-2, PLC-5, PLC-6, PLC-14 and, of rotation keys, SIG-5. Every log that a directory
 * exports stands by the rules: an unbroken chain, each operation signed by a
 * rotation key of its predecessor, each fork by a stronger key and within 72
 * hours, times rising.
 */
import * as Effect from "effect/Effect"
import * as PlcExport from "./model/PlcExport.ts"
import type { Oracle } from "./Oracle.ts"

export const PlcChain: Oracle = {
  code: "PLC-3",
  title: "Every operation of a directory stands by the rules: its place in the chain, its signer's rank, its time.",
  source: "[plc] Operation validation, Key rotation and account recovery",
  when: ({ kinds }) => kinds.has("plc") || kinds.has("operator"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const host of PlcExport.directories(ledger)) {
        const { replays, sequenced } = yield* PlcExport.of(ledger, probe, host)
        for (const [did, { problem }] of replays) {
          check(problem === undefined, () => `the log of ${did} at ${host} cannot stand: ${problem}`, () => [host, did])
        }
        const rises = sequenced.every(({ seq }, index) => seq !== undefined && seq > (sequenced[index - 1]?.seq ?? 0))
        check(rises, () => `the sequence numbers of ${host}'s export do not rise`, () => [host])
      }
    })
  })
}
