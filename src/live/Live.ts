/**
 * The real world, the twin of `src/sim/World.ts`: the same network and the same
 * actors, on Node's clock, sockets and files, in one process.
 *
 *     yield* Live.serve(network, { dataDir: "data", layerOf })
 *
 * Actors start in the network's order and stop in the reverse, when the scope
 * closes. What is meant for another host of the network goes through a real
 * socket all the same.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import type * as EffectSqlClient from "effect/sql/SqlClient"
import * as Tracer from "effect/Tracer"
import type { Environment } from "../actors/Environment.ts"
import { Hosts as EnvironmentHosts } from "../actors/Hosts.ts"
import type { ActorSpec, Network } from "../actors/Network.ts"
import * as EnvironmentPasswordKdf from "../actors/pds/account/PasswordKdf.ts"
import * as GroupCommit from "../actors/sqlite/GroupCommit.ts"
import * as DataDirectory from "./DataDirectory.ts"
import { defaultBasePort, Directory } from "./Directory.ts"
import * as Dns from "./Dns.ts"
import * as Hosts from "./Hosts.ts"
import * as HttpClient from "./HttpClient.ts"
import * as HttpServer from "./HttpServer.ts"
import * as Keys from "./Keys.ts"
import * as Mail from "./Mail.ts"
import type * as Outbound from "./Outbound.ts"
import * as PasswordKdf from "./PasswordKdf.ts"
import * as SecureRandom from "./SecureRandom.ts"
import * as SqlClient from "./SqlClient.ts"
import * as WebSocketConstructor from "./WebSocketConstructor.ts"

export interface LiveOptions<E> {
  /** What may be called beyond the network; by default public addresses, by https. */
  readonly outbound?: Outbound.OutboundOptions
  /** Only these hosts run in this process; the others are elsewhere, at their ports of this machine. */
  readonly only?: ReadonlyArray<string>
  /** Made if it is not there. One process at a time may use it. */
  readonly dataDir: string
  /** Port of the first actor; the others follow. */
  readonly basePort?: number
  /** What runs at a host; `Actor.layerOf` for the real actors. */
  readonly layerOf: (spec: ActorSpec) => Layer.Layer<never, E, Environment>
}

export interface Serving {
  /** By host: `http://localhost:<port>`. */
  readonly origins: ReadonlyMap<string, string>
  /** The services of one more host, for a client beside the network; what it stores is gone with the scope. */
  readonly environment: (host: string) => Effect.Effect<Context.Context<Environment>, never, Scope.Scope>
}

const environment = (
  directory: Directory,
  disk: Layer.Layer<EffectSqlClient.SqlClient>,
  host: string,
  outbound: Outbound.OutboundOptions | undefined
): Layer.Layer<Environment> =>
  Layer.mergeAll(
    HttpRouter.layer,
    Layer.succeed(EnvironmentHosts, Hosts.make(host, directory)),
    WebSocketConstructor.layer(directory, outbound),
    disk,
    Dns.layer(directory),
    Keys.layer,
    Mail.layer
  ).pipe(Layer.provideMerge(Layer.mergeAll(HttpClient.layer(directory, outbound), SecureRandom.layer)))

export const serve = <E>(
  network: Network,
  options: LiveOptions<E>
): Effect.Effect<
  Serving,
  E | DataDirectory.DataDirectoryInUse | DataDirectory.DataDirectoryUnusable | HttpServer.PortTaken | HttpServer.PortUnusable,
  Scope.Scope
> =>
  Effect.gen(function*() {
    const scope = yield* Scope.Scope
    const dataDir = yield* DataDirectory.acquire(options.dataDir)
    const directory = new Directory(network, options.basePort ?? defaultBasePort)
    const build = (host: string, disk: Layer.Layer<EffectSqlClient.SqlClient>, scope: Scope.Scope) =>
      Layer.buildWithMemoMap(environment(directory, disk, host, options.outbound), Layer.makeMemoMapUnsafe(), scope)
    for (const [index, spec] of network.actors.entries()) {
      const place = directory.places[index]
      if (place === undefined || options.only?.includes(spec.host) === false) continue
      const context = yield* build(spec.host, SqlClient.layer(dataDir, spec.host), scope)
      yield* Layer.buildWithMemoMap(options.layerOf(spec), Layer.makeMemoMapUnsafe(), scope).pipe(
        Effect.provideContext(context)
      )
      yield* HttpServer.serve(place, Context.get(context, HttpRouter.HttpRouter)).pipe(Effect.provideContext(context))
    }
    return {
      origins: new Map(directory.places.map(({ host }) => [host, directory.originOf(host)])),
      environment: (host: string) => Effect.flatMap(Scope.Scope, (scope) => build(host, SqlClient.inMemory, scope))
    }
  }).pipe(
    // No headers of ours on anybody's wire, and no spans for every statement.
    Effect.provideService(Tracer.DisablePropagation, true),
    Effect.provideService(References.TracerEnabled, false),
    Effect.provideService(EnvironmentPasswordKdf.PasswordKdf, PasswordKdf.live),
    // A real disk's sync is worth sharing.
    Effect.provideService(GroupCommit.Gathering, { others: () => Effect.yieldNow, patienceMillis: 15 })
  )
