/**
 * Which hosts a relay follows, and how it comes to follow them.
 *
 * A host is admitted when it has a plain host name, is not banned, and answers
 * `describeServer`. From then on one fiber a host keeps a subscription; the
 * cursor is kept, so a restart resumes. The first subscription asks for the
 * whole window, where the reference relay starts live: a young network's first
 * events would be missed otherwise. [sync]; indigo relay, host admission
 */
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Client from "../xrpc/Client.ts"
import * as Subscription from "../firehose/Subscription.ts"
import { Hosts } from "../Hosts.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Host } from "./Judge.ts"
import { Redial } from "./Redial.ts"
import { RefreshBudget } from "./RefreshBudget.ts"
import type * as Ingest from "./Ingest.ts"
import type { Store } from "./Store.ts"
import type { Waiting } from "./Waiting.ts"

const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/
const address = /^[0-9.]+$/

export const make = Effect.fnUntraced(function*(options: {
  readonly store: Store
  readonly ingest: ReturnType<typeof Ingest.make>
  readonly waiting: Waiting
  /** Of each subscription, after a batch. */
  readonly restMillis: number
}) {
  const { ingest, restMillis, store, waiting } = options
  const hosts = yield* Hosts
  const fibers = yield* FiberMap.make<string>()
  const redials = new Map<string, Redial>()

  const follow = Effect.fnUntraced(function*(hostname: string) {
    const host: Host = { origin: hosts.originOf(hostname), budget: new RefreshBudget({ burst: 2_000, perSecond: 50 }) }
    const queued = yield* waiting.of(hostname)
    const redial = new Redial()
    redials.set(hostname, redial)
    const stream = Subscription.run({
      name: `repos:${hostname}`,
      origin: host.origin,
      nsid: "com.atproto.sync.subscribeRepos",
      begin: "oldest",
      prepare: (batch) => ingest.judge(batch, host, queued),
      settle: (judged) => ingest.settle(judged, hostname, queued),
      restMillis,
      rest: redial.rest,
      onStatus: (status) => status === "lagging" ? Effect.void : store.setHost(hostname, status)
    })
    return yield* Effect.all([stream, queued.run((did) => ingest.again(did, hostname, host, queued))], { concurrency: "unbounded", discard: true })
  })

  const start = (hostname: string) => FiberMap.run(fibers, hostname, follow(hostname), { onlyIfMissing: true })

  return {
    /** Follows a host without asking: from the options, or from before a restart. */
    start: Effect.fnUntraced(function*(hostname: string) {
      const known = yield* store.host(hostname)
      if (known?.status === "banned") return
      if (known === undefined) yield* store.setHost(hostname, "idle")
      yield* start(hostname)
    }),
    /** requestCrawl. A host that is followed already may have been away: it is dialled again at once. */
    admit: Effect.fnUntraced(function*(hostname: string) {
      if (!hostName.test(hostname) || address.test(hostname)) {
        return yield* new XrpcError({ status: 400, error: "InvalidRequest", message: `"${hostname}" is not a host name` })
      }
      const known = yield* store.host(hostname)
      if (known?.status === "banned") {
        return yield* new XrpcError({ status: 400, error: "HostBanned", message: `${hostname} is banned here` })
      }
      if (known === undefined) {
        yield* Effect.mapError(
          Client.query("com.atproto.server.describeServer", { origin: hosts.originOf(hostname), params: {} }),
          (error) => new XrpcError({ status: 400, error: "InvalidRequest", message: `${hostname} does not answer describeServer: ${error.message}` })
        )
        yield* store.setHost(hostname, "idle")
      }
      yield* start(hostname)
      yield* redials.get(hostname)?.hurry ?? Effect.void
    }),
    /** Leaves a host at once, and takes no requestCrawl of it any more. */
    ban: Effect.fnUntraced(function*(hostname: string) {
      yield* FiberMap.remove(fibers, hostname)
      redials.delete(hostname)
      yield* store.setHost(hostname, "banned")
    }),
    /** Takes a banned host back and resumes where it was left. */
    unban: Effect.fnUntraced(function*(hostname: string) {
      if ((yield* store.host(hostname))?.status !== "banned") return
      yield* store.setHost(hostname, "idle")
      yield* start(hostname)
    })
  }
})

export type Crawler = Effect.Success<ReturnType<typeof make>>
