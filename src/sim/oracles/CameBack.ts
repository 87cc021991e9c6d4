/**
 * MIG-6. Whoever asks for an account at another host while their own is down,
 * vouched for by nobody but themselves, has it within minutes: the DID names
 * it, and it is awake.
 */
import * as Effect from "effect/Effect"
import { Moves } from "./model/Moves.ts"
import { ask } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

const boundMillis = 10 * 60_000

export const CameBack: Oracle = {
  code: "MIG-6",
  title: "With a key and a backup of its owner's an account comes back although its host is gone, in bounded time.",
  source: "[g:account-recovery]; paper §3.2",
  when: ({ happenings }) => happenings.has("vanish"),
  make: (check, ledger) => {
    const moves = new Moves(ledger)
    const down = new Set<string>()
    /** DID and new host of those who fled, and when. */
    const fled = new Map<string, { readonly did: string; readonly host: string; readonly at: number }>()
    return {
      observe: (o) => {
        if (o._tag === "ActorStopped") down.add(o.host)
        else if (o._tag === "ActorStarted") down.delete(o.host)
        const arrivals = moves.arrivals.length
        moves.observe(o)
        const arrival = moves.arrivals[arrivals]
        if (arrival !== undefined && down.has(moves.homeAt(arrival.did, arrival.at) ?? "")) fled.set(arrival.did, arrival)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const { at, did, host } of fled.values()) {
          const home = moves.switches.find((each) => each.did === did && each.to === host && each.at >= at)
          const status = yield* ask(probe, host, `/xrpc/com.atproto.sync.getRepoStatus?did=${encodeURIComponent(did)}`)
          check(
            home !== undefined && home.at - at <= boundMillis && status?.active === true,
            () => `${did} asked ${host} for a home at ${at} ms, when its own was gone; the DID came there at ${home?.at ?? "no time"}, and the host says ${JSON.stringify(status)}`,
            () => [host, did]
          )
        }
      })
    }
  }
}
