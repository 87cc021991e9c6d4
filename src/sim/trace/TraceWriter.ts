/**
 * `trace.ndjson.gz`: every observation of a run, one JSON object a line, in
 * the order in which it happened.
 *
 * Lines are gathered and compressed in members of fixed raw size, so the bytes
 * are a function of the observations alone, whatever the pace of the run. A
 * gzip file may have many members: `zcat` and `gunzip` read them as one.
 *
 * Bodies and headers stay out: they are large, and hold passwords and tokens.
 * What a refusal says is short and tells much, so it is kept.
 */
import { gzipSync } from "node:zlib"
import type { Observation } from "../Observation.ts"

const memberBytes = 1 << 20
const keptRefusalCharacters = 300

export interface TraceOptions {
  /** Receives compressed bytes, in order. */
  readonly write: (bytes: Uint8Array) => void
  /** No more than about so many compressed bytes; a last line says where the trace was cut. */
  readonly maxBytes?: number
}

const refusal = (body: Uint8Array): string => Buffer.from(body).toString("utf8").slice(0, keptRefusalCharacters)

const line = (o: Observation): object => {
  switch (o._tag) {
    case "HttpRequestSent":
      return { at: o.at, is: "request", exchange: o.exchange, from: o.from, to: o.to, method: o.method, path: o.path, bytes: o.body.length }
    case "HttpResponseReceived":
      return {
        at: o.at,
        is: "response",
        exchange: o.exchange,
        from: o.request.to,
        to: o.request.from,
        status: o.status,
        bytes: o.body.length,
        ...(o.status >= 400 ? { body: refusal(o.body) } : {})
      }
    case "HttpFailed":
      return { at: o.at, is: "no answer", exchange: o.exchange, from: o.request.from, to: o.request.to, reason: o.reason }
    case "SocketOpened":
      return { at: o.at, is: "open", connection: o.connection, from: o.from, to: o.to, path: o.path }
    case "FrameSent":
    case "FrameReceived":
      return {
        at: o.at,
        is: o._tag === "FrameSent" ? "frame sent" : "frame received",
        connection: o.connection,
        from: o.from,
        to: o.to,
        bytes: o.bytes.length
      }
    case "SocketClosed":
      return { at: o.at, is: "close", connection: o.connection, from: o.from, to: o.to, code: o.code, reason: o.reason }
    case "ActorStarted":
      return { at: o.at, is: "start", host: o.host, kind: o.kind }
    case "ActorStopped":
      return { at: o.at, is: o.how, host: o.host, kind: o.kind }
    case "FaultFired":
      return { at: o.at, is: "fault", kind: o.kind, detail: o.detail }
    case "Defect":
      return { at: o.at, is: "defect", host: o.host, message: o.message }
  }
}

export class TraceWriter {
  private readonly options: TraceOptions
  private lines: Array<string> = []
  private characters = 0
  private written = 0
  private cut = false

  constructor(options: TraceOptions) {
    this.options = options
  }

  observe(o: Observation): void {
    if (this.cut) return
    this.push(line(o))
    if (this.characters >= memberBytes) this.flush()
    if (this.options.maxBytes === undefined || this.written < this.options.maxBytes) return
    this.cut = true
    this.push({ at: o.at, is: "cut", reason: `the trace is limited to ${this.options.maxBytes} bytes` })
  }

  /** Once, after the last observation. */
  end(): void {
    if (this.lines.length > 0 || this.written === 0) this.flush()
  }

  private push(object: object): void {
    const text = JSON.stringify(object)
    this.lines.push(text)
    this.characters += text.length + 1
  }

  private flush(): void {
    const member = gzipSync(this.lines.map((text) => `${text}\n`).join(""), { level: 1 })
    this.lines = []
    this.characters = 0
    this.written += member.length
    this.options.write(member)
  }
}
