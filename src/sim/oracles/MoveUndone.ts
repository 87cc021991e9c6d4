/**
 * MIG-4. A move is done or it is not.
 *
 *     asked for ──given up, or broken off──▶ as it was: awake at home, with all its records, nothing told by the other
 *        └──the DID names the new host──▶ gone through with: the owner was told there that the account is awake
 *
 * Of a home that is down, or left to be, at rest nothing can be asked.
 */
import * as Effect from "effect/Effect"
import { answerMillis } from "./model/AnswerTime.ts"
import { Moves } from "./model/Moves.ts"
import * as NaiveCar from "./model/NaiveCar.ts"
import { ask } from "./model/Questions.ts"
import { wakes } from "./model/Waking.ts"
import type { Oracle } from "./Oracle.ts"

export const MoveUndone: Oracle = {
  code: "MIG-4",
  title: "A move that ends before the DID is changed leaves the account as it was; one that comes so far is gone through with.",
  source: "[g:account-migration]",
  when: ({ happenings }) => happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"),
  make: (check, ledger) => {
    const moves = new Moves(ledger)
    const down = new Set<string>()
    /** When an owner was told that the account is awake, by host and DID: the last time. */
    const woken = new Map<string, number>()
    return {
      observe: (o) => {
        moves.observe(o)
        if (o._tag === "ActorStopped") down.add(o.host)
        else if (o._tag === "ActorStarted") down.delete(o.host)
        else if (o._tag === "HttpResponseReceived" && o.status === 200 && wakes(o.request)) {
          const did = ledger.sessions.of(o.request)?.did
          if (did !== undefined) woken.set(`${o.request.to} ${did}`, o.at)
        }
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const did of new Set(moves.arrivals.map((each) => each.did))) {
          const home = moves.homeAt(did, Infinity)
          if (home === undefined || down.has(home)) continue
          const homes = new Set(moves.switches.filter((each) => each.did === did).flatMap(({ from, to }) => [from, to]))
          const last = moves.switches.findLast((each) => each.did === did)
          if (last !== undefined && moves.arrivals.some((each) => each.did === did && each.host === last.to)) {
            const at = woken.get(`${last.to} ${did}`) ?? -Infinity
            check(at > last.at - answerMillis, () => `the DID of ${did} was given to ${home}, which never said that the account is awake there`, () => [home, did])
          }
          for (const { host } of moves.arrivals.filter((each) => each.did === did && each.host !== home && !homes.has(each.host))) {
            const told = [...ledger.stream.log(host).values()].filter((event) => event.did === did)
            check(told.length === 0, () => `${host}, where ${did} never came to be, said ${told[0]?._tag} of it`, () => [host, did])
          }
          if (last !== undefined) continue
          const repo = ledger.repos.byDid.get(did)
          if (repo?.active !== true) continue
          const status = yield* ask(probe, home, `/xrpc/com.atproto.sync.getRepoStatus?did=${encodeURIComponent(did)}`)
          check(status?.active === true, () => `${did} did not move after all, and ${home} says ${JSON.stringify(status)} of it`, () => [home, did])
          const asked = yield* probe.get(home, `/xrpc/com.atproto.sync.getRepo?did=${encodeURIComponent(did)}`)
          const car = asked.status === 200 ? NaiveCar.read(asked.body) : undefined
          for (const [path, cid] of repo.records) {
            check(car?.blocks.has(cid.toString()) === true, () => `${did} did not move after all, and ${home} has ${path} no more`, () => [home, did])
          }
        }
      })
    }
  }
}
