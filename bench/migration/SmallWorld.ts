/**
 * The smallest world in which an account can move: two hosts (a third where
 * two moves race), a directory, names, a relay and an App View; alice, who
 * moves, and bob, who follows her and likes what she wrote.
 *
 * All that is said is kept; statements and messages can be listened to, so that
 * a fault can be put before any of them.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Scope } from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { layerOf } from "../../src/actors/Actor.ts"
import type { Environment } from "../../src/actors/Environment.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import { driverOf } from "../../src/actors/sqlite/Sqlite.ts"
import type * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import { XrpcUnreachable } from "../../src/actors/xrpc/Client.ts"
import * as BasicAuth from "../../src/protocol/xrpc/BasicAuth.ts"
import type { Interpose } from "../../src/sim/network/Interpose.ts"
import type { Observation } from "../../src/sim/Observation.ts"
import { World } from "../../src/sim/World.ts"

export const hosts = { plc: "plc.test", old: "pds1.test", new: "pds2.test", third: "pds3.test", relay: "relay.test", appView: "appview.test" } as const
export const phone = "phone.test"
export const originOf = (host: string): string => `https://${host}`

const decode = Schema.decodeUnknownSync(ActorSpec)

export interface SmallWorldOptions {
  readonly seed: number
  readonly third?: boolean
  /** A relay and an App View for each host, instead of one for all. */
  readonly apart?: boolean
  /** Two App Views behind the one relay. */
  readonly twoAppViews?: boolean
  /** Options of single PDSes, by host. */
  readonly pds?: Readonly<Record<string, object>>
  readonly interpose?: Interpose
}

const actors = ({ apart = false, pds: own = {}, third = false, twoAppViews = false }: SmallWorldOptions): ReadonlyArray<ActorSpec> => {
  const pds = [hosts.old, hosts.new, ...(third ? [hosts.third] : [])]
  const relayOf = (host: string) => apart ? `relay-${host}` : hosts.relay
  const appViewOf = (host: string) => apart ? `appview-${host}` : hosts.appView
  const appViewAt = (host: string, relay: string) => ({ kind: "appview", host, options: { plc: hosts.plc, relay, labelers: [], verifyCommits: false } })
  const behind = apart ? pds.map((host) => [host]) : [pds]
  return [
    { kind: "names", host: "names.test", options: { domains: ["people.test"] } },
    { kind: "plc", host: hosts.plc, options: {} },
    ...pds.map((host) => ({ kind: "pds", host, options: { plc: hosts.plc, appView: appViewOf(host), relays: [relayOf(host)], handleDomains: [`.${host}`], passwordCostLog2: 1, ...own[host] } })),
    ...behind.map(([host = "", ...more]) => ({ kind: "relay", host: relayOf(host), options: { plc: hosts.plc, crawl: [host, ...more] } })),
    ...behind.map(([host = ""]) => appViewAt(appViewOf(host), relayOf(host))),
    ...(twoAppViews ? [appViewAt("appview2.test", hosts.relay)] : [])
  ].map((each) => decode(each))
}

/** A listener is told before a host's every statement; a host that it crashes does not execute it. */
export type OnStatement = (host: string) => void

export const tapped = (host: string, listener: { onStatement: OnStatement }) => (sql: SqlClient): void => {
  const driver = driverOf(sql)!.driver as { refuses: () => string | undefined }
  const { refuses } = driver
  driver.refuses = () => {
    listener.onStatement(host)
    return refuses()
  }
}

export class SmallWorld {
  readonly world: World
  readonly observations: Array<Observation> = []
  readonly listener: { onStatement: OnStatement } = { onStatement: () => {} }

  constructor(options: SmallWorldOptions) {
    this.world = World.make({ actors: actors(options) }, {
      seed: options.seed,
      layerOf: (spec) => Layer.unwrap(Effect.map(Effect.tap(SqlClient, (sql) => Effect.sync(() => tapped(spec.host, this.listener)(sql))), () => layerOf(spec))),
      link: { latency: { kind: "constant", millis: 5 } },
      ...(options.interpose === undefined ? {} : { interpose: options.interpose })
    })
    this.world.observe((o) => this.observations.push(o))
    this.world.startAll()
    this.world.runUntil(1_000)
  }

  /** To its end, without listening to its statements. */
  run<A, E>(effect: Effect.Effect<A, E, Environment | Scope>, host = "desk.test"): A {
    return this.world.run(host, effect)
  }

  /** On a device whose statements are listened to. */
  fork<A, E>(label: string, host: string, effect: Effect.Effect<A, E, Environment | Scope>) {
    return this.world.fork(label, host, Effect.andThen(Effect.map(SqlClient, tapped(host, this.listener)), effect))
  }

  get defects(): ReadonlyArray<string> {
    return this.observations.flatMap((o) => o._tag === "Defect" ? [`${o.host}: ${o.message}`] : [])
  }
}

/** The tokens for an operation in the letters that a host keeps for its operator, newest first; at least one. */
export const tokens = Effect.map(HttpClient.HttpClient, (client) => (origin: string, email: string) => {
  const failed = (reason: string) => new XrpcUnreachable({ origin, nsid: "admin/mailbox", reason })
  const authorization = BasicAuth.format({ username: "admin", password: "admin" })
  return client.get(`${origin}/admin/mailbox?to=${encodeURIComponent(email)}`, { headers: { authorization } }).pipe(
    Effect.flatMap((response) => response.json),
    Effect.mapError((error) => failed(error.message)),
    Effect.flatMap((json) => {
      const letters = ((json as { readonly mail?: ReadonlyArray<{ readonly purpose: string; readonly token: string }> } | null)?.mail ?? []).filter(({ purpose }) => purpose === "plc_operation")
      return letters.length === 0 ? Effect.fail(failed("no letter yet")) : Effect.succeed(letters.map(({ token }) => token))
    })
  )
})

/** The token in the newest of them. */
export const readMail = Effect.map(tokens, (tokensAt): Migrate.ReadMail => (origin, email) => Effect.map(tokensAt(origin, email), ([newest]) => newest!))
