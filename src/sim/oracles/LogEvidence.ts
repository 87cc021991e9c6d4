/**
 * LOG-3. Whoever misbehaves in what it signs is convicted: by the time the
 * network is at rest, an auditor publishes evidence of it. Without auditors
 * nobody does, and the invariant is broken.
 */
import * as Effect from "effect/Effect"
import * as Published from "./model/Published.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

/** What each conduct is convicted of; to refuse leaves nothing signed. */
const chargesOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  equivocate: ["equivocation"],
  fork: ["equivocation"],
  omit: ["omission"],
  invent: ["invalid operation"],
  dishonour: ["dishonoured nullification", "hidden operation"]
}

export const LogEvidence: Oracle = {
  code: "LOG-3",
  title: "An operator that equivocates, omits, invents or dishonours is proven guilty by an auditor.",
  source: "paper §3.5.2; [C2SP tlog-witness]",
  when: ({ actors }) => [...SharedLog.liars(actors).values()].some((conduct) => conduct in chargesOf),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const evidence = yield* Published.of(ledger, probe)
      for (const [host, conduct] of SharedLog.liars(ledger.hosts)) {
        const charges = chargesOf[conduct]
        if (charges === undefined) continue
        check(
          evidence.some(({ accused, charge }) => accused.includes(host) && charges.includes(charge)),
          () => `${host} was made to ${conduct}, and of ${evidence.length} pieces of evidence none says so`,
          () => [host]
        )
      }
    })
  })
}
