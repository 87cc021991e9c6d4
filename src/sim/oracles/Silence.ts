/**
 * ACCT-4. While an account is not active its server sends no commit of it, and
 * a relay passes none on (part of SYNC-10); and ACCT-2's visible half: when it
 * is back, the next that is heard of it is an empty commit, or a #sync, on top
 * of the one before.
 */
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Check, Oracle } from "./Oracle.ts"
import type { Ledger } from "./model/Ledger.ts"

interface Account {
  active: boolean
  /** It has come back, and nothing was heard of its repository since. */
  back: boolean
  last: SaidCommit | undefined
}

/** Walks the stream of each host in the order of its numbers. */
const walk = (ledger: Ledger, hosts: ReadonlyArray<string>, onCommit: (host: string, event: SaidCommit, account: Account) => void): void => {
  for (const host of hosts) {
    const accounts = new Map<string, Account>()
    for (const event of [...ledger.stream.log(host).values()].sort((a, b) => a.seq - b.seq)) {
      const account = accounts.get(event.did) ?? { active: true, back: false, last: undefined }
      accounts.set(event.did, account)
      if (event._tag === "Account") {
        account.back = event.active && !account.active
        account.active = event.active
      } else if (event._tag === "Commit") {
        onCommit(host, event, account)
        account.last = event
        account.back = false
      } else if (event._tag === "Sync") account.back = false
    }
  }
}

const atEnd = (check: Check, ledger: Ledger, kinds: ReadonlyArray<string>, judge: (check: Check, host: string, event: SaidCommit, account: Account) => void) => ({
  reckon: () => walk(ledger, kinds.flatMap((kind) => ledger.of(kind)), (host, event, account) => judge(check, host, event, account))
})

export const Silence: Oracle = {
  code: "ACCT-4",
  title: "No commit of an account leaves its server, or a relay, while the account is not active.",
  source: "[g:account-lifecycle]; [sync]",
  when: ({ happenings }) => (happenings.has("accounts") || happenings.has("move")) && !happenings.has("turn-hostile"),
  make: (check, ledger) =>
    atEnd(check, ledger, ["pds", "relay"], (check, host, event, { active }) => {
      check(active, () => `${host} sent commit ${event.rev} of ${event.did} as number ${event.seq}, while the account was not active`, () => [host, event.did])
    })
}

export const Return: Oracle = {
  code: "ACCT-2",
  title: "An account that comes back goes on where it was: an empty commit on its last, with a higher rev.",
  source: "[g:account-lifecycle]; [sync]",
  when: ({ happenings }) => happenings.has("accounts"),
  make: (check, ledger) =>
    atEnd(check, ledger, ["pds"], (check, host, event, { back, last }) => {
      if (!back || last === undefined) return
      check(
        event.ops.length === 0 && event.since === last.rev && event.rev > last.rev,
        () => `${event.did} came back at ${host} with ${event.ops.length} operations at ${event.rev} since ${event.since}; its last commit was ${last.rev}`,
        () => [host, event.did]
      )
    })
}
