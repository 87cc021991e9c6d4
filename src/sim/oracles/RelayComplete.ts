/**
 * RELAY-1, RELAY-2 and RELAY-3. A relay passes on each account's commits in the order
 * in which its home said them, unchanged but for `seq`, and loses none. What
 * reached it when the account had left that home already it must drop. MIG-8
 * What DATA-6, REPO-2 and REPO-3 say of the homes' commits is so said of the
 * relay's: SYNC-3.
 */
import type { CID } from "multiformats/cid"
import { answerMillis } from "./model/AnswerTime.ts"
import type { Event, Op, SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

const sameLink = (a: CID | null, b: CID | null): boolean => a === b || (a !== null && b !== null && a.equals(b))

const sameOp = (a: Op, b: Op | undefined): boolean =>
  b !== undefined && a.action === b.action && a.path === b.path && sameLink(a.cid, b.cid) && sameLink(a.prev, b.prev)

/** Links are compared as bytes: to write each of them out takes longer than all else here. */
const same = (a: SaidCommit, b: SaidCommit): boolean =>
  a.commit === b.commit && a.rev === b.rev && a.since === b.since && a.prevData === b.prevData
  && a.ops.length === b.ops.length && a.ops.every((op, index) => sameOp(op, b.ops[index]))
  && Buffer.compare(a.blocks, b.blocks) === 0

export const RelayComplete: Oracle = {
  code: "RELAY-3",
  title: "A relay's stream holds every commit of every account's home, in order, with the bytes as they came.",
  source: "[sync] Relays; [event-stream]; RELAY-1, RELAY-2",
  make: (check, ledger) => {
    // What the homes said, by DID, as the model folded it: a move between hosts keeps one order.
    const homes = new Map<string, Array<SaidCommit>>()
    /** When a relay last got a commit, by relay and commit. */
    const receivedAt = new Map<string, number>()
    /** What a relay passed on, and what its home said that is the same: found as it was heard, which spares the end most comparisons. */
    const found = new Map<SaidCommit, SaidCommit>()
    const relays = new Set(ledger.of("relay"))
    ledger.repos.listeners.push({
      onAfter: ({ event }) => {
        const list = homes.get(event.did)
        if (list === undefined) homes.set(event.did, [event])
        else list.push(event)
      }
    })

    const find = (passed: Event | undefined): void => {
      if (passed?._tag !== "Commit" || found.has(passed)) return
      const said = homes.get(passed.did)?.findLast(({ commit }) => commit === passed.commit)
      if (said !== undefined && same(said, passed)) found.set(passed, said)
    }
    const isSame = (said: SaidCommit, passed: SaidCommit | undefined): boolean =>
      passed !== undefined && (found.get(passed) === said || same(said, passed))

    /** Came to the relay, at the latest, when the account had moved on or was about to. */
    const late = (relay: string, event: SaidCommit): boolean => {
      const identity = ledger.directory.identities.get(event.did)
      if (identity?.pds === undefined || identity.pds === `https://${event.host}`) return false
      return (receivedAt.get(`${relay} ${event.commit}`) ?? Infinity) > identity.pdsSince - answerMillis
    }

    return {
      observe: (o) => {
        if (o._tag === "FrameSent" && relays.has(o.from)) find(ledger.stream.eventOf(o.bytes))
        if (o._tag !== "FrameReceived" || !relays.has(o.to)) return
        const event = ledger.stream.eventOf(o.bytes)
        if (event?._tag === "Commit") receivedAt.set(`${o.to} ${event.commit}`, o.at)
      },
      reckon: () => {
        for (const relay of relays) {
          const passed = new Map<string, Array<SaidCommit>>()
          const said = [...ledger.stream.log(relay).values()].sort((a, b) => a.seq - b.seq)
          for (const event of said) {
            if (event._tag !== "Commit") continue
            const list = passed.get(event.did)
            if (list === undefined) passed.set(event.did, [event])
            else list.push(event)
          }
          for (const [did, home] of homes) {
            if (ledger.repos.repo(did).status === "deleted") continue
            const out = passed.get(did) ?? []
            const commits = new Set(out.map((event) => event.commit))
            const expected = home.filter((event) => commits.has(event.commit) || !late(relay, event))
            const first = expected.findIndex((event, i) => !isSame(event, out[i]))
            check(
              first < 0 && expected.length === out.length,
              () => `${relay} passed on ${out.length} commits of ${did}, its home said ${expected.length}; `
                + `the first that differs is ${(expected[first] ?? out[expected.length])?.rev}`,
              () => [relay, did]
            )
          }
          for (const did of passed.keys()) {
            check(homes.has(did), () => `${relay} passed on commits of ${did}, which no home announced`, () => [relay, did])
          }
        }
      }
    }
  }
}
