/**
 * PLC-13. What a directory said it had taken is in its log, once, whatever
 * crashed meanwhile; what it refused, each time it was asked, is not. What one
 * honest operator of several took, each of them has; what all that were asked
 * refused by the rules, none.
 */
import * as Effect from "effect/Effect"
import { cidOf } from "./model/NaivePlc.ts"
import * as PlcExport from "./model/PlcExport.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

/** Answers to one operation. */
interface Answers {
  taken: boolean
  /** By whoever was asked, as often as it was. */
  refused: boolean
  statuses: Array<number | undefined>
}

export const PlcAcknowledged: Oracle = {
  code: "PLC-13",
  title: "A directory's log holds every operation that it acknowledged, once, and none that it refused.",
  source: "[plc] DID Update; [ref plc]",
  when: ({ actors, kinds }) => kinds.has("plc") || (kinds.has("operator") && SharedLog.isTolerable(actors)),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const honest = PlcExport.directories(ledger)
      // What a directory took is in the log that was founded upon its.
      const trusted = [...honest, ...PlcExport.predecessors(ledger)]
      /** Of an operator, 409 and 202 leave open what becomes of it; a directory's 409 does not. */
      const refuses = (host: string, status: number | undefined): boolean =>
        status === 400 || (ledger.kindOf(host) === "plc" && status !== undefined && status < 500)
      const answered = new Map<string, { readonly did: string; readonly cid: string } & Answers>()
      for (const [did, submissions] of ledger.submissions.byDid) {
        for (const { host, operation, status } of submissions) {
          const cid = cidOf(operation)
          const answers = answered.get(`${did} ${cid}`) ?? { did, cid, taken: false, refused: true, statuses: [] }
          answered.set(`${did} ${cid}`, answers)
          answers.taken ||= status === 200 && trusted.includes(host)
          answers.refused &&= status !== 200 && refuses(host, status)
          answers.statuses.push(status)
        }
      }
      for (const host of honest) {
        const { byDid } = yield* PlcExport.of(ledger, probe, host)
        for (const { cid, did, refused, statuses, taken } of answered.values()) {
          const times = (byDid.get(did) ?? []).filter((line) => line.cid === cid).length
          if (taken) check(times === 1, () => `${cid} of ${did} was acknowledged, and ${host} has it ${times} times`, () => [host, did])
          else if (refused) check(times === 0, () => `${cid} of ${did} was refused with ${statuses.join(", ")}, and ${host} has it`, () => [host, did])
        }
      }
    })
  })
}
