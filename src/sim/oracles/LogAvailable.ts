/**
 * LOG-6. What one operator would not take, another did: an operation turned
 * away by a refusing operator is in the log at rest.
 */
import * as Effect from "effect/Effect"
import { cidOf } from "./model/NaivePlc.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

export const LogAvailable: Oracle = {
  code: "LOG-6",
  title: "A client that one operator refuses succeeds through another.",
  source: "project description",
  when: ({ actors }) => SharedLog.isTolerable(actors) && [...SharedLog.liars(actors).values()].includes("refuse"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const [first] = SharedLog.honest(ledger)
      const { byDid } = yield* SharedLog.of(ledger, probe, first!)
      const liars = SharedLog.liars(ledger.hosts)
      for (const [did, submissions] of ledger.submissions.byDid) {
        for (const { host, operation, status } of submissions) {
          if (liars.get(host) !== "refuse" || status === undefined) continue
          const cid = cidOf(operation)
          check(
            byDid.get(did)?.some((line) => line.cid === cid || line.operation.prev === operation.prev) === true,
            () => `${host} refused ${cid} of ${did}, and no other operator took it or another in its place`,
            () => [host, did]
          )
        }
      }
    })
  })
}
