/**
 * A simulated world: machines on a network, moved by one kernel. Nothing in it
 * touches a promise, a timer or the outside; `step` runs it synchronously.
 *
 *     const world = World.make(network, { seed: 1, layerOf })
 *     world.startAll()
 *     const fiber = world.fork("alice posts", "device.test", effect)
 *     while (world.step(100_000, 60_000) === "more");
 *
 * Times given and reported are virtual milliseconds since the world began. The
 * world is a function of its network, options and the calls made on it (Law 2);
 * `hash` is the fingerprint of its history.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as EffectRandom from "effect/Random"
import type * as Scope from "effect/Scope"
import type { Environment } from "../actors/Environment.ts"
import type { ActorSpec, Network } from "../actors/Network.ts"
import * as Boots from "./Boots.ts"
import { Kernel, type StepOutcome } from "./kernel/Kernel.ts"
import { Label } from "./kernel/Label.ts"
import { type Stream, Streams } from "./kernel/Stream.ts"
import * as Keys from "./Keys.ts"
import { KeyRing } from "./keys/KeyRing.ts"
import { type ActorLayer, Lives } from "./Lives.ts"
import type { Interpose } from "./network/Interpose.ts"
import * as Link from "./network/Link.ts"
import { Net } from "./network/Net.ts"
import type { Observation } from "./Observation.ts"
import * as Random from "./Random.ts"
import * as RealKeys from "./RealKeys.ts"

/** 2026-01-05T18:00:00Z */
const defaultEpochMillis = Date.UTC(2026, 0, 5, 18)

export type { ActorLayer } from "./Lives.ts"

export interface WorldOptions {
  readonly seed: number
  /** What runs at a host; `Actor.layerOf` for the real actors. */
  readonly layerOf: (spec: ActorSpec) => ActorLayer
  readonly epochMillis?: number
  /** Every link that `setLink` does not change. */
  readonly link?: Partial<Link.LinkOptions>
  /** Signatures are valid ECDSA in both; simulated ones are made a hundred times faster (Law 4). */
  readonly keys?: "simulated" | "real"
  readonly interpose?: Interpose
}

interface Work {
  readonly label: string
  readonly host: string
  readonly sinceMillis: number
}

export class World {
  readonly network: Network
  readonly epochMillis: number
  private readonly kernel: Kernel
  private readonly net: Net
  private readonly boots: Boots.Boots
  private readonly lives: Lives
  private readonly streams: Stream
  private readonly label = new Label("world")
  private readonly works = new Map<Fiber.Fiber<unknown, unknown>, Work>()
  /** How often each name was taken in the present instant. */
  private readonly forked = new Map<string, number>()
  private forkedAtMicros = -1
  private deadlockReported = false

  private constructor(network: Network, options: WorldOptions) {
    this.network = network
    this.epochMillis = options.epochMillis ?? defaultEpochMillis
    this.streams = Streams(options.seed)
    this.kernel = new Kernel(options.seed, this.epochMillis)
    this.net = new Net(this.kernel, this.streams.fork("links"), { ...Link.defaults, ...options.link }, options.interpose)
    this.boots = Boots.make(this.kernel, this.net, options.keys === "real" ? RealKeys.layer : Keys.layer(new KeyRing(options.seed)))
    this.lives = new Lives(this.net, this.boots, this.streams, options.layerOf)
    for (const spec of network.actors) this.lives.add(spec.host, spec)
  }

  static make(network: Network, options: WorldOptions): World {
    return new World(network, options)
  }

  /** Virtual milliseconds since the world began. */
  get now(): number {
    return this.kernel.nowMicros / 1000
  }

  /** Sixteen hexadecimal digits that fingerprint everything that has happened. */
  get hash(): string {
    return this.kernel.hash.digest()
  }

  get steps(): number {
    return this.kernel.steps
  }

  /** The step of the agenda that ran last. */
  get lastStep(): { readonly atMillis: number; readonly host: string; readonly kind: string } {
    const { last } = this.kernel
    return { atMillis: this.now, host: last?.label.name ?? "world", kind: last?.kind ?? "nothing" }
  }

  /** A stream of the world's randomness for the caller's own use; take a label that nobody else has. */
  stream(label: string): Stream {
    return this.streams.fork(`user ${label}`)
  }

  observe(observer: (observation: Observation) => void): void {
    this.net.observers.push(observer)
  }

  /** Adds an observation of the caller's, such as a fault of a kind that the world does not know. */
  emit(observation: Observation): void {
    this.net.emit(observation)
  }

  get interposed(): Interpose | undefined {
    return this.net.interpose
  }

  /** Replaces the hook of `options.interpose`. */
  interpose(hook: Interpose | undefined): void {
    this.net.interpose = hook
  }

  hosts(): ReadonlyArray<{ readonly host: string; readonly kind: string; readonly up: boolean }> {
    return [...this.net.machines.values()].map((machine) => ({
      host: machine.name,
      kind: machine.kind,
      up: machine.boot?.handler !== undefined
    }))
  }

  isUp(host: string): boolean {
    return this.net.machines.exact(host)?.boot?.handler !== undefined
  }

  // Time

  /** `"more"`: `maxSteps` are spent. `"done"`: nothing is left before that time. `"idle"`: nothing is left at all. */
  step(maxSteps: number, untilMillis: number = Number.POSITIVE_INFINITY): StepOutcome {
    const outcome = this.kernel.step(maxSteps, untilMillis * 1000)
    // Work that listens on an open socket waits for the others, not for itself.
    const stuck = outcome === "idle" && this.works.size > 0 && this.net.connections.size === 0
    if (stuck && !this.deadlockReported) this.reportDeadlock()
    return outcome
  }

  /** Steps until that time. */
  runUntil(untilMillis: number): "done" | "idle" {
    while (true) {
      const outcome = this.step(1_000_000, untilMillis)
      if (outcome !== "more") return outcome
    }
  }

  /** Runs an effect at a host to its end, and gives its value or throws its failure. For tests and tools. */
  run<A, E>(host: string, effect: Effect.Effect<A, E, Environment | Scope.Scope>, withinMillis = 3_600_000): A {
    const fiber = this.fork("run", host, effect)
    const limit = this.now + withinMillis
    while (fiber.pollUnsafe() === undefined) {
      // Steps stay small so that little runs past the end of the effect.
      const outcome = this.step(1, limit)
      if (outcome !== "more" && fiber.pollUnsafe() === undefined) {
        throw new Error(`The effect did not end within ${withinMillis} ms:\n${this.pending().join("\n")}`)
      }
    }
    const exit = fiber.pollUnsafe() as Exit.Exit<A, E>
    if (Exit.isSuccess(exit)) return exit.value
    throw Cause.squash(exit.cause)
  }

  at(millis: number, run: () => void): void {
    this.kernel.at(Math.round(millis * 1000), this.label, "at", run)
  }

  /** No message is in flight, nor was one sent for that long. */
  quiet(forMillis: number): boolean {
    return this.net.inFlight === 0 && this.kernel.nowMicros - this.net.lastTrafficMicros >= forMillis * 1000
  }

  /** Who waits on what. */
  pending(): ReadonlyArray<string> {
    const lines: Array<string> = []
    for (const { host, label, sinceMillis } of this.works.values()) lines.push(`work "${label}" at ${host}, since ${sinceMillis} ms`)
    for (const exchange of this.net.exchanges) lines.push(exchange.describe())
    for (const connection of this.net.connections) lines.push(connection.describe())
    const timers = new Map<string, number>()
    for (const entry of this.kernel.heap.values()) {
      const key = `${entry.label.name}: ${entry.kind}`
      timers.set(key, (timers.get(key) ?? 0) + 1)
    }
    for (const [key, count] of timers) lines.push(`${count} × ${key}`)
    lines.push(`${this.boots.liveFibers()} fibers, ${this.kernel.runQueue.length} of their tasks runnable`)
    return lines
  }

  // Hosts

  /** Starts the actors one after the other, in the network's order. */
  startAll(): void {
    this.lives.start(this.network.actors.map((spec) => spec.host))
  }

  start(host: string): void {
    this.lives.start([host])
  }

  /** The power goes out: nothing of this life runs, sends or writes any more, and what was not committed is lost. */
  crash(host: string): void {
    if (this.lives.known(host).boot === undefined) return
    this.fault("crash", host)
    this.lives.crash(host)
  }

  /** From its next start on the actor of this host has these options. */
  reconfigure(spec: ActorSpec): void {
    const machine = this.lives.known(spec.host)
    if (machine.spec?.kind !== spec.kind) throw new Error(`${spec.host} is a ${machine.kind}, and becomes no ${spec.kind}`)
    machine.spec = spec
    this.fault("reconfigure", spec.host)
  }

  /** A clean end: finalisers run with the network and the disk at hand. */
  stop(host: string): void {
    this.lives.stop(host)
  }

  /** An effect with the services of a host, such as a person's device. A host that is no actor comes up at once. */
  fork<A, E>(label: string, host: string, effect: Effect.Effect<A, E, Environment | Scope.Scope>): Fiber.Fiber<A, E> {
    const boot = this.lives.bootOf(host)
    if (boot === undefined) throw new Error(`${host} is down: "${label}" cannot run there`)
    const context = Context.add(boot.context, EffectRandom.Random, Random.make(this.streams.fork(this.forkLabel(host, label))))
    const scoped = Effect.andThen(Effect.yieldNow, Effect.scoped(effect))
    const fiber = Fiber.runIn(Effect.runForkWith(context)(scoped as Effect.Effect<A, E, Environment>), boot.scope)
    this.works.set(fiber, { label, host, sinceMillis: this.now })
    fiber.addObserver(() => this.works.delete(fiber))
    return fiber
  }

  // Faults

  /** Blocks or heals both directions between two hosts. */
  partition(a: string, b: string, on: boolean): void {
    this.partitionOneWay(a, b, on)
    this.partitionOneWay(b, a, on)
  }

  partitionOneWay(from: string, to: string, on: boolean): void {
    const [source, target] = [this.lives.any(from), this.lives.any(to)]
    const link = this.net.link(source, target)
    if (link.partitioned === on) return
    this.fault(on ? "partition" : "heal", `${from} > ${to}`)
    link.setPartitioned(on)
    if (!on) return
    const since = this.kernel.nowMicros
    link.partitionedAtMicros = since
    this.kernel.after(link.options.keepAliveMillis * 1000, this.label, "keep-alive", () => {
      if (!link.partitioned || link.partitionedAtMicros !== since) return
      for (const connection of Array.from(this.net.connections)) {
        if (connection.joins(source, target)) connection.reset()
      }
    })
  }

  setLink(from: string, to: string, options: Partial<Link.LinkOptions>): void {
    const link = this.net.link(this.lives.any(from), this.lives.any(to))
    link.options = { ...link.options, ...options }
    this.fault("link", `${from} > ${to} ${JSON.stringify(options)}`)
  }

  /** The wall clock of a host is wrong from now on: off, and drifting by parts per million. */
  setClock(host: string, skewMillis: number, driftPpm = 0): void {
    this.lives.any(host).clock.setWrong(skewMillis, driftPpm)
    this.fault("clock", `${host} ${skewMillis} ms ${driftPpm} ppm`)
  }

  /** A sync that takes time delays commits; a full disk fails every write that needs room. */
  setDisk(host: string, condition: { readonly syncMillis?: number; readonly full?: boolean }): void {
    this.lives.any(host).disk.setCondition(condition)
    this.fault("disk", `${host} ${JSON.stringify(condition)}`)
  }

  /** A copy of a host's disk, or nothing while a transaction is open: try again a little later. */
  backup(host: string): Uint8Array | undefined {
    return this.lives.known(host).disk.backup()
  }

  /** Puts an old backup on the disk of a host that is down. */
  restoreBackup(host: string, backup: Uint8Array): void {
    const machine = this.lives.known(host)
    if (machine.boot !== undefined) throw new Error(`${host} is up: its disk cannot be replaced`)
    machine.disk.restore(backup)
    this.fault("restore", host)
  }

  // Inside

  private fault(kind: string, detail: string): void {
    this.net.observe({ _tag: "FaultFired", kind, detail })
  }

  /** Names a piece of work by its host, label and time, and by a number if there are more like it in one instant. */
  private forkLabel(host: string, label: string): string {
    if (this.forkedAtMicros !== this.kernel.nowMicros) {
      this.forkedAtMicros = this.kernel.nowMicros
      this.forked.clear()
    }
    const name = `fork ${host} ${label} at ${this.forkedAtMicros}`
    const count = (this.forked.get(name) ?? 0) + 1
    this.forked.set(name, count)
    return `${name} ${count}`
  }

  private reportDeadlock(): void {
    this.deadlockReported = true
    this.net.observe({ _tag: "Defect", host: "world", message: `deadlock, nothing can run:\n${this.pending().join("\n")}` })
  }
}

export const make = World.make
