/**
 * What relays pass on of a move. MIG-3, MIG-7, MIG-8
 *
 *     … old host's commits │ #identity, #account active, #commit of the new host …
 *
 * From the first commit of the new host on, none of the old one is passed on,
 * and revs rise.
 */
import * as Effect from "effect/Effect"
import type { Ledger } from "./model/Ledger.ts"
import { Moves } from "./model/Moves.ts"
import type { Event, SaidCommit } from "./model/StreamLog.ts"
import type { Check, Oracle, Trial } from "./Oracle.ts"

/** One account's events on one relay's stream, and by whom each commit was made. */
interface Heard {
  readonly relay: string
  readonly did: string
  readonly homes: ReadonlyArray<string>
  readonly events: ReadonlyArray<Event>
  readonly maker: (commit: SaidCommit) => string | undefined
  /** Whether a host said a commit of this account with that rev. */
  readonly said: (host: string | undefined, rev: string | null) => boolean
}

const atEnd = (check: Check, ledger: Ledger, judge: (check: Check, heard: Heard) => void): Trial => {
  const moves = new Moves(ledger)
  return {
    observe: (o) => moves.observe(o),
    atRest: () => Effect.sync(() => {
      const makers = new Map<string, string>()
      const revs = new Set<string>()
      for (const host of ledger.of("pds")) {
        for (const event of ledger.stream.log(host).values()) {
          if (event._tag !== "Commit") continue
          makers.set(event.commit, host)
          revs.add(`${host} ${event.did} ${event.rev}`)
        }
      }
      for (const relay of ledger.of("relay")) {
        const said = [...ledger.stream.log(relay).values()].sort((a, b) => a.seq - b.seq)
        for (const did of new Set(moves.switches.map((each) => each.did))) {
          const own = moves.switches.filter((each) => each.did === did)
          judge(check, {
            relay,
            did,
            homes: [own[0]!.from, ...own.map(({ to }) => to)],
            events: said.filter((event) => event.did === did),
            maker: ({ commit }) => makers.get(commit),
            said: (host, rev) => revs.has(`${host} ${did} ${rev}`)
          })
        }
      }
    })
  }
}

const when: NonNullable<Oracle["when"]> = ({ happenings, kinds }) =>
  kinds.has("relay") && (happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"))

export const RevAcrossMove: Oracle = {
  code: "MIG-3",
  title: "The new host's first commit follows the old one's last, with a higher rev: nobody needs more than one resync.",
  source: "[account]; [sync]",
  when,
  make: (check, ledger) =>
    atEnd(check, ledger, (check, { did, events, maker, relay, said }) => {
      let before: SaidCommit | undefined
      for (const event of events) {
        if (event._tag !== "Commit") continue
        if (before !== undefined && maker(before) !== maker(event)) {
          const last = before
          check(
            // What the old host said last may have come when it was no home any more: one resync then.
            event.rev > last.rev && (event.since === last.rev || (said(maker(last), event.since) && event.since! > last.rev)),
            () => `${relay}: the first commit of ${did} from ${maker(event)} is ${event.rev} since ${event.since}, the last from ${maker(last)} was ${last.rev}`,
            () => [relay, did]
          )
        }
        before = event
      }
    })
}

export const MoveHeard: Oracle = {
  code: "MIG-7",
  title: "A relay tells a move as #identity, #account, #commit of the new host, and nothing of the old one after it.",
  source: "[g:account-lifecycle]; [sync]; MIG-8",
  when,
  make: (check, ledger) =>
    atEnd(check, ledger, (check, { did, events, homes, maker, relay }) => {
      let stage = 0
      let since: Array<Event["_tag"]> = []
      for (const event of events) {
        if (event._tag !== "Commit") {
          since.push(event._tag)
          continue
        }
        const host = maker(event)
        const next = homes.indexOf(host ?? "", stage)
        check(next !== -1, () => `${relay} passed on commit ${event.rev} of ${did} by ${host}, after it had gone ${homes.slice(0, stage + 1).join(" > ")}`, () => [relay, did])
        if (next > stage) {
          const told = since
          check(
            told.includes("Identity") && told.lastIndexOf("Account") > told.lastIndexOf("Identity"),
            () => `${relay} passed on, before the first commit of ${did} from ${host}: ${told.join(", ") || "nothing"}`,
            () => [relay, did]
          )
          stage = next
        }
        since = []
      }
    })
}
