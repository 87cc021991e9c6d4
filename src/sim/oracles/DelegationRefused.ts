/** KEY-3: what was soundly delegated is not refused. */
import { slackMillis } from "./DelegatedWrites.ts"
import { secondsOf } from "./model/Delegations.ts"
import type { Oracle } from "./Oracle.ts"

/** Refusals that are about the key; others are about the account, or the record. */
const aboutKey = /^(?:Ucan|InvalidToken$|Forbidden$)/
const maxLength = 5
const maxInvocationSeconds = 300
/** A new key is asked for at once, but not more often than this. */
const settledMillis = 5_000

export const DelegationRefused: Oracle = {
  code: "KEY-3",
  title: "A write that every token of an unrevoked chain allows is not refused for its key.",
  source: "notes of 2022, Key management; UCAN 0.10 Validation",
  // Where operators agree on the log, nobody outside sees from when on a key is in force.
  when: ({ kinds }) => kinds.has("keymanager") && !kinds.has("operator"),
  make: (check, { delegations }) => {
    delegations.onUse((use) => {
      const { answeredAt, askedAt, chain, error, host, leaf, repo, status } = use
      if (chain === undefined || chain.length > maxLength || use.flaw !== undefined || delegations.wasDisputed(use)) return
      if (chain.some(({ exp, nbf }) => exp <= secondsOf(answeredAt) || nbf > secondsOf(askedAt))) return
      if (leaf.exp > secondsOf(askedAt) + maxInvocationSeconds) return
      if (!delegations.rootHolds(chain[0]!, askedAt - settledMillis, answeredAt + slackMillis)) return
      const refused = (status === 400 || status === 401 || status === 403) && aboutKey.test(error)
      check(!refused, () => `${host} refused a write to ${repo} that was delegated: ${error}`, () => [host, repo])
    })
    return {}
  }
}
