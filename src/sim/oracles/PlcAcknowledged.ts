/**
 * PLC-13. What a directory said it had taken is in its log, once, whatever
 * crashed meanwhile; what it refused, each time it was asked, is not.
 */
import * as Effect from "effect/Effect"
import { cidOf } from "./model/NaivePlc.ts"
import * as PlcExport from "./model/PlcExport.ts"
import type { Oracle } from "./Oracle.ts"

export const PlcAcknowledged: Oracle = {
  code: "PLC-13",
  title: "A directory's log holds every operation that it acknowledged, once, and none that it refused.",
  source: "[plc] DID Update; [ref plc]",
  when: ({ kinds }) => kinds.has("plc"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const host of ledger.of("plc")) {
        const { byDid } = yield* PlcExport.of(ledger, probe, host)
        for (const [did, submissions] of ledger.submissions.byDid) {
          const held = (byDid.get(did) ?? []).map(({ cid }) => cid)
          /** Status of every answer to one operation. */
          const answers = new Map<string, Array<number | undefined>>()
          for (const { host: asked, operation, status } of submissions) {
            if (asked === host) answers.set(cidOf(operation), [...answers.get(cidOf(operation)) ?? [], status])
          }
          for (const [cid, statuses] of answers) {
            const times = held.filter((each) => each === cid).length
            if (statuses.includes(200)) {
              check(times === 1, () => `${host} acknowledged ${cid} of ${did}, and has it ${times} times`, () => [host, did])
            } else if (statuses.every((status) => status !== undefined && status < 500)) {
              check(times === 0, () => `${host} refused ${cid} of ${did} with ${statuses.join(", ")}, and has it`, () => [host, did])
            }
          }
        }
      }
    })
  })
}
