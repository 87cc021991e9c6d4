/**
 * A WebSocket connection from its handshake to its end.
 *
 *     dialler ── handshake ──▶ server     the server's route runs; its `upgrade` accepts
 *     dialler ◀──── open ───── server     and opens the connection
 *
 * It ends by a closing handshake, by the crash of a host (the other end sees
 * 1006 after the time of a message), by a reset of the link, or by a partition
 * that outlasts the keep-alive.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Headers from "effect/http/Headers"
import { ClientAbort } from "effect/http/HttpServerError"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Socket from "effect/socket/Socket"
import type { Boot, Machine } from "./Machine.ts"
import type { Net } from "./Net.ts"
import { ServerRequest } from "./ServerRequest.ts"
import { SocketEnd } from "./SocketEnd.ts"
import type { Target } from "./Url.ts"

const handshakeBytes = 600
/** A server's write waits while more than this is buffered, which is how it feels a slow consumer. */
const highWaterBytes = 64 * 1024

const nothing = new Uint8Array(0)

export class Connection {
  readonly net: Net
  readonly number: number
  readonly from: Machine
  readonly to: Machine
  readonly path: string
  readonly client: SocketEnd
  server: SocketEnd | undefined
  over = false
  private readonly target: Target
  private readonly headers: Readonly<Record<string, string>>
  private fiber: Fiber.Fiber<unknown, unknown> | undefined
  private serverBoot: Boot | undefined
  private segments = 0
  private reported = false

  /** `callee` is undefined when no host has that name. */
  constructor(net: Net, caller: Boot, callee: Machine | undefined, target: Target, headers: Readonly<Record<string, string>>) {
    this.net = net
    this.number = net.nextConnection()
    this.from = caller.machine
    // A name without a host is dialled like the caller's own, and refused.
    this.to = callee ?? caller.machine
    this.path = target.path
    this.target = target
    this.headers = headers
    this.client = new SocketEnd(this, caller)
    caller.connections.add(this)
    net.connections.add(this)
    this.travelling(1)
    if (!caller.alive) {
      this.client.vanish()
      this.finish()
    } else if (callee === undefined) this.refuseLater(`host not found: ${target.host}`)
    else this.dial()
  }

  private dial(): void {
    const { kernel } = this.net
    const link = this.net.link(this.from, this.to)
    const verdict = link.judge(handshakeBytes)
    const label = this.to.label
    switch (verdict._tag) {
      case "deliver":
        kernel.after(verdict.delayMicros, label, "handshake", () => this.arrive())
        return
      case "reset":
        return this.refuseLater("connection reset")
      case "hold": {
        const timer = kernel.after(link.options.connectTimeoutMillis * 1000, label, "connect timeout", () =>
          this.refuse("connect timeout"))
        link.whenHealed(() => {
          if (timer.index < 0) return
          kernel.cancel(timer)
          this.dial()
        })
      }
    }
  }

  private arrive(): void {
    if (this.over) return
    const boot = this.to.boot
    if (boot === undefined || boot.handler === undefined) return this.refuseLater("connection refused")
    this.serverBoot = boot
    boot.connections.add(this)
    const request = new ServerRequest({
      method: "GET",
      authority: this.target.authority,
      path: this.path,
      headers: Headers.fromInput({
        host: this.target.authority,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        ...this.headers
      }),
      body: nothing,
      address: this.from.address,
      upgrade: this.upgrade(boot),
      answer: ({ status }) => this.refused(status)
    })
    const fiber = Effect.runForkWith(Context.add(boot.context, HttpServerRequest, request))(boot.handler)
    if (fiber.pollUnsafe() !== undefined) return
    this.fiber = fiber
    Fiber.runIn(fiber, boot.scope)
  }

  private upgrade(boot: Boot): Effect.Effect<Socket.Socket> {
    const acquire = Effect.acquireRelease(
      Effect.suspend(() => {
        const end = this.accept(boot)
        return end === undefined ? Effect.fail(notOpen()) : Effect.succeed(end)
      }),
      (end, exit) => Effect.sync(() => end.close(Exit.isSuccess(exit) ? 1000 : Exit.hasInterrupts(exit) ? 1001 : 1011))
    )
    return Effect.map(Socket.fromWebSocket(acquire), (socket) =>
      Socket.make({
        reader: socket.reader,
        writer: Effect.map(socket.writer, (writer) => ({
          write: (chunk) => Effect.andThen(writer.write(chunk), this.drained),
          writeAll: (chunks) => Effect.andThen(writer.writeAll(chunks), this.drained)
        }))
      }))
  }

  private readonly drained = Effect.suspend(() => {
    const end = this.server
    if (end === undefined || end.bufferedAmount <= highWaterBytes) return Effect.void
    return Effect.callback<void>((resume) => end.whenDrained(highWaterBytes, () => resume(Effect.void)))
  })

  private accept(boot: Boot): SocketEnd | undefined {
    if (this.over || !boot.alive || this.server !== undefined) return undefined
    this.travelling(-1)
    const end = new SocketEnd(this, boot)
    this.server = end
    this.net.observe({ _tag: "SocketOpened", connection: this.number, from: this.from.name, to: this.to.name, path: this.path })
    end.accept(this.client)
    return end
  }

  /** The route answered without an upgrade; after one, that the handler ended. */
  private refused(status: number): void {
    if (this.server === undefined) this.refuseLater(`unexpected status ${status}`)
  }

  private refuseLater(reason: string): void {
    const latency = this.net.link(this.to, this.from).latencyMicros()
    this.net.kernel.after(latency, this.from.label, "refused", () => this.refuse(reason))
  }

  private refuse(reason: string): void {
    if (this.over) return
    this.finish()
    this.client.refused(reason)
  }

  /** The dialler closed before the connection opened. */
  abandoned(): void {
    if (this.over) return
    if (this.server !== undefined) this.server.broken(1006)
    this.finish()
    this.client.refused("closed before the connection was established")
  }

  /** The crash or stop of a host of this connection. */
  hostLost(boot: Boot): void {
    if (this.over) return
    if (this.server === undefined) {
      if (boot === this.client.boot) {
        this.client.vanish()
        this.finish()
      } else this.refuseLater("connection reset")
      return
    }
    const end = boot === this.client.boot ? this.client : this.server
    end.vanish()
    end.breakAtPeer()
    if (end.peer?.readyState !== 3) return
    // Nobody is left who could notice: with its last host the connection is over.
    this.report(1006, "")
    this.finish()
  }

  /** The link broke it, or a partition outlasted the keep-alive: both ends find out by themselves. */
  reset(): void {
    if (this.over) return
    if (this.server === undefined) return this.refuseLater("connection reset")
    this.client.broken(1006)
    this.server.broken(1006)
  }

  /** Once, whoever of the two finds out first. */
  private report(code: number, reason: string): void {
    if (this.reported) return
    this.reported = true
    this.net.observe({ _tag: "SocketClosed", connection: this.number, from: this.from.name, to: this.to.name, path: this.path, code, reason })
  }

  endClosed(end: SocketEnd, code: number, reason: string): void {
    this.report(code, reason)
    if (end === this.server && code === 1006) this.fiber?.interruptUnsafe(undefined, ClientAbort.annotation)
    if (this.client.readyState === 3 && this.server?.readyState === 3) this.finish()
  }

  interpose(end: SocketEnd, bytes: Uint8Array): ReadonlyArray<Uint8Array> {
    const { interpose } = this.net
    if (interpose === undefined) return [bytes]
    const [from, to] = end === this.client ? [this.from.name, this.to.name] : [this.to.name, this.from.name]
    const said = interpose(from, { kind: "frame", from, to, path: this.path, connection: this.number, bytes })
    return said === "drop" ? [] : said instanceof Uint8Array ? [said] : said
  }

  /** `end` sent or received this frame; `hash` is that of its bytes. */
  observeFrame(_tag: "FrameSent" | "FrameReceived", end: SocketEnd, bytes: Uint8Array, hash: number): void {
    const fromClient = (end === this.client) === (_tag === "FrameSent")
    this.net.emit({
      _tag,
      at: this.net.nowMillis(),
      connection: this.number,
      from: fromClient ? this.from.name : this.to.name,
      to: fromClient ? this.to.name : this.from.name,
      path: this.path,
      bytes
    }, hash)
  }

  travelling(change: 1 | -1): void {
    this.segments += change
    this.net.traffic(change)
  }

  joins(a: Machine, b: Machine): boolean {
    return (this.from === a && this.to === b) || (this.from === b && this.to === a)
  }

  describe(): string {
    const state = this.server === undefined ? "connecting" : "open"
    return `socket ${this.number}: ${this.from.name} to ${this.to.name} ${this.path} (${state})`
  }

  private finish(): void {
    this.over = true
    while (this.segments > 0) this.travelling(-1)
    this.net.connections.delete(this)
    this.client.boot.connections.delete(this)
    this.serverBoot?.connections.delete(this)
  }
}

const notOpen = (): Socket.SocketError =>
  new Socket.SocketError({
    reason: new Socket.SocketOpenError({ kind: "Unknown", cause: new Error("The socket closed before the upgrade") })
  })
