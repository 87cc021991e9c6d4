/**
 * MIG-2 and MIG-4. At rest nobody is half-way: an account for which another
 * host was asked is active at the host that its DID names, and at no other
 * that was told to let it sleep. Unless its owner has put it to sleep there, or
 * had it deleted: a "user-initiated" end ([account]), of which the DID says
 * nothing.
 */
import * as Effect from "effect/Effect"
import { Deletions } from "./model/Deletions.ts"
import { Moves } from "./model/Moves.ts"
import { ask } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

export const OneHome: Oracle = {
  code: "MIG-2",
  title: "At rest a moving account is active at exactly one host, the one that its DID names.",
  source: "[account]; [g:account-migration]; MIG-4",
  when: ({ happenings }) => happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"),
  make: (check, ledger) => {
    const moves = new Moves(ledger)
    const deletions = new Deletions()
    return {
      observe: (o) => {
        moves.observe(o)
        deletions.observe(o)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const did of new Set(moves.arrivals.map((each) => each.did))) {
          const home = moves.homeAt(did, Infinity)
          const repo = ledger.repos.byDid.get(did)
          if (home === undefined) continue
          const cameAt = moves.switches.findLast((each) => each.did === did)?.at ?? 0
          const isDeleted = repo?.status === "deleted" && deletions.isAskedSince(home, did, cameAt)
          for (const host of ledger.of("pds")) {
            const status = yield* ask(probe, host, `/xrpc/com.atproto.sync.getRepoStatus?did=${encodeURIComponent(did)}`)
            const active = status?.active === true
            const asleep = moves.asleep.has(`${host} ${did}`)
            const said = () => `${host} says ${JSON.stringify(status)} of ${did}, whose DID names ${home}`
            if (host === home) check(isDeleted ? !active : active || (asleep && repo?.active === false), said, () => [host, did])
            else if (asleep) check(!active, said, () => [host, did])
          }
        }
      })
    }
  }
}
