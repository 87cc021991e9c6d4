/** PLC-9. Who replays the sequenced export, which has no marks, comes to the marks of the dated one. */
import * as Effect from "effect/Effect"
import * as PlcExport from "./model/PlcExport.ts"
import type { Oracle } from "./Oracle.ts"

export const PlcMarks: Oracle = {
  code: "PLC-9",
  title: "Replaying a directory's sequenced export reproduces every nullified mark of the dated one.",
  source: "[plc] Export, Nullification",
  when: ({ kinds }) => kinds.has("plc") || kinds.has("operator"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const host of PlcExport.directories(ledger)) {
        const { byDid, dated, replays } = yield* PlcExport.of(ledger, probe, host)
        const marks = new Map<string, Array<boolean>>()
        for (const { did, nullified } of dated) marks.set(did, [...marks.get(did) ?? [], nullified === true])
        for (const did of new Set([...byDid.keys(), ...marks.keys()])) {
          const expected = replays.get(did)?.nullified ?? []
          const found = marks.get(did) ?? []
          check(
            expected.length === found.length && expected.every((mark, index) => mark === found[index]),
            () => `${host} marks the log of ${did} as fallen ${JSON.stringify(found)}, a replay says ${JSON.stringify(expected)}`,
            () => [host, did]
          )
        }
      }
    })
  })
}
