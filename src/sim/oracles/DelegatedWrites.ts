/** KEY-1: what was done with a delegated key was delegated, and not yet revoked for longer than the bound. */
import type { Oracle } from "./Oracle.ts"

/** A PDS may trust what it knows of an account for this long. */
export const boundMillis = 60_000
/** What a message may take beyond the moments that are seen here. */
export const slackMillis = 1_000

export const DelegatedWrites: Oracle = {
  code: "KEY-1",
  title: "A write with a delegated key lies within every token of its chain, their time, the account's key, and revocation plus a bound.",
  source: "notes of 2022, Key management; UCAN 0.10 Validation",
  when: ({ kinds }) => kinds.has("keymanager"),
  make: (check, { delegations }) => {
    delegations.onUse((use) => {
      if (use.status !== 200) return
      const { answeredAt, askedAt, chain, host, repo } = use
      const known = askedAt - boundMillis - slackMillis
      const problem = use.flaw
        ?? (delegations.isRevoked(use, askedAt, known) ? "a token of the chain was revoked" : undefined)
        ?? (delegations.rootMayHold(chain![0]!, known, answeredAt) ? undefined : "the account has no such key, and had none lately")
      check(problem === undefined, () => `${host} let a delegated key write to ${repo}: ${problem}`, () => [host, repo])
    })
    return {}
  }
}
