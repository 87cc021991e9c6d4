/**
 * What a PDS does when its disk came back from an old backup. docs/backups.md
 *
 *     start ─▶ is a relay further than this disk? ─no─▶ serve
 *                 │ yes
 *                 ▼
 *     note whose repositories are behind ─▶ replay the relay's window, take the own
 *     commits back ─▶ say #sync for each, tell its owner ─▶ serve
 *
 * Nobody is served before that: a write over an old tree would make a fork of
 * what the network knows. Sequence numbers never come again, whether or not a
 * relay answers (outbox/Log.ts, epochs). Revs rise above what the relay knows.
 *
 * A relay is not believed: what is taken back carries the account's own
 * signature and follows its own last commit. What the relay's window does not
 * hold is lost. Then a new commit with a higher rev makes everybody
 * resynchronise to what there is.
 *
 * Who is not active at the relay, or further there than its window could bring
 * them here, may have left since the backup: their DID is asked, and if it names
 * another server they are put to sleep by this one, as whoever leaves while it is
 * away (`Lifecycle.lookHome`): not by their own wish, so that a DID which is
 * taken back wakes them. Of them nothing is said but `#account`; their newest
 * commits are another server's.
 *
 * Out of scope: accounts made since the backup (their keys are gone), and all
 * that was private: sessions, preferences, app passwords. STREAM-1, REPO-1
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Socket from "effect/socket/Socket"
import { SqlClient } from "effect/sql/SqlClient"
import * as Frame from "../../../protocol/frames/Frame.ts"
import * as RepoEvent from "../../../protocol/frames/RepoEvent.ts"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import { MAX_REV_AHEAD_MILLIS } from "../../../protocol/sync/SignedRoot.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { Hosts } from "../../Hosts.ts"
import type { Outbox } from "../../firehose/Outbox.ts"
import * as Client from "../../xrpc/Client.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Lifecycle } from "../account/Lifecycle.ts"
import type { Events } from "../Events.ts"
import type { Outgoing } from "../../mail/Outgoing.ts"
import type { Blobs } from "../repo/Blobs.ts"
import type { Commits } from "../repo/Commits.ts"
import * as Letter from "./Letter.ts"
import * as Lost from "./Lost.ts"

const askMillis = 5_000
/** A replay that brings nothing for this long has brought all. */
const silentMillis = 15_000
const pageSize = 500

export interface RecoveryOptions {
  readonly accounts: HostedAccounts
  readonly blobs: Blobs
  readonly commits: Commits
  readonly events: Events
  readonly keys: Keys["Service"]
  readonly lifecycle: Lifecycle
  readonly outbox: Outbox
  readonly outgoing: Outgoing
  readonly relays: ReadonlyArray<string>
}

export const run = Effect.fnUntraced(function*(options: RecoveryOptions) {
  const { accounts, blobs, commits, events, keys, lifecycle, outbox, outgoing, relays } = options
  const sql = yield* SqlClient
  const hosts = yield* Hosts
  const client = yield* Client.make

  const isBehind = (account: Hosted, rev: string): boolean => account.head !== undefined && account.head.rev < rev

  /** Whether the relay has heard more of this host than this disk knows. */
  const isAhead = (relay: string) =>
    client.query("com.atproto.sync.getHostStatus", { origin: hosts.originOf(relay), params: { hostname: hosts.self }, timeoutMillis: askMillis }).pipe(
      Effect.map((status) => (status.seq ?? 0) > outbox.known),
      Effect.orElseSucceed(() => false)
    )

  /** DID → rev, of all that the relay takes for active. */
  const reposAt = Effect.fnUntraced(function*(relay: string) {
    const revs = new Map<string, string>()
    let cursor: string | undefined
    do {
      const page = yield* client.query("com.atproto.sync.listRepos", {
        origin: hosts.originOf(relay),
        params: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }
      })
      for (const { did, rev } of page.repos) revs.set(did, rev)
      cursor = page.cursor
    } while (cursor !== undefined)
    return revs
  }, Effect.retry({ times: 3 }), Effect.orElseSucceed(() => undefined))

  /** No relay accepts a rev that is so far ahead; one that tells of it is mistaken or lies. */
  const isPossible = (rev: string, nowMillis: number): boolean =>
    Tid.is(rev) && Tid.toMicros(rev) <= (nowMillis + MAX_REV_AHEAD_MILLIS) * 1_000

  /** Notes what is to be taken back, so that a crash on the way does not forget it. */
  const note = Effect.fnUntraced(function*(revs: ReadonlyMap<string, string>) {
    const nowMillis = yield* Clock.currentTimeMillis
    for (const { did } of yield* sql<{ did: string }>`SELECT did FROM account WHERE status IS NULL AND rev IS NOT NULL ORDER BY did`) {
      const rev = revs.get(did)
      const account = yield* accounts.byDid(did)
      if (account === undefined) continue
      if (rev === undefined) yield* lifecycle.lookHome(did)
      else if (isBehind(account, rev) && isPossible(rev, nowMillis)) yield* sql`INSERT OR IGNORE INTO lost (did, rev) VALUES (${did}, ${rev})`
    }
  })

  const lostRevs = Effect.map(sql<{ did: Did; rev: Tid.Tid }>`SELECT did, rev FROM lost ORDER BY did`, (rows) =>
    new Map(rows.map(({ did, rev }) => [did, rev])))

  const takeBack = Effect.fnUntraced(function*(wanted: Map<Did, Tid.Tid>, frame: Uint8Array) {
    const decoded = Frame.decode(frame)
    const event = Result.isSuccess(decoded) && decoded.success._tag === "Message"
      ? Result.getOrUndefined(RepoEvent.fromFrame(decoded.success))
      : undefined
    if (event?._tag !== "Commit" || !wanted.has(event.repo)) return
    yield* accounts.locked(event.repo, Effect.fnUntraced(function*(account: Hosted | undefined) {
      if (account === undefined || !isBehind(account, event.rev)) return
      const lost = Lost.read(event, account.signingKey, keys.verify)
      if (lost !== undefined) yield* commits.adopt(account, lost)
      if (!isBehind(account, wanted.get(event.repo)!)) wanted.delete(event.repo)
    }))
  })

  /** Takes back what the relay's window holds. */
  const replay = (relay: string, lost: ReadonlyMap<Did, Tid.Tid>) =>
    Effect.gen(function*() {
      const wanted = new Map(lost)
      const url = `${hosts.originOf(relay).replace(/^http/, "ws")}/xrpc/com.atproto.sync.subscribeRepos?cursor=0`
      const socket = yield* Socket.makeWebSocket(url, { openTimeout: askMillis })
      const pull = yield* Socket.readerBytes(socket)
      while (wanted.size > 0) {
        const frames = yield* Effect.timeoutOption(pull, silentMillis)
        if (frames._tag === "None") return
        for (const frame of frames.value) yield* takeBack(wanted, frame)
      }
    }).pipe(Effect.scoped, Effect.catchTag("SocketError", () => Effect.void))

  /** The network is told where the repository stands, and its owner what became of it. */
  const settle = Effect.fnUntraced(function*(did: Did, rev: Tid.Tid) {
    const known = yield* accounts.byDid(did)
    if (known !== undefined && isBehind(known, rev)) yield* lifecycle.lookHome(did)
    yield* accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
      if (account?.head === undefined || account.commitBytes === undefined) return
      const whole = !isBehind(account, rev)
      const missing = yield* blobs.missing(account.id, "", pageSize)
      const letter = account.email === undefined ? undefined : Letter.compose({ host: hosts.self, whole, missing: missing.map(({ path }) => path) })
      const told = Effect.gen(function*() {
        if (letter !== undefined) yield* outgoing.send({ to: account.email!, ...letter }, { purpose: "restored" })
        yield* sql`DELETE FROM lost WHERE did = ${did}`
      })
      // Gone, or put to sleep since it was noted. The commit with which it wakes is above what is known of it.
      if (account.status !== undefined) return yield* sql`DELETE FROM lost WHERE did = ${did}`
      if (whole) return yield* sql.withTransaction(Effect.andThen(events.sync(account.head, account.commitBytes), told))
      // A rev that anybody knows must not come again. What its owner's devices sign is above it by itself: they know it.
      yield* Effect.catch(commits.commit(account, [], rev, told), (error) =>
        error._tag === "OwnersKey" ? sql.withTransaction(told)
          : error._tag === "SqlError" ? Effect.fail(error)
          // One account's trouble is no reason to serve nobody; it is owed at the next start.
          : Effect.logWarning(`${did} gets no commit above what is known of it: ${error.message}`))
    }))
  })

  if (outbox.known === 0) return
  for (const relay of relays) {
    if (!(yield* isAhead(relay))) continue
    yield* Effect.logWarning(`${relay} has heard more of this server than its disk knows: it came back from an old backup`)
    const revs = yield* reposAt(relay)
    if (revs !== undefined) yield* note(revs)
  }
  const lost = yield* lostRevs
  if (lost.size === 0) return
  for (const relay of relays) yield* replay(relay, yield* lostRevs)
  for (const [did, rev] of lost) yield* settle(did, rev)
})
