/**
 * PLC-12. A directory takes at most 10, 30 and 100 operations of a DID within
 * an hour, a day and a week, what has fallen not counted; recoveries are let in
 * whatever the count, or else a thief could shut the owner out by haste.
 */
import * as Effect from "effect/Effect"
import type { Line } from "./model/NaivePlc.ts"
import * as PlcExport from "./model/PlcExport.ts"
import type { Oracle } from "./Oracle.ts"

const hour = 3_600_000
const limits: ReadonlyArray<readonly [windowMillis: number, most: number]> = [[hour, 10], [24 * hour, 30], [7 * 24 * hour, 100]]

/** The first ordinary update that came too soon. */
const hasty = (lines: ReadonlyArray<Line>): Line | undefined => {
  let standing: ReadonlyArray<Line> = []
  for (const line of lines) {
    const place = standing.findIndex(({ cid }) => cid === line.operation.prev)
    const at = Date.parse(line.createdAt)
    const ordinary = place === standing.length - 1 && standing.length > 0
    if (ordinary && limits.some(([windowMillis, most]) => standing.filter((each) => Date.parse(each.createdAt) > at - windowMillis).length >= most)) return line
    standing = [...standing.slice(0, place + 1), line]
  }
  return undefined
}

export const PlcRate: Oracle = {
  code: "PLC-12",
  title: "A directory takes at most 10, 30 and 100 operations of a DID an hour, a day and a week, recoveries aside.",
  source: "[ref plc] constraints",
  when: ({ kinds }) => kinds.has("plc") || kinds.has("operator"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const host of PlcExport.directories(ledger)) {
        const { byDid } = yield* PlcExport.of(ledger, probe, host)
        for (const [did, lines] of byDid) {
          const line = lines.length <= limits[0]![1] ? undefined : hasty(lines)
          check(line === undefined, () => `${host} took ${line!.cid} of ${did} at ${line!.createdAt}, beyond its limits`, () => [host, did])
        }
      }
    })
  })
}
