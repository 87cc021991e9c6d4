/**
 * An App View for `app.bsky.*`. paper §3.3.2
 *
 *     relay ──▶ Subscription ──▶ Judge ──▶ Apply ──▶ Index ──▶ tables ──▶ Hydrate ──▶ views
 *                 getRepo ──▶ Resync ───────▲                    ▲
 *     labelers ──▶ Subscription ──▶ Labels ──────────────────────┘
 *
 * It has no privileges: everything it knows came from the firehose, from
 * repositories, labelers and identities, and was checked here. What it shows is
 * a function of that and of its users' private mutes and reading marks.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Did from "../../protocol/syntax/Did.ts"
import * as Subscription from "../firehose/Subscription.ts"
import { Hosts } from "../Hosts.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as ServiceAuth from "../identity/ServiceAuth.ts"
import * as Client from "../xrpc/Client.ts"
import { Caches } from "./Caches.ts"
import * as Index from "./index/Index.ts"
import type { AppViewOptions } from "./Options.ts"
import * as Access from "./routes/Access.ts"
import * as ActorRoutes from "./routes/Actor.ts"
import * as FeedRoutes from "./routes/Feed.ts"
import * as GeneratorRoutes from "./routes/Generator.ts"
import * as GraphRoutes from "./routes/Graph.ts"
import * as Method from "./routes/Method.ts"
import * as NetworkRoutes from "./routes/Network.ts"
import * as NotificationRoutes from "./routes/Notification.ts"
import * as ThreadRoutes from "./routes/Thread.ts"
import * as Actors from "./sync/Actors.ts"
import * as Apply from "./sync/Apply.ts"
import * as Backfill from "./sync/Backfill.ts"
import * as Handles from "./sync/Handles.ts"
import * as Judge from "./sync/Judge.ts"
import * as Labels from "./sync/Labels.ts"
import * as Resync from "./sync/Resync.ts"
import * as Tables from "./Tables.ts"
import * as Hydrate from "./view/Hydrate.ts"
import * as Lookup from "./view/Lookup.ts"

/** Everything that goes on without being asked. */
const ingest = Effect.fnUntraced(function*(options: AppViewOptions, client: Client.Client, caches: Caches) {
  const hosts = yield* Hosts
  const upstream = hosts.originOf(options.relay)
  const wanted = yield* Queue.unbounded<string>()
  const bell = yield* Queue.sliding<void>(1)
  const want = (did: string): void => void Queue.offerUnsafe(wanted, did)

  const actors = yield* Actors.make(caches, () => void Queue.offerUnsafe(bell, undefined))
  const index = yield* Index.make(caches)
  const apply = yield* Apply.make(actors, index, want)
  const judge = yield* Judge.make(options.verifyCommits)
  const backfill = yield* Backfill.make({ actors, client, upstream, want })
  // A comparison that is under way begins anew when more is lost.
  const comparison = yield* FiberHandle.make<void, unknown>()

  yield* Resync.run({ actors, index, apply, client, upstream, wanted })
  yield* Handles.run(actors, bell, options.handleRecheckMillis)
  yield* FiberHandle.run(comparison, backfill.resume)
  yield* Effect.forkScoped(Subscription.run({
    name: "repos",
    origin: upstream,
    nsid: "com.atproto.sync.subscribeRepos",
    begin: "oldest",
    prepare: judge,
    restMillis: options.restMillis,
    settle: (judged) => Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => apply.apply(judged, nowMillis)),
    onStatus: (status) => status === "lagging" ? Effect.asVoid(FiberHandle.run(comparison, backfill.restart)) : Effect.void
  }))
  for (const labeler of options.labelers) yield* Effect.forkScoped(Labels.follow(labeler, caches))
})

export const layer = (options: AppViewOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const hosts = yield* Hosts
    const client = yield* Client.make
    const caches = new Caches()
    yield* Tables.create
    const access = yield* Access.make({
      did: hosts.didOf(hosts.self),
      labelers: options.labelers.map((host) => ({ did: Did.make(hosts.didOf(host)), redact: true }))
    })
    const hydrate = Hydrate.make(hosts.originOf(hosts.self), yield* Lookup.make(caches))
    const method = yield* Method.make(access, hydrate)
    yield* ingest(options, client, caches)
    return Layer.mergeAll(
      yield* ActorRoutes.layer(method),
      yield* FeedRoutes.layer(method, caches),
      yield* ThreadRoutes.layer(method),
      yield* GeneratorRoutes.layer(method, access, client),
      yield* GraphRoutes.layer(method, caches),
      yield* NotificationRoutes.layer(method),
      yield* NetworkRoutes.layer(method)
    )
  })).pipe(Layer.provide(ServiceAuth.layer), Layer.provide(Resolver.layer(options)))
