/** KEY-2: a revocation that a key manager acknowledged is on its list for as long as the token would live. */
import * as Effect from "effect/Effect"
import { secondsOf } from "./model/Delegations.ts"
import { ask } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

export const RevocationsListed: Oracle = {
  code: "KEY-2",
  title: "A revocation that a key manager acknowledged is on its list until the token is over by itself.",
  source: "notes of 2022, Key management; UCAN 0.10 Revocation",
  when: ({ kinds }) => kinds.has("keymanager"),
  make: (check, { delegations }) => {
    const managerOf = new Map<string, string>()
    const expected = (did: string, at: number): ReadonlyArray<string> =>
      [...delegations.revoked].flatMap(([cid, all]) =>
        all.some(({ did: whose, exp, host, toldAt }) => host === "" && whose === did && toldAt < at && exp > secondsOf(at) + 60) ? [cid] : [])
    const judge = (manager: string, did: string, at: number, listed: ReadonlySet<string>) => {
      for (const cid of expected(did, at)) {
        check(listed.has(cid), () => `${manager} no longer lists ${cid} of ${did} as revoked`, () => [manager, did])
      }
    }
    delegations.onList((did, request, listed) => {
      managerOf.set(did, request.to)
      judge(request.to, did, request.at, listed)
    })
    return {
      atRest: Effect.fnUntraced(function*(probe) {
        for (const [did, manager] of managerOf) {
          const answer = yield* ask(probe, manager, `/xrpc/dev.orrery.keys.listRevocations?did=${did}`)
          const listed = new Set((answer?.revocations as ReadonlyArray<{ readonly revoke: string }> | undefined ?? []).map(({ revoke }) => revoke))
          judge(manager, did, probe.nowMillis(), listed)
        }
      })
    }
  }
}
