/** The weather: the network's ways, the faults, and what is bound to happen. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { catalogue } from "../oracles/Catalogue.ts"
import { markNames } from "../population/Marks.ts"
import { Count, Duration, Offset, Share } from "./Scalars.ts"

const host = (description: string) => Schema.String.annotate({ description })

export const Latency = Schema.Struct({
  distribution: Schema.Literals(["lognormal", "pareto", "constant"]).annotate({ description: "Shape of the one-way delay." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("lognormal" as const))
  ),
  median: Duration.annotate({ description: "Median one-way delay; for `constant`, the delay." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("20ms"))),
  tail: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 10 }, { expected: "a number, 0 to 10" })).annotate({
    description: "Weight of the tail: the sigma of lognormal; 1/shape of pareto."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0.6))),
  cap: Duration.annotate({ description: "No message takes longer." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("3s")))
})
export type Latency = typeof Latency.Type

const between = Schema.Tuple([Schema.String, Schema.String]).annotate({ description: "The two hosts." })
const throughput = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { expected: "a whole number, 1 or more" })).annotate({
  description: "Bytes a second that pass, each way."
})

export const LinkWeather = Schema.Struct({
  between,
  latency: Schema.optionalKey(Latency.annotate({ description: "One-way delay of a message between them." })),
  loss: Schema.optionalKey(Share.annotate({ description: "Chance that a segment between them is lost." })),
  resets: Schema.optionalKey(Share.annotate({ description: "Chance that a message between them breaks its connection." })),
  bytesPerSecond: Schema.optionalKey(throughput)
})
export type LinkWeather = typeof LinkWeather.Type

export const Weather = Schema.Struct({
  latency: Latency.annotate({ description: "One-way delay of every message." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))),
  loss: Share.annotate({ description: "Chance that a segment is lost and sent again, which costs time." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0))
  ),
  resets: Share.annotate({ description: "Chance that a message breaks its connection." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  links: Schema.Array(LinkWeather).annotate({ description: "Links that differ from all others; people's devices are `devices.test`." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  )
})
export type Weather = typeof Weather.Type

const at = Duration.annotate({ description: "When, counted from the beginning." })
const lasting = Duration.annotate({ description: "How long; it is mended after that." })

export const Fault = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("crash").annotate({ description: "The power of a host goes out; it restarts with what its disk kept." }),
    at,
    for: lasting,
    target: host("Host that crashes.")
  }),
  Schema.Struct({
    kind: Schema.Literal("restart").annotate({ description: "A host is stopped in order, and started again." }),
    at,
    for: lasting,
    target: host("Host that is stopped.")
  }),
  Schema.Struct({
    kind: Schema.Literal("restore").annotate({ description: "A host is stopped, and comes back with the disk that it had at an earlier time." }),
    at,
    for: lasting,
    target: host("Host whose disk is replaced."),
    backup: Duration.annotate({ description: "When the snapshot was taken, counted from the beginning." })
  }),
  Schema.Struct({
    kind: Schema.Literal("partition").annotate({ description: "Two hosts cannot reach each other." }),
    at,
    for: lasting,
    between
  }),
  Schema.Struct({
    kind: Schema.Literal("clog").annotate({ description: "Little passes between two hosts." }),
    at,
    for: lasting,
    between,
    bytesPerSecond: throughput
  }),
  Schema.Struct({
    kind: Schema.Literal("clock").annotate({ description: "A host's clock is wrong." }),
    at,
    for: lasting,
    target: host("Host whose clock is wrong."),
    offset: Offset.annotate({ description: "How far it is ahead; behind if negative." })
  }),
  Schema.Struct({
    kind: Schema.Literal("disk").annotate({ description: "A host's disk is slow, or full." }),
    at,
    for: lasting,
    target: host("Host whose disk it is."),
    sync: Duration.annotate({ description: "How long a commit takes to be safe." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("0ms"))),
    full: Schema.Boolean.annotate({ description: "Whether no write finds room." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(false)))
  }),
  Schema.Struct({
    kind: Schema.Literal("storm").annotate({ description: "The network loses more, everywhere." }),
    at,
    for: lasting,
    loss: Share.annotate({ description: "Loss during the storm." }),
    resets: Share.annotate({ description: "Resets during the storm." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0)))
  })
])
export type Fault = typeof Fault.Type

export const Expectations = Schema.Struct({
  minAccounts: Schema.optionalKey(Count.annotate({ description: "At least so many accounts signed up." })),
  minRecords: Schema.optionalKey(Count.annotate({ description: "At least so many records were committed." })),
  minMoves: Schema.optionalKey(Count.annotate({ description: "At least so many accounts moved." })),
  postToAppViewP99: Schema.optionalKey(Duration.annotate({ description: "99 of 100 posts reach the App View within this long." })),
  unchecked: Schema.Array(Schema.Literals(catalogue.map(({ code }) => code))).annotate({ description: "Codes of invariants that this scenario gives no occasion to check." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  marks: Schema.Array(Schema.Literals(markNames)).annotate({ description: "Marks that must be hit." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
})
export type Expectations = typeof Expectations.Type
