/**
 * LOG-3. Whoever misbehaves in what it signs is convicted: an auditor publishes
 * evidence of it, within a minute of the moment from which on it could be had:
 *
 * | lie | from when on |
 * |---|---|
 * | another log, a fork, an invented or back-dated operation | the first checkpoint of it reached somebody who is no operator |
 * | an omission | the log's own time passed the promise |
 * | a late merge | what was promised came into the log |
 * | a dishonoured recovery | the first statement that denies it reached somebody who is no operator |
 *
 * Without auditors nobody is convicted, and the invariant is broken. By the
 * time of rest there must be evidence, whenever it could be had.
 */
import * as Effect from "effect/Effect"
import { Lies } from "./model/Lies.ts"
import * as Published from "./model/Published.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

/** What each conduct is convicted of; to refuse leaves nothing signed. */
const chargesOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  equivocate: ["equivocation"],
  fork: ["equivocation"],
  omit: ["omission"],
  "merge-late": ["late merge"],
  backdate: ["back-dating"],
  invent: ["invalid operation"],
  dishonour: ["dishonoured nullification", "hidden operation"]
}

const boundMillis = 60_000

export const LogEvidence: Oracle = {
  code: "LOG-3",
  title: "An operator that equivocates, omits, merges late, back-dates, invents or dishonours is proven guilty by an auditor, within a minute.",
  source: "paper §3.5.2; [C2SP tlog-witness]",
  when: ({ actors }) => [...SharedLog.liars(actors).values()].some((conduct) => conduct in chargesOf),
  make: (check, ledger) => {
    const lies = new Lies(ledger.hosts)
    const measured: Array<string> = []
    return {
      observe: (o) => lies.observe(o),
      atRest: Effect.fnUntraced(function*(probe) {
        const evidence = yield* Published.of(ledger, probe)
        const [first] = SharedLog.honest(ledger)
        const told = yield* SharedLog.of(ledger, probe, first!)
        for (const [host, conduct] of SharedLog.liars(ledger.hosts)) {
          const charges = chargesOf[conduct]
          if (charges === undefined) continue
          const found = evidence.filter(({ accused, charge }) => accused.includes(host) && charges.includes(charge))
          check(found.length > 0, () => `${host} was made to ${conduct}, and of ${evidence.length} pieces of evidence none says so`, () => [host])
          const since = lies.since(host, conduct, told)
          if (found.length === 0 || since === undefined) continue
          const seconds = ((Math.min(...found.map(({ atMillis }) => atMillis)) - since) / 1_000)
          measured.push(`${conduct} by ${host}: evidence after ${seconds.toFixed(1)} s`)
          check(seconds * 1_000 <= boundMillis, () => `${host} was made to ${conduct}, and evidence came ${seconds.toFixed(1)} s after it could be had`, () => [host])
        }
      }),
      measured: () => measured
    }
  }
}
