/**
 * Gives a life of a host its services (the left column of Law 1's table), and
 * watches every fiber of it: a fiber that ends with a defect is reported once,
 * whoever else handles it, because an unexpected throw is a bug (Law 5).
 */
import * as Cause from "effect/Cause"
import * as EffectClock from "effect/Clock"
import * as Context from "effect/Context"
import * as EffectSecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as EffectHttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import { isHttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as EffectDns from "effect/net/Dns"
import * as EffectRandom from "effect/Random"
import * as References from "effect/References"
import * as EffectScheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import * as EffectSqlClient from "effect/sql/SqlClient"
import * as Tracer from "effect/Tracer"
import * as EnvironmentHosts from "../actors/Hosts.ts"
import type { Environment } from "../actors/Environment.ts"
import { Gathering } from "../actors/sqlite/GroupCommit.ts"
import { Alarm } from "../actors/xrpc/Deadline.ts"
import type { Keys } from "../protocol/keys/Keys.ts"
import * as Dns from "./Dns.ts"
import * as Hosts from "./Hosts.ts"
import * as HttpClient from "./HttpClient.ts"
import * as Instant from "./Instant.ts"
import type { Kernel } from "./kernel/Kernel.ts"
import { handled } from "./network/Answer.ts"
import { Boot, type Machine } from "./network/Machine.ts"
import type { Net } from "./network/Net.ts"
import * as Random from "./Random.ts"
import * as Scheduler from "./Scheduler.ts"
import * as SecureRandom from "./SecureRandom.ts"
import * as SqlClient from "./SqlClient.ts"
import * as WebSocketConstructor from "./WebSocketConstructor.ts"

/** The life that a fiber belongs to. */
const CurrentBoot = Context.Reference<Boot | undefined>("orrery/sim/CurrentBoot", { defaultValue: () => undefined })

export interface Boots {
  /** What every fiber of the world has: time, order, silence. */
  readonly base: Context.Context<never>
  readonly make: (machine: Machine) => Effect.Effect<Boot, never, Scope.Scope>
  /** Fibers that run or wait now. */
  readonly liveFibers: () => number
}

export const make = (
  kernel: Kernel,
  net: Net,
  /** The signing service, built anew for each life from the host's own randomness. */
  keys: Layer.Layer<Keys, never, EffectSecureRandom.SecureRandom>
): Boots => {
  const seen = new WeakSet<object>()
  let fibers = 0

  const reportDefects = (context: Context.Context<never>, cause: Cause.Cause<unknown>): void => {
    const boot = Context.get(context, CurrentBoot)
    if (boot !== undefined && !boot.alive) return
    for (const reason of cause.reasons) {
      if (reason._tag !== "Die" || isHttpServerResponse(reason.defect)) continue
      const { defect } = reason
      if (typeof defect === "object" && defect !== null) {
        if (seen.has(defect)) continue
        seen.add(defect)
      }
      net.observe({ _tag: "Defect", host: boot?.machine.name ?? "world", message: Cause.pretty(Cause.fromReasons([reason])) })
    }
  }

  const watch: Metric.FiberRuntimeMetricsService = {
    recordFiberStart: () => {
      fibers++
    },
    recordFiberEnd: (context: Context.Context<never>, exit: Exit.Exit<unknown, unknown>) => {
      fibers--
      if (exit._tag === "Failure") reportDefects(context, exit.cause)
    }
  }

  const base = Context.empty().pipe(
    Context.add(EffectScheduler.Scheduler, Scheduler.make(kernel)),
    Context.add(Metric.FiberRuntimeMetrics, watch),
    Context.add(References.TracerEnabled, false),
    Context.add(References.TracerTimingEnabled, false),
    Context.add(References.MinimumLogLevel, "None"),
    Context.add(References.CurrentLoggers, new Set()),
    Context.add(References.UnhandledLogLevel, undefined),
    Context.add(Tracer.DisablePropagation, true)
  ) as Context.Context<never>

  const makeBoot = (machine: Machine) =>
    Effect.gen(function*() {
      const scope = (yield* Scope.Scope) as Scope.Closeable
      const boot = new Boot(machine, scope)
      const client = HttpClient.make(net, boot)
      const router = yield* HttpRouter.make
      const sql = yield* SqlClient.make(boot)
      const secureRandom = SecureRandom.make(machine.secureRandom)
      const signing = yield* Layer.buildWithMemoMap(keys, Layer.makeMemoMapUnsafe(), scope).pipe(
        Effect.provideService(EffectSecureRandom.SecureRandom, secureRandom)
      )
      const context: Context.Context<Environment | Scope.Scope> = Context.merge(base, signing).pipe(
        Context.add(CurrentBoot, boot),
        Context.add(Scope.Scope, scope),
        Context.add(EffectClock.Clock, machine.clock),
        Context.add(Alarm, machine.clock.alarm),
        Context.add(EffectRandom.Random, Random.make(machine.random)),
        Context.add(EffectSecureRandom.SecureRandom, secureRandom),
        Context.add(EffectHttpClient.HttpClient, client),
        Context.add(Socket.WebSocketConstructor, WebSocketConstructor.make(net, boot)),
        Context.add(EffectDns.Dns, Dns.make(net, client)),
        Context.add(EffectSqlClient.SqlClient, sql),
        Context.add(Gathering, Instant.gathers(kernel, machine.label)),
        Context.add(EnvironmentHosts.Hosts, Hosts.make(machine.name)),
        Context.add(HttpRouter.HttpRouter, router)
      )
      // Flat, for what a request adds lies over it: over a heap of additions each request would have it copied.
      boot.context = Context.makeUnsafe(new Map(context.mapUnsafe))
      boot.handle = handled(router)
      return boot
    })

  return { base, make: makeBoot, liveFibers: () => fibers }
}
