/**
 * ID-3. A generator of TIDs never gives one that is not above all it gave
 * before. A PDS has one for all its accounts, and shows in the order of its
 * stream what that gave as `rev`; but what it gave for an owner to sign comes
 * back when the owner has signed, and says nothing of the order. A start makes
 * a new generator, which knows nothing of the one before and may be behind it
 * once, if its clock is; but never does any give what was given already.
 */
import type { Oracle } from "./Oracle.ts"

interface Generator {
  readonly given: Set<string>
  /** Of the event with the highest seq so far. */
  last: { readonly seq: number; readonly rev: string } | undefined
  /** Starts that no fall has been laid to yet. */
  starts: number
}

export const TidsRise: Oracle = {
  code: "ID-3",
  title: "A generator of TIDs never gives the same or a smaller one twice.",
  source: "[tid]",
  make: (check, ledger) => {
    const generators = new Map<string, Generator>(
      ledger.of("pds").map((host) => [host, { given: new Set(), last: undefined, starts: 0 }])
    )
    ledger.stream.listeners.push({
      onEvent: (event) => {
        const generator = event._tag === "Commit" ? generators.get(event.host) : undefined
        if (event._tag !== "Commit" || generator === undefined) return
        const { given, last } = generator
        const { host, rev, seq } = event
        check(!given.has(rev), () => `${host} gave ${rev} twice`, () => [host, event.did])
        given.add(rev)
        // Who reads from an old cursor hears old events late: they say nothing of the order.
        if ((last !== undefined && seq < last.seq) || ledger.signers.revs.has(rev)) return
        generator.last = { seq, rev }
        if (last === undefined || rev > last.rev) return
        check(generator.starts > 0, () => `${host} gave ${rev} after ${last.rev}`, () => [host, event.did])
        generator.starts--
      }
    })
    return {
      observe: (o) => {
        if (o._tag === "ActorStarted" && generators.has(o.host)) generators.get(o.host)!.starts++
      }
    }
  }
}
