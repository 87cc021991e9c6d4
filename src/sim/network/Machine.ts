/**
 * A host of the world. Its disk, its random streams and its clock outlive a
 * crash; a `Boot` is one life between a start and a crash or stop. Everything
 * that code of a life holds (its HTTP client, sockets, SQL client) belongs to
 * that life and is dead with it: a finaliser that runs after the power went can
 * neither send nor write.
 */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type * as Scope from "effect/Scope"
import type { Environment } from "../../actors/Environment.ts"
import type { ActorSpec } from "../../actors/Network.ts"
import type { VirtualClock } from "../Clock.ts"
import { Label } from "../kernel/Label.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Disk } from "../Disk.ts"
import type { Connection } from "./Connection.ts"
import type { Exchange } from "./Exchange.ts"
import type { Link } from "./Link.ts"

export class Boot {
  readonly machine: Machine
  readonly scope: Scope.Closeable
  /** False from the instant of the crash, or when a stop is complete. */
  alive = true
  /** A clean stop is under way. */
  stopping = false
  /** The router's effect. */
  handle!: Effect.Effect<unknown, unknown, HttpServerRequest>
  /** `handle`, once the actor's Layer is built; until then connections are refused. */
  handler: Effect.Effect<unknown, unknown, HttpServerRequest> | undefined
  context!: Context.Context<Environment | Scope.Scope>
  /** Requests that this host is answering. */
  readonly answering = new Set<Exchange>()
  readonly connections = new Set<Connection>()

  constructor(machine: Machine, scope: Scope.Closeable) {
    this.machine = machine
    this.scope = scope
  }
}

export class Machine {
  readonly name: string
  readonly index: number
  /** What runs here from the next start on. */
  spec: ActorSpec | undefined
  readonly label: Label
  readonly clock: VirtualClock
  readonly disk: Disk
  readonly random: Stream
  readonly secureRandom: Stream
  readonly links = new Map<Machine, Link>()
  boot: Boot | undefined
  /** A start was asked for while the last life was still closing. */
  startWhenStopped = false

  constructor(options: {
    readonly name: string
    readonly index: number
    readonly spec: ActorSpec | undefined
    readonly label: Label
    readonly clock: VirtualClock
    readonly disk: Disk
    readonly streams: Stream
  }) {
    this.name = options.name
    this.index = options.index
    this.spec = options.spec
    this.label = options.label
    this.clock = options.clock
    this.disk = options.disk
    this.random = options.streams.fork("random")
    this.secureRandom = options.streams.fork("secureRandom")
  }

  get kind(): string {
    return this.spec?.kind ?? "client"
  }

  /** An address of the private 10/8 net, for rate limits and logs. */
  get address(): string {
    return `10.${(this.index >> 16) & 255}.${(this.index >> 8) & 255}.${this.index & 255}`
  }
}
