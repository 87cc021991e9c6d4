/**
 * What a witness is told, as text and bytes that can be handed to another
 * thread at little cost: facts as one JSON text, bodies and frames behind each
 * other in one buffer.
 *
 * Two things are kept that a plain copy would lose: an answer has the very
 * request that it answers, and a buffer that was seen a short while ago, as
 * the frame that goes to several consumers was, is the same buffer again.
 */
import type { HttpRequestSent, Observation } from "../Observation.ts"
import type { ProbeAnswer } from "../oracles/Oracle.ts"

export interface Batch {
  readonly text: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Listener {
  readonly observe: (o: Observation) => void
  readonly readTimeline: (uris: ReadonlyArray<string>, at: number) => void
  readonly answer: (nowMillis: number, answer: ProbeAnswer) => void
}

type Headers = Readonly<Record<string, string | undefined>>

/** Names and values in turn. */
type FlatHeaders = ReadonlyArray<string>

type Request = readonly ["request", at: number, exchange: number, from: string, to: string, method: string, path: string, FlatHeaders, length: number]
type Response = readonly ["response", at: number, exchange: number, status: number, FlatHeaders, length: number]
type Failed = readonly ["failed", at: number, exchange: number, reason: string]
/** A length below zero: the buffer that is so many frames ago. */
type Frame = readonly ["sent" | "received", at: number, connection: number, from: string, to: string, path: string, length: number]
type Other = readonly ["other", Observation]
type Timeline = readonly ["timeline", uris: ReadonlyArray<string>, at: number]
/** To a question of the witness's own. */
type Answer = readonly ["answer", nowMillis: number, status: number, length: number]
type Fact = Request | Response | Failed | Frame | Other | Timeline | Answer

/** How many frames back a buffer is known again. */
const knownFrames = 4_096

const flat = (headers: Headers): FlatHeaders => {
  const list: Array<string> = []
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined) list.push(name, value)
  }
  return list
}

const unflat = (list: FlatHeaders): Headers => {
  const headers: Record<string, string> = Object.create(null)
  for (let i = 0; i < list.length; i += 2) headers[list[i]!] = list[i + 1]!
  return headers
}

export class Encoder {
  private facts: Array<Fact> = []
  private buffers: Array<Uint8Array> = []
  private frames = 0
  private readonly numberOf = new WeakMap<Uint8Array, number>()
  /** What the next batch holds. */
  length = 0
  byteLength = 0

  readTimeline(uris: ReadonlyArray<string>, at: number): void {
    this.add(["timeline", uris, at])
  }

  answer(nowMillis: number, { body, status }: ProbeAnswer): void {
    this.add(["answer", nowMillis, status, this.body(body)])
  }

  observe(o: Observation): void {
    switch (o._tag) {
      case "HttpRequestSent":
        return this.add(["request", o.at, o.exchange, o.from, o.to, o.method, o.path, flat(o.headers), this.body(o.body)])
      case "HttpResponseReceived":
        return this.add(["response", o.at, o.exchange, o.status, flat(o.headers), this.body(o.body)])
      case "HttpFailed":
        return this.add(["failed", o.at, o.exchange, o.reason])
      case "FrameSent":
      case "FrameReceived":
        return this.add([o._tag === "FrameSent" ? "sent" : "received", o.at, o.connection, o.from, o.to, o.path, this.frame(o.bytes)])
      default:
        return this.add(["other", o])
    }
  }

  /** All since the last time. */
  take(): Batch {
    const bytes = new Uint8Array(this.byteLength)
    let offset = 0
    for (const buffer of this.buffers) {
      bytes.set(buffer, offset)
      offset += buffer.length
    }
    const text = JSON.stringify(this.facts)
    this.facts = []
    this.buffers = []
    this.length = 0
    this.byteLength = 0
    return { text, bytes }
  }

  private add(fact: Fact): void {
    this.facts.push(fact)
    this.length++
  }

  private body(bytes: Uint8Array): number {
    if (bytes.length > 0) this.buffers.push(bytes)
    this.byteLength += bytes.length
    return bytes.length
  }

  private frame(bytes: Uint8Array): number {
    const number = this.numberOf.get(bytes)
    const back = number === undefined ? knownFrames + 1 : this.frames - number
    if (back <= knownFrames) return -back
    this.numberOf.set(bytes, this.frames++)
    return this.body(bytes)
  }
}

export class Decoder {
  private readonly listener: Listener
  private readonly requests = new Map<number, HttpRequestSent>()
  /** The last frames, each at its number. */
  private readonly known: Array<Uint8Array> = []
  private frames = 0
  private bytes = new Uint8Array(0)
  private offset = 0

  constructor(listener: Listener) {
    this.listener = listener
  }

  /** Tells the listener all facts of a batch, in their order. */
  tell({ bytes, text }: Batch): void {
    this.bytes = bytes
    this.offset = 0
    for (const fact of JSON.parse(text) as ReadonlyArray<Fact>) {
      if (fact[0] === "timeline") this.listener.readTimeline(fact[1], fact[2])
      else if (fact[0] === "answer") this.listener.answer(fact[1], { status: fact[2], body: this.body(fact[3]) })
      else this.listener.observe(this.observation(fact))
    }
  }

  private observation(fact: Exclude<Fact, Timeline | Answer>): Observation {
    switch (fact[0]) {
      case "request": {
        const [, at, exchange, from, to, method, path, headers, length] = fact
        const sent: HttpRequestSent =
          { _tag: "HttpRequestSent", at, exchange, from, to, method, path, headers: unflat(headers), body: this.body(length) }
        this.requests.set(exchange, sent)
        return sent
      }
      case "response": {
        const [, at, exchange, status, headers, length] = fact
        const request = this.answered(exchange)
        return { _tag: "HttpResponseReceived", at, exchange, request, status, headers: unflat(headers), body: this.body(length) }
      }
      case "failed": {
        const [, at, exchange, reason] = fact
        return { _tag: "HttpFailed", at, exchange, request: this.answered(exchange), reason }
      }
      case "sent":
      case "received": {
        const [kind, at, connection, from, to, path, length] = fact
        const bytes = length < 0 ? this.known[(this.frames + length) % knownFrames]! : this.frame(length)
        return { _tag: kind === "sent" ? "FrameSent" : "FrameReceived", at, connection, from, to, path, bytes }
      }
      case "other":
        return fact[1]
    }
  }

  /** An exchange has one end. */
  private answered(exchange: number): HttpRequestSent {
    const request = this.requests.get(exchange)
    if (request === undefined) throw new Error(`exchange ${exchange} ended, but never began`)
    this.requests.delete(exchange)
    return request
  }

  private frame(length: number): Uint8Array {
    const bytes = this.body(length)
    this.known[this.frames++ % knownFrames] = bytes
    return bytes
  }

  /** A copy: whoever keeps it must not keep the whole batch. */
  private body(length: number): Uint8Array {
    return this.bytes.slice(this.offset, this.offset += length)
  }
}
