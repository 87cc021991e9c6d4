/**
 * LOG-4. No honest operator is ever accused, whatever the network does and
 * whoever else lies; and what is published is signed by those whom it accuses.
 */
import * as Effect from "effect/Effect"
import * as NaiveTlog from "./model/NaiveTlog.ts"
import * as Published from "./model/Published.ts"
import { ask } from "./model/Questions.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

export const LogInnocence: Oracle = {
  code: "LOG-4",
  title: "No auditor accuses an honest operator, and evidence is signed by those whom it accuses.",
  source: "soundness of evidence",
  when: ({ kinds }) => kinds.has("operator") && kinds.has("auditor"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const liars = SharedLog.liars(ledger.hosts)
      const [first] = SharedLog.honest(ledger)
      const { vkeys } = yield* SharedLog.of(ledger, probe, first ?? ledger.of("operator")[0]!)
      for (const auditor of ledger.of("auditor")) {
        check((yield* ask(probe, auditor, "/evidence")) !== undefined, () => `${auditor} does not say what evidence it has`, () => [auditor])
      }
      for (const { accused, auditor, charge, id, json } of yield* Published.of(ledger, probe)) {
        const innocent = accused.filter((host) => !liars.has(host))
        check(innocent.length === 0, () => `${auditor} accuses ${innocent.join(", ")} of ${charge}, falsely (${id})`, () => [auditor, ...innocent])
        const checkpoints = ["checkpoint", "first", "second"].flatMap((field) => typeof json?.[field] === "string" ? [json[field]] : [])
        const signed = checkpoints.every((text) => {
          const note = NaiveTlog.readNote(text)
          const names = note === undefined ? new Set<string>() : NaiveTlog.cosignersOf(note, vkeys)
          return accused.every((host) => names.has(host))
        })
        check(checkpoints.length > 0 && signed, () => `evidence ${id} of ${auditor} is not signed by ${accused.join(", ")}`, () => [auditor])
      }
    })
  })
}
