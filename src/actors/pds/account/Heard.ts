/**
 * Whether the network follows an account to this server. What its former home
 * said last may have a rev above our first commit's: from a clock that is
 * ahead, or forged before the switch and unknown to the backup that the account
 * came with. Then relays take ours for stale, and if nothing more is written,
 * for ever. So they are asked after the account is awake, and where they are
 * further on a commit above that makes everybody look here. SYNC-6, MIG-3
 *
 * A relay is not believed but in this: its rev costs one empty commit, and one
 * that is too far ahead for anybody to accept is no concern of ours.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { MAX_REV_AHEAD_MILLIS } from "../../../protocol/sync/SignedRoot.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { Hosts } from "../../Hosts.ts"
import * as Client from "../../xrpc/Client.ts"
import type { Commits } from "../repo/Commits.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"

/** After the account is awake; a relay that agrees is not asked again. */
const delaysMillis = [2_000, 30_000, 300_000]

export const make = Effect.fnUntraced(function*({ accounts, commits, relays }: {
  readonly accounts: HostedAccounts
  readonly commits: Commits
  readonly relays: ReadonlyArray<string>
}) {
  const hosts = yield* Hosts
  const client = yield* Client.make
  const scope = yield* Effect.scope

  const revAt = (relay: string, did: string) =>
    client.query("com.atproto.sync.getLatestCommit", { origin: hosts.originOf(relay), params: { did } }).pipe(
      Effect.map(({ rev }) => Tid.is(rev) ? rev : undefined),
      Effect.orElseSucceed(() => undefined)
    )

  /** Whether the relay is where we are. */
  const agree = Effect.fnUntraced(function*(relay: string, did: string) {
    const rev = yield* revAt(relay, did)
    return yield* accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
      if (account?.head === undefined || account.status !== undefined) return true
      if (rev === undefined || rev < account.head.rev) return false
      if (rev === account.head.rev) return true
      const nowMillis = yield* Clock.currentTimeMillis
      if (Tid.toMicros(rev) <= (nowMillis + MAX_REV_AHEAD_MILLIS) * 1_000) yield* Effect.ignore(commits.commit(account, [], rev))
      return false
    }))
  })

  const follow = Effect.fnUntraced(function*(relay: string, did: string) {
    for (const delayMillis of delaysMillis) {
      yield* Effect.sleep(delayMillis)
      if (yield* Effect.orElseSucceed(agree(relay, did), () => false)) return
    }
  })

  return {
    /** An account was woken by its owner. */
    look: (did: string) => Effect.forEach(relays, (relay) => Effect.forkIn(follow(relay, did), scope), { discard: true })
  }
})

export type Heard = Effect.Success<ReturnType<typeof make>>
