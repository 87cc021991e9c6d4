/** LOG-5. At rest all honest operators hold the same log, entry by entry, as long as any of them ever claimed. */
import * as Effect from "effect/Effect"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

export const LogOrder: Oracle = {
  code: "LOG-5",
  title: "All honest operators hold the same log, though some crashed, lagged, or lie.",
  source: "[Tendermint] agreement and termination",
  when: ({ actors, kinds }) => kinds.has("operator") && SharedLog.isTolerable(actors),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      const [first, ...others] = SharedLog.honest(ledger)
      const { leaves } = yield* SharedLog.of(ledger, probe, first!)
      check(leaves.length > 0, () => `${first} has no log`, () => [first!])
      for (const host of others) {
        const theirs = (yield* SharedLog.of(ledger, probe, host)).leaves
        const parting = leaves.findIndex((leaf, i) => theirs[i] === undefined || Buffer.compare(leaf, theirs[i]) !== 0)
        check(
          parting === -1 && theirs.length === leaves.length,
          () => `${first} holds ${leaves.length} entries, ${host} ${theirs.length}; they part at ${parting === -1 ? leaves.length : parting}`,
          () => [first!, host]
        )
      }
    })
  })
}
