/**
 * One HTTP request and its answer.
 *
 *     caller ── request ──▶ callee        (link caller → callee)
 *     caller ◀── response ── callee       (link callee → caller)
 *
 * The callee's router runs as a fiber of the callee's present life. The caller
 * learns of a crash, a refused connection or a broken link only after the time
 * that a message needs; of a partition only by its timeout. A caller that gives
 * up has the callee's fiber interrupted, as a closed TCP connection does.
 * Exchanges do not queue behind each other: order holds within sockets only.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Headers from "effect/http/Headers"
import { HttpClientError, TransportError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import { ClientAbort } from "effect/http/HttpServerError"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Entry } from "../kernel/Heap.ts"
import type { HttpRequestSent } from "../Observation.ts"
import type { Boot, Machine } from "./Machine.ts"
import type { Net } from "./Net.ts"
import { ServerRequest } from "./ServerRequest.ts"
import type { Target } from "./Url.ts"

type Resume = (answer: Effect.Effect<HttpClientResponse, HttpClientError>) => void

/** What headers cost on the wire, for links with a throughput. */
const overheadBytes = 400

export const failure = (request: HttpClientRequest, description: string): HttpClientError =>
  new HttpClientError({ reason: new TransportError({ request, description }) })

export class Exchange {
  readonly number: number
  readonly caller: Boot
  readonly callee: Machine
  readonly sent: HttpRequestSent
  state: "requesting" | "answering" | "responding" | "over" = "requesting"
  private readonly net: Net
  private readonly request: HttpClientRequest
  private readonly target: Target
  private readonly headers: Headers.Headers
  private readonly resume: Resume
  private timer: Entry | undefined
  private answeringBoot: Boot | undefined
  private fiber: Fiber.Fiber<unknown, unknown> | undefined

  constructor(net: Net, caller: Boot, callee: Machine, request: HttpClientRequest, target: Target, headers: Headers.Headers, body: Uint8Array, resume: Resume) {
    this.net = net
    this.caller = caller
    this.callee = callee
    this.request = request
    this.target = target
    this.headers = headers
    this.resume = resume
    this.number = net.nextExchange()
    this.sent = {
      _tag: "HttpRequestSent",
      at: net.nowMillis(),
      exchange: this.number,
      from: caller.machine.name,
      to: callee.name,
      method: request.method,
      path: target.path,
      headers,
      body
    }
  }

  start(): void {
    this.net.exchanges.add(this)
    this.net.traffic(1)
    this.net.emit(this.sent)
    this.sendRequest()
  }

  private sendRequest(): void {
    const link = this.net.link(this.caller.machine, this.callee)
    const verdict = link.judge(this.sent.body.length + overheadBytes)
    switch (verdict._tag) {
      case "deliver":
        return this.wait(verdict.delayMicros, "request", () => this.arrive())
      case "reset":
        return this.wait(link.latencyMicros(), "reset", () => this.fail("connection reset"))
      case "hold":
        this.wait(link.options.connectTimeoutMillis * 1000, "connect timeout", () => this.fail("connect timeout"))
        link.whenHealed(() => {
          if (this.state === "requesting") this.sendRequest()
        })
    }
  }

  private arrive(): void {
    const boot = this.callee.boot
    if (boot === undefined || boot.handler === undefined) return this.failAfterMessage("connection refused")
    this.state = "answering"
    this.timer = undefined
    this.answeringBoot = boot
    boot.answering.add(this)
    const request = new ServerRequest({
      method: this.request.method,
      authority: this.target.authority,
      path: this.target.path,
      headers: this.headers,
      body: this.sent.body,
      address: this.caller.machine.address,
      upgrade: undefined,
      answer: (response, bytes) => this.answer(response, bytes)
    })
    const context = Context.add(boot.context, HttpServerRequest, request)
    const fiber = Effect.runForkWith(context)(boot.handler)
    if (fiber.pollUnsafe() !== undefined) return this.handlerEnded()
    this.fiber = fiber
    Fiber.runIn(fiber, boot.scope)
    fiber.addObserver(() => this.handlerEnded())
  }

  /** A handler always answers unless the answer's body failed half-way, or its host lost power. */
  private handlerEnded(): void {
    if (this.state === "answering" && this.answeringBoot?.alive === true) this.calleeLost()
  }

  private answer(response: HttpServerResponse.HttpServerResponse, body: Uint8Array): void {
    const boot = this.answeringBoot
    if (this.state !== "answering" || boot === undefined || !boot.alive) return
    this.state = "responding"
    boot.answering.delete(this)
    let said = response
    let bytes = body
    if (this.net.interpose !== undefined) {
      const to = this.caller.machine.name
      const { path, method } = this.sent
      const changed = this.net.interpose(this.callee.name, { kind: "response", from: this.callee.name, to, method, path, status: response.status, bytes })
      const first = changed instanceof Uint8Array ? changed : changed === "drop" ? undefined : changed[0]
      if (first === undefined) return this.calleeLost()
      if (first !== bytes) {
        bytes = first
        said = HttpServerResponse.uint8Array(bytes, {
          status: response.status,
          headers: { ...response.headers, "content-length": String(bytes.length) },
          cookies: response.cookies
        })
      }
    }
    this.sendResponse(said, bytes)
  }

  private sendResponse(response: HttpServerResponse.HttpServerResponse, body: Uint8Array): void {
    const link = this.net.link(this.callee, this.caller.machine)
    const verdict = link.judge(body.length + overheadBytes)
    switch (verdict._tag) {
      case "deliver":
        return this.wait(verdict.delayMicros, "response", () => this.receive(response, body))
      case "reset":
        return this.calleeLost()
      case "hold":
        this.wait(link.options.keepAliveMillis * 1000, "response timeout", () => this.fail("response timeout"))
        link.whenHealed(() => {
          if (this.state === "responding") this.sendResponse(response, body)
        })
    }
  }

  private receive(response: HttpServerResponse.HttpServerResponse, body: Uint8Array): void {
    if (!this.caller.alive) return this.fail("the caller lost power")
    this.finish()
    this.net.emit({
      _tag: "HttpResponseReceived",
      at: this.net.nowMillis(),
      exchange: this.number,
      request: this.sent,
      status: response.status,
      headers: response.headers,
      body
    })
    this.resume(Effect.succeed(HttpServerResponse.toClientResponse(response, { request: this.request })))
  }

  /** The callee crashed, or the connection broke on the way back. */
  calleeLost(): void {
    this.answeringBoot?.answering.delete(this)
    this.failAfterMessage("connection reset")
  }

  /** The callee's machine says so, which takes a message like any other. */
  private failAfterMessage(reason: string): void {
    this.state = "responding"
    const back = this.net.link(this.callee, this.caller.machine)
    if (!back.partitioned) return this.wait(back.latencyMicros(), "failure", () => this.fail(reason))
    this.wait(back.options.keepAliveMillis * 1000, "response timeout", () => this.fail("response timeout"))
    back.whenHealed(() => {
      if (this.state === "responding") this.failAfterMessage(reason)
    })
  }

  private fail(reason: string): void {
    this.finish()
    this.net.emit({ _tag: "HttpFailed", at: this.net.nowMillis(), exchange: this.number, request: this.sent, reason })
    this.resume(Effect.fail(failure(this.request, `${reason}: ${this.caller.machine.name} to ${this.callee.name}`)))
  }

  /** The caller's fiber was interrupted. */
  cancel(): void {
    if (this.state === "over") return
    const fiber = this.fiber
    const answering = this.state === "answering"
    this.answeringBoot?.answering.delete(this)
    this.finish()
    this.net.emit({ _tag: "HttpFailed", at: this.net.nowMillis(), exchange: this.number, request: this.sent, reason: "cancelled by the caller" })
    if (answering && fiber !== undefined) {
      const latency = this.net.link(this.caller.machine, this.callee).latencyMicros()
      this.net.kernel.after(latency, this.callee.label, "abort", () => fiber.interruptUnsafe(undefined, ClientAbort.annotation))
    }
  }

  describe(): string {
    const { from, method, path, at } = this.sent
    return `exchange ${this.number}: ${from} waits for ${this.callee.name} ${method} ${path} (${this.state}, sent at ${at} ms)`
  }

  private wait(micros: number, kind: string, then: () => void): void {
    if (this.timer !== undefined) this.net.kernel.cancel(this.timer)
    this.timer = this.net.kernel.after(micros, this.callee.label, kind, then)
  }

  private finish(): void {
    this.state = "over"
    if (this.timer !== undefined) this.net.kernel.cancel(this.timer)
    this.net.exchanges.delete(this)
    this.net.traffic(-1)
  }
}
