/**
 * One end of a simulated WebSocket, with the interface of `ws`.
 *
 * What one end sends arrives at the other in order. All that is sent in one
 * instant travels as one segment. A paused end lets arrivals wait; bytes that
 * the other side has not consumed, beyond what the network and two kernels
 * hold (`windowBytes`), are the sender's `bufferedAmount`.
 */
import type * as Socket from "effect/socket/Socket"
import { hashBytes } from "../kernel/Hash.ts"
import type { Entry } from "../kernel/Heap.ts"
import type { Connection } from "./Connection.ts"
import type { Link } from "./Link.ts"
import type { Boot } from "./Machine.ts"

type EventType = "open" | "message" | "error" | "close"
type Listener = (event: Socket.WebSocketEvent) => void

type Item =
  | { readonly _tag: "open" }
  | { readonly _tag: "frame"; readonly data: string | Uint8Array; readonly bytes: Uint8Array; readonly hash: number }
  | { readonly _tag: "close"; readonly code: number; readonly reason: string }

interface Segment {
  readonly sentAtMicros: number
  readonly items: Array<Item>
  bytes: number
}

export const windowBytes = 256 * 1024
const frameOverheadBytes = 8
/** How long a closing end waits for the other's close frame (`ws` waits as long). */
const closeTimeoutMicros = 30_000_000
const encoder = new TextEncoder()

export class SocketEnd implements Socket.WebSocketLike {
  readonly boot: Boot
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readyState = 0
  binaryType = "arraybuffer"
  isPaused = false
  peer: SocketEnd | undefined
  private readonly connection: Connection
  private readonly listeners: Record<EventType, Array<{ readonly call: Listener; readonly once: boolean }>> = {
    open: [],
    message: [],
    error: [],
    close: []
  }
  private inbox: Array<Item> = []
  private consuming = false
  private segment: Segment | undefined
  private held: Array<Segment> = []
  private lastArrivalMicros = 0
  private unconsumedBytes = 0
  private drainWaiters: Array<() => void> = []
  private closeTimer: Entry | undefined

  constructor(connection: Connection, boot: Boot) {
    this.connection = connection
    this.boot = boot
  }

  get bufferedAmount(): number {
    return Math.max(0, this.unconsumedBytes - windowBytes)
  }

  /** Calls back once, when the buffer is down to `bytes` or the socket is closed. */
  whenDrained(bytes: number, call: () => void): void {
    if (this.bufferedAmount <= bytes || this.readyState === 3) return call()
    this.drainWaiters.push(() => this.whenDrained(bytes, call))
  }

  addEventListener(type: EventType, listener: Listener, options?: { readonly once?: boolean }): void {
    this.listeners[type] = [...this.listeners[type], { call: listener, once: options?.once === true }]
  }

  removeEventListener(type: EventType, listener: Listener): void {
    this.listeners[type] = this.listeners[type].filter((entry) => entry.call !== listener)
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    this.consume()
  }

  send(data: string | Uint8Array): void {
    if (this.readyState === 0) throw new Error("WebSocket is not open: readyState 0 (CONNECTING)")
    if (this.readyState !== 1 || !this.boot.alive) return
    const bytes = typeof data === "string" ? encoder.encode(data) : data
    for (const said of this.connection.interpose(this, bytes)) {
      const hash = hashBytes(said)
      this.connection.observeFrame("FrameSent", this, said, hash)
      this.transmit({ _tag: "frame", data: said === bytes ? data : said, bytes: said, hash }, said.length + frameOverheadBytes)
    }
  }

  close(code = 1005, reason = ""): void {
    if (this.readyState >= 2) return
    if (this.readyState === 0) return this.connection.abandoned()
    this.readyState = 2
    if (!this.boot.alive) return
    this.transmit({ _tag: "close", code, reason }, frameOverheadBytes)
    const { kernel } = this.connection.net
    this.closeTimer = kernel.after(closeTimeoutMicros, this.boot.machine.label, "close timeout", () => this.broken(1006))
  }

  /** The server's half of the opening handshake. */
  accept(peer: SocketEnd): void {
    this.peer = peer
    peer.peer = this
    this.readyState = 1
    this.transmit({ _tag: "open" }, 200)
  }

  /** The opening handshake failed. */
  refused(reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    if (!this.boot.alive) return
    this.fire("error", { type: "error", data: reason })
    this.fire("close", { type: "close", code: 1006, reason })
  }

  /** The connection ended without a closing handshake, as far as this end can tell. */
  broken(code: number): void {
    if (this.readyState === 3) return
    this.ended(code, "")
  }

  /** Its host lost power: nobody is there to be told. */
  vanish(): void {
    this.readyState = 3
    this.inbox = []
    this.stopTimer()
    this.releaseWaiters()
  }

  /** After everything that is on its way: the peer sees a broken connection. */
  breakAtPeer(): void {
    const peer = this.peer
    if (peer === undefined || peer.readyState === 3) return
    const { kernel } = this.connection.net
    const at = Math.max(this.lastArrivalMicros, kernel.nowMicros + this.link().latencyMicros())
    const link = this.link()
    kernel.at(at, peer.boot.machine.label, "reset", () => {
      if (link.partitioned) link.whenHealed(() => peer.broken(1006))
      else peer.broken(1006)
    })
  }

  private link(): Link {
    const { net } = this.connection
    return net.link(this.boot.machine, (this.peer as SocketEnd).boot.machine)
  }

  private transmit(item: Item, bytes: number): void {
    this.unconsumedBytes += item._tag === "frame" ? item.bytes.length : 0
    const now = this.connection.net.kernel.nowMicros
    const open = this.segment
    if (open !== undefined && open.sentAtMicros === now && this.link().options.bytesPerSecond === undefined) {
      open.items.push(item)
      open.bytes += bytes
      return
    }
    const segment: Segment = { sentAtMicros: now, items: [item], bytes }
    this.segment = segment
    this.connection.travelling(1)
    if (this.held.length > 0) this.held.push(segment)
    else this.sendSegment(segment)
  }

  private sendSegment(segment: Segment): void {
    const { kernel } = this.connection.net
    const verdict = this.link().judge(segment.bytes)
    switch (verdict._tag) {
      case "deliver": {
        const at = Math.max(this.lastArrivalMicros, kernel.nowMicros + verdict.delayMicros)
        this.lastArrivalMicros = at
        kernel.at(at, (this.peer as SocketEnd).boot.machine.label, "frames", () => this.arrived(segment))
        return
      }
      case "reset":
        return this.connection.reset()
      case "hold":
        if (this.held.length === 0) this.link().whenHealed(() => this.release())
        this.held.push(segment)
    }
  }

  private release(): void {
    const held = this.held
    this.held = []
    if (this.connection.over) return
    for (const segment of held) this.sendSegment(segment)
  }

  private arrived(segment: Segment): void {
    if (this.segment === segment) this.segment = undefined
    if (this.connection.over) return
    this.connection.travelling(-1)
    const peer = this.peer as SocketEnd
    if (peer.readyState === 3 || !peer.boot.alive) return
    if (peer.inbox.length === 0) peer.inbox = segment.items
    else for (const item of segment.items) peer.inbox.push(item)
    peer.consume()
  }

  /** A listener may resume the socket, so this must not run inside itself. */
  private consume(): void {
    if (this.consuming) return
    this.consuming = true
    const items = this.inbox
    let consumed = 0
    let bytes = 0
    while (consumed < items.length && !this.isPaused && this.readyState !== 3) {
      const item = items[consumed++] as Item
      if (item._tag === "frame") {
        bytes += item.bytes.length
        if (this.readyState === 1) {
          this.connection.observeFrame("FrameReceived", this, item.bytes, item.hash)
          this.fire("message", { type: "message", data: item.data })
        }
      } else if (item._tag === "open") {
        if (this.readyState === 0) {
          this.readyState = 1
          this.fire("open", { type: "open" })
        }
      } else this.closedByPeer(item.code, item.reason)
    }
    if (this.readyState === 3 || consumed === items.length) this.inbox = []
    else if (consumed > 0) this.inbox = items.slice(consumed)
    this.consuming = false
    if (bytes > 0) this.peer?.acknowledge(bytes)
  }

  private acknowledge(bytes: number): void {
    this.unconsumedBytes -= bytes
    if (this.drainWaiters.length > 0) this.releaseWaiters()
  }

  private closedByPeer(code: number, reason: string): void {
    if (this.readyState === 1) {
      this.readyState = 2
      this.transmit({ _tag: "close", code, reason }, frameOverheadBytes)
    }
    this.ended(code, reason)
  }

  private ended(code: number, reason: string): void {
    this.readyState = 3
    this.stopTimer()
    this.connection.endClosed(this, code, reason)
    if (this.boot.alive) this.fire("close", { type: "close", code, reason })
    this.releaseWaiters()
  }

  private stopTimer(): void {
    if (this.closeTimer !== undefined) this.connection.net.kernel.cancel(this.closeTimer)
  }

  private releaseWaiters(): void {
    const waiters = this.drainWaiters
    this.drainWaiters = []
    for (const waiter of waiters) waiter()
  }

  private fire(type: EventType, event: Socket.WebSocketEvent): void {
    // Listeners are replaced, never changed in place, so this round sees those that were there when it began.
    const round = this.listeners[type]
    for (const entry of round) {
      if (entry.once) this.removeEventListener(type, entry.call)
      entry.call(event)
    }
  }
}
