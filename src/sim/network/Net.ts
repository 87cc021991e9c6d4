/**
 * The network between the machines: names, links, what is in flight, and the
 * one place that observations go through. Traffic itself lives in `Exchange`
 * (HTTP) and `Connection` (WebSocket).
 */
import { HostTable } from "../../actors/HostTable.ts"
import { hashBytes, hashString } from "../kernel/Hash.ts"
import type { Kernel } from "../kernel/Kernel.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Observation } from "../Observation.ts"
import type { Connection } from "./Connection.ts"
import type { Exchange } from "./Exchange.ts"
import type { Interpose } from "./Interpose.ts"
import { Link, type LinkOptions } from "./Link.ts"
import type { Machine } from "./Machine.ts"

/** Omit that keeps the members of a union apart. */
type Unstamped<O> = O extends unknown ? Omit<O, "at"> : never

export class Net {
  readonly kernel: Kernel
  readonly machines = new HostTable<Machine>()
  readonly exchanges = new Set<Exchange>()
  readonly connections = new Set<Connection>()
  readonly observers: Array<(observation: Observation) => void> = []
  interpose: Interpose | undefined
  /** Messages travelling, or held by a partition. */
  inFlight = 0
  lastTrafficMicros = 0
  private readonly streams: Stream
  private readonly defaultLink: LinkOptions
  private exchangeCount = 0
  private connectionCount = 0

  constructor(kernel: Kernel, streams: Stream, defaultLink: LinkOptions, interpose: Interpose | undefined) {
    this.kernel = kernel
    this.streams = streams
    this.defaultLink = defaultLink
    this.interpose = interpose
  }

  link(from: Machine, to: Machine): Link {
    let link = from.links.get(to)
    if (link === undefined) {
      link = new Link(this.defaultLink, this.streams.fork(`${from.name} > ${to.name}`))
      from.links.set(to, link)
    }
    return link
  }

  partitioned(a: Machine, b: Machine): boolean {
    return this.link(a, b).partitioned || this.link(b, a).partitioned
  }

  nextExchange(): number {
    return ++this.exchangeCount
  }

  nextConnection(): number {
    return ++this.connectionCount
  }

  traffic(change: 1 | -1): void {
    this.inFlight += change
    this.lastTrafficMicros = this.kernel.nowMicros
  }

  nowMillis(): number {
    return this.kernel.nowMicros / 1000
  }

  /** `bytesHash`: of a frame, where it is known already. */
  emit(observation: Observation, bytesHash?: number): void {
    this.fold(observation, bytesHash)
    for (const observer of this.observers) observer(observation)
  }

  /** Emits with the present time. */
  observe(observation: Unstamped<Observation>): void {
    this.emit({ ...observation, at: this.nowMillis() } as Observation)
  }

  private fold(observation: Observation, bytesHash: number | undefined): void {
    const hash = this.kernel.hash
    hash.fold(hashString(observation._tag))
    switch (observation._tag) {
      case "HttpRequestSent":
        hash.fold(observation.exchange)
        hash.fold(hashString(observation.path))
        hash.fold(hashBytes(observation.body))
        break
      case "HttpResponseReceived":
        hash.fold(observation.exchange)
        hash.fold(observation.status)
        hash.fold(hashBytes(observation.body))
        break
      case "HttpFailed":
        hash.fold(observation.exchange)
        hash.fold(hashString(observation.reason))
        break
      case "FrameSent":
      case "FrameReceived":
        hash.fold(observation.connection)
        hash.fold(bytesHash ?? hashBytes(observation.bytes))
        break
      case "SocketOpened":
        hash.fold(observation.connection)
        break
      case "SocketClosed":
        hash.fold(observation.connection)
        hash.fold(observation.code)
        break
      case "ActorStarted":
      case "ActorStopped":
        hash.fold(hashString(observation.host))
        break
      case "FaultFired":
        hash.fold(hashString(observation.detail))
        break
      case "Defect":
        hash.fold(hashString(observation.host))
        break
    }
  }
}
