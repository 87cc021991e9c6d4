/**
 * Starts, crashes and stops of the machines.
 *
 * A start builds the actor's Layer over what the disk kept. A crash cuts the
 * power: the life is dead before anything of it can react, and only then are
 * its fibers interrupted. A stop closes the scope first and cuts after, so that
 * finalisers have the network and the disk at hand.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Environment } from "../actors/Environment.ts"
import { domainsOf } from "../actors/HostTable.ts"
import type { ActorSpec } from "../actors/Network.ts"
import type { Boots } from "./Boots.ts"
import { VirtualClock } from "./Clock.ts"
import { Disk } from "./Disk.ts"
import { Label } from "./kernel/Label.ts"
import type { Stream } from "./kernel/Stream.ts"
import { type Boot, Machine } from "./network/Machine.ts"
import type { Net } from "./network/Net.ts"

export type ActorLayer = Layer.Layer<never, unknown, Environment>

export class Lives {
  private readonly net: Net
  private readonly boots: Boots
  private readonly streams: Stream
  private readonly layerOf: (spec: ActorSpec) => ActorLayer

  constructor(net: Net, boots: Boots, streams: Stream, layerOf: (spec: ActorSpec) => ActorLayer) {
    this.net = net
    this.boots = boots
    this.streams = streams
    this.layerOf = layerOf
  }

  add(name: string, spec: ActorSpec | undefined): Machine {
    const label = new Label(name)
    const machine = new Machine({
      name,
      index: this.net.machines.size + 1,
      spec,
      label,
      clock: new VirtualClock(this.net.kernel, label),
      disk: new Disk(),
      streams: this.streams.fork(`host ${name}`)
    })
    this.net.machines.set(name, spec === undefined ? [] : domainsOf(spec), machine)
    return machine
  }

  known(host: string): Machine {
    const machine = this.net.machines.exact(host)
    if (machine === undefined) throw new Error(`no such host in this world: ${host}`)
    return machine
  }

  /** A host that nobody has used yet is a device. */
  any(host: string): Machine {
    return this.net.machines.exact(host) ?? this.add(host, undefined)
  }

  /** The present life of a host; one that is no actor comes up at once. */
  bootOf(host: string): Boot | undefined {
    const machine = this.any(host)
    return machine.boot ?? (machine.spec === undefined ? this.power(machine) : undefined)
  }

  start(hosts: ReadonlyArray<string>): void {
    Effect.runForkWith(this.boots.base)(Effect.forEach(hosts, (host) => this.starting(this.known(host)), { discard: true }))
  }

  crash(host: string): void {
    const machine = this.known(host)
    const boot = machine.boot
    if (boot === undefined) return
    boot.alive = false
    boot.handler = undefined
    machine.boot = undefined
    machine.disk.losePower()
    this.sever(boot)
    Effect.runForkWith(boot.context)(Scope.close(boot.scope, Exit.interrupt()))
    this.ended(machine, "crash")
  }

  stop(host: string): void {
    const machine = this.known(host)
    const boot = machine.boot
    if (boot === undefined || boot.stopping) return
    boot.handler = undefined
    boot.stopping = true
    const closing = Scope.close(boot.scope, Exit.void).pipe(Effect.andThen(Effect.sync(() => {
      if (machine.boot !== boot) return
      boot.alive = false
      machine.boot = undefined
      this.sever(boot)
      this.ended(machine, "stop")
      if (machine.startWhenStopped) this.start([host])
    })))
    Effect.runForkWith(boot.context)(closing)
  }

  private power(machine: Machine): Boot {
    const scope = Scope.makeUnsafe()
    const fiber = Effect.runForkWith(this.boots.base)(Effect.provideService(this.boots.make(machine), Scope.Scope, scope))
    const exit = fiber.pollUnsafe()
    if (exit === undefined) throw new Error(`the services of ${machine.name} were not made at once`)
    if (!Exit.isSuccess(exit)) throw new Error(`the services of ${machine.name} could not be made: ${Cause.pretty(exit.cause)}`)
    const boot = exit.value
    machine.boot = boot
    if (machine.spec === undefined) boot.handler = boot.handle
    return boot
  }

  private starting(machine: Machine): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { name, spec } = machine
      machine.startWhenStopped = machine.boot?.stopping === true
      if (machine.boot !== undefined) return Effect.void
      const boot = this.power(machine)
      if (spec === undefined) return Effect.void
      const build = Layer.buildWithMemoMap(this.layerOf(spec), Layer.makeMemoMapUnsafe(), boot.scope).pipe(
        Effect.provideContext(boot.context),
        Effect.exit,
        Effect.map((exit) => {
          if (!boot.alive) return
          if (Exit.isSuccess(exit)) {
            boot.handler = boot.handle
            this.net.observe({ _tag: "ActorStarted", host: name, kind: spec.kind })
            return
          }
          this.net.observe({ _tag: "Defect", host: name, message: `failed to start: ${Cause.pretty(exit.cause)}` })
          this.crash(name)
        })
      )
      // In a fiber of the host's own, which a crash in the middle of the start interrupts.
      return Effect.forkIn(build, boot.scope).pipe(Effect.flatMap((fiber) => Effect.exit(Fiber.join(fiber))), Effect.asVoid)
    })
  }

  private sever(boot: Boot): void {
    for (const exchange of Array.from(boot.answering)) exchange.calleeLost()
    for (const connection of Array.from(boot.connections)) connection.hostLost(boot)
  }

  private ended(machine: Machine, how: "crash" | "stop"): void {
    if (machine.spec !== undefined) this.net.observe({ _tag: "ActorStopped", host: machine.name, kind: machine.kind, how })
  }
}
