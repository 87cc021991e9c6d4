/**
 * A link carries messages from one host to another, in one direction. There is
 * one type of message and there are three verdicts: deliver after a delay,
 * hold, or reset.
 *
 * HTTP and WebSocket run over TCP, so the network never loses, doubles or
 * reorders bytes within a connection. A lost segment shows as delay (it is sent
 * again after a timeout that doubles each time), too many lost in a row as a
 * broken connection. A partition holds what is sent until it heals or the
 * connection's timeout ends it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Distribution from "../kernel/Distribution.ts"
import type { Stream } from "../kernel/Stream.ts"

export const Latency = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("constant"), millis: Schema.Number }),
  Schema.Struct({ kind: Schema.Literal("uniform"), minMillis: Schema.Number, maxMillis: Schema.Number }),
  Schema.Struct({
    kind: Schema.Literal("lognormal"),
    medianMillis: Schema.Number,
    sigma: Schema.Number,
    capMillis: Schema.Number
  }),
  Schema.Struct({
    kind: Schema.Literal("pareto"),
    minMillis: Schema.Number,
    shape: Schema.Number,
    capMillis: Schema.Number
  })
]).annotate({ description: "One-way delay of a message." })
export type Latency = typeof Latency.Type

const defaultLatency: Latency = { kind: "lognormal", medianMillis: 20, sigma: 0.35, capMillis: 400 }

export const LinkOptions = Schema.Struct({
  latency: Latency.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultLatency))),
  lossProbability: Schema.Number.annotate({ description: "Chance that a segment is lost and sent again." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0))
  ),
  retransmitMillis: Schema.Number.annotate({ description: "First retransmission timeout; doubles at each loss." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(200))
  ),
  resetProbability: Schema.Number.annotate({ description: "Chance that a message breaks its connection." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0))
  ),
  bytesPerSecond: Schema.optionalKey(Schema.Number.annotate({ description: "Throughput; unlimited when absent. Low values make a clogged link." })),
  connectTimeoutMillis: Schema.Number.annotate({ description: "How long a caller waits for a host that a partition hides." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(10_000))
  ),
  keepAliveMillis: Schema.Number.annotate({ description: "How long a connection survives a partition." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(60_000))
  )
})
export type LinkOptions = typeof LinkOptions.Type

export const defaults: LinkOptions = {
  latency: defaultLatency,
  lossProbability: 0,
  retransmitMillis: 200,
  resetProbability: 0,
  connectTimeoutMillis: 10_000,
  keepAliveMillis: 60_000
}

/** Losses in a row after which TCP gives up; Linux makes 15 tries, at which a simulation would only wait. */
const lossesUntilReset = 8

export const drawLatencyMillis = (latency: Latency, stream: Stream): number => {
  switch (latency.kind) {
    case "constant":
      return latency.millis
    case "uniform":
      return Distribution.uniform(stream, latency.minMillis, latency.maxMillis)
    case "lognormal":
      return Math.min(latency.capMillis, Distribution.lognormal(stream, latency.medianMillis, latency.sigma))
    case "pareto":
      return Math.min(latency.capMillis, Distribution.pareto(stream, latency.minMillis, latency.shape))
  }
}

export type Verdict = { readonly _tag: "deliver"; readonly delayMicros: number } | { readonly _tag: "hold" } | { readonly _tag: "reset" }

const hold: Verdict = { _tag: "hold" }
const reset: Verdict = { _tag: "reset" }

export class Link {
  options: LinkOptions
  private readonly stream: Stream
  partitionedAtMicros = 0
  private blocked = false
  private held: Array<() => void> = []

  constructor(options: LinkOptions, stream: Stream) {
    this.options = options
    this.stream = stream
  }

  get partitioned(): boolean {
    return this.blocked
  }

  /** Delay without loss or partition: for what the network itself answers, such as a refused connection. */
  latencyMicros(): number {
    return Math.round(drawLatencyMillis(this.options.latency, this.stream) * 1000)
  }

  judge(bytes: number): Verdict {
    if (this.blocked) return hold
    const { bytesPerSecond, lossProbability, resetProbability, retransmitMillis } = this.options
    let delayMicros = this.latencyMicros()
    if (bytesPerSecond !== undefined) delayMicros += Math.round((bytes / bytesPerSecond) * 1_000_000)
    if (resetProbability > 0 && this.stream.chance(resetProbability)) return reset
    if (lossProbability > 0) {
      let losses = 0
      for (let timeout = retransmitMillis * 1000; this.stream.chance(lossProbability); timeout *= 2) {
        if (++losses === lossesUntilReset) return reset
        delayMicros += timeout
      }
    }
    return { _tag: "deliver", delayMicros }
  }

  /** What was held is asked again, in the order in which it came, as soon as the link is whole. */
  whenHealed(retry: () => void): void {
    this.held.push(retry)
  }

  setPartitioned(on: boolean): void {
    this.blocked = on
    if (on) return
    const held = this.held
    this.held = []
    for (const retry of held) retry()
  }
}
