/**
 * What relays pass on of a move. MIG-3, MIG-7, MIG-8
 *
 *     … old host's commits │ #identity, #account active, #commit of the new host …
 *
 * From the first commit of the new host on, none of the old one is passed on,
 * and revs rise. That first one follows the last that was passed on: then nobody
 * resynchronises. Or it follows a commit of the old host's which the relay could
 * not pass on, for neither that nor any before it came while the DID named that
 * host: then everybody does, once.
 */
import * as DagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"
import { answerMillis } from "./model/AnswerTime.ts"
import type { Ledger } from "./model/Ledger.ts"
import { Moves, type Switch } from "./model/Moves.ts"
import * as NaiveCar from "./model/NaiveCar.ts"
import type { Event, SaidCommit } from "./model/StreamLog.ts"
import type { Check, Oracle, Trial } from "./Oracle.ts"

/** One account's events on one relay's stream, and by whom each commit was made. */
interface Heard {
  readonly relay: string
  readonly did: string
  readonly homes: ReadonlyArray<string>
  readonly events: ReadonlyArray<Event>
  readonly maker: (commit: SaidCommit) => string | undefined
  readonly switches: ReadonlyArray<Switch>
  /** All commits of this account that a host said. */
  readonly saidBy: (host: string | undefined) => ReadonlyArray<SaidCommit>
  /** When a host sent the relay an event of its own, the last time; undefined: never. */
  readonly sentAt: (event: SaidCommit) => number | undefined
}

/** The root of the tree that a commit is over, as it stands in its event. */
const rootOf = ({ blocks, commit }: SaidCommit): string | undefined => {
  const bytes = NaiveCar.read(blocks).blocks.get(commit)
  return bytes === undefined ? undefined : CID.asCID(DagCbor.decode<{ readonly data?: unknown }>(bytes).data)?.toString()
}

const atEnd = (check: Check, ledger: Ledger, judge: (check: Check, heard: Heard) => void): Trial => {
  const moves = new Moves(ledger)
  const relays = new Set(ledger.of("relay"))
  const pdsHosts = new Set(ledger.of("pds"))
  /** By relay, host and seq. */
  const sent = new Map<string, number>()
  return {
    observe: (o) => {
      moves.observe(o)
      if (o._tag !== "FrameSent" || !pdsHosts.has(o.from) || !relays.has(o.to)) return
      const event = ledger.stream.eventOf(o.bytes)
      if (event?._tag === "Commit") sent.set(`${o.to} ${o.from} ${event.seq}`, o.at)
    },
    reckon: () => {
      const makers = new Map<string, string>()
      const commits = new Map<string, Array<SaidCommit>>()
      for (const host of ledger.of("pds")) {
        for (const event of ledger.stream.log(host).values()) {
          if (event._tag !== "Commit") continue
          makers.set(event.commit, host)
          const subject = `${host} ${event.did}`
          const all = commits.get(subject)
          if (all === undefined) commits.set(subject, [event])
          else all.push(event)
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
            switches: own,
            saidBy: (host) => commits.get(`${host} ${did}`) ?? [],
            sentAt: ({ host, seq }) => sent.get(`${relay} ${host} ${seq}`)
          })
        }
      }
    }
  }
}

const when: NonNullable<Oracle["when"]> = ({ happenings, kinds }) =>
  kinds.has("relay") && (happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"))

/**
 * Whether everybody has to resynchronise at this first commit of a new host, as
 * the relay could not tell them what it follows.
 */
const isEntitled = ({ maker, saidBy, sentAt, switches }: Heard, last: SaidCommit, first: SaidCommit): boolean => {
  const former = maker(last)
  const left = switches.find(({ at, from }) => from === former && at >= last.at - answerMillis)
  const missed = saidBy(former).filter(({ rev }) => rev > last.rev && first.since !== null && rev <= first.since)
  return left !== undefined
    && missed.some(({ rev }) => rev === first.since)
    && missed.every((event) => (sentAt(event) ?? Infinity) > left.at - answerMillis)
}

export const RevAcrossMove: Oracle = {
  code: "MIG-3",
  title: "The new host's first commit follows the old one's last, with a higher rev: nobody needs more than one resync.",
  source: "[account]; [sync]",
  when,
  make: (check, ledger) =>
    atEnd(check, ledger, (check, heard) => {
      const { did, events, maker, relay, saidBy } = heard
      let before: SaidCommit | undefined
      for (const event of events) {
        if (event._tag !== "Commit") continue
        if (before !== undefined && maker(before) !== maker(event)) {
          const last = before
          const said = () => `${relay}: the first commit of ${did} from ${maker(event)} is ${event.rev} since ${event.since}, the last from ${maker(last)} was ${last.rev}`
          check(event.rev > last.rev && (event.since === last.rev || isEntitled(heard, last, event)), said, () => [relay, did])
          const followed = saidBy(maker(last)).find(({ rev }) => rev === event.since)
          const root = followed === undefined ? undefined : rootOf(followed)
          check(root === undefined || root === event.prevData, () => `${said()}; it is over ${event.prevData}, which that left as ${root}`, () => [relay, did])
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
