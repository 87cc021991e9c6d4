/** MIG-8. What a host acknowledges in the name of somebody whose DID has left it is shown nowhere. Part of SYNC-10 */
import * as Effect from "effect/Effect"
import { Moves } from "./model/Moves.ts"
import { ask, chunks, repeated } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

/** The directory's answer to the mover may be later than its answer to others. */
const graceMillis = 10_000

export const LeftHostIgnored: Oracle = {
  code: "MIG-8",
  title: "A host that goes on to write for an account that has left it changes nothing anywhere.",
  source: "[sync]; [account]",
  when: ({ happenings, kinds }) => kinds.has("appview") && happenings.has("turn-hostile"),
  make: (check, ledger) => {
    const moves = new Moves(ledger)
    return {
      observe: (o) => moves.observe(o),
      atRest: Effect.fnUntraced(function*(probe) {
        const forged = ledger.acknowledged.writes.filter(({ askedAt, did, host, path }) =>
          path.startsWith("app.bsky.feed.post/") && moves.switches.some((each) => each.did === did)
          && moves.homeAt(did, askedAt - graceMillis) !== host && moves.homeAt(did, askedAt) !== host)
        for (const appView of ledger.of("appview")) {
          for (const some of chunks(forged.map(({ did, path }) => `at://${did}/${path}`), 25)) {
            const answer = yield* ask(probe, appView, `/xrpc/app.bsky.feed.getPosts?${repeated("uris", some)}`)
            const shown = new Set((answer?.posts as ReadonlyArray<{ readonly uri: string }> | undefined ?? []).map(({ uri }) => uri))
            for (const uri of some) check(!shown.has(uri), () => `${appView} shows ${uri}, which a host wrote that the DID had left`, () => [appView, uri])
          }
        }
      })
    }
  }
}
