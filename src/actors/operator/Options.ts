import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { DirectoryHosts } from "../identity/Directory.ts"
import { Conduct } from "./conduct/Options.ts"

const millis = (description: string, fallback: number) =>
  Schema.Int.annotate({ description }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(fallback)))

/** The log that a consortium is founded upon. */
export const InheritsOptions = Schema.Struct({
  from: DirectoryHosts.annotate({
    description: "Host of the directory whose export is replayed, or hosts of the operators of a consortium, any of whom will do. With `://` in it, an origin anywhere, which may be that of a web server with a saved export under `/export`."
  }),
  waits: Schema.Boolean.annotate({
    description: "Whether this operator follows that log until its admin says that the time has come (`POST /consortium/founding`); otherwise it founds as soon as it has reached the end."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
  pollMillis: millis("How often it looks for more while it waits, in milliseconds.", 5_000)
})
export type InheritsOptions = typeof InheritsOptions.Type

/** One of the operators that keep a did:plc directory together. */
export const OperatorOptions = Schema.Struct({
  founders: Schema.Array(Schema.String).annotate({
    description: "Hosts of the operators that found the consortium, this one among them. One that is not among them follows the log until it is taken in."
  }),
  inherits: Schema.optionalKey(InheritsOptions.annotate({
    description: "A log upon which the consortium is founded: it begins with all that stands there. Absent, it begins with nothing."
  })),
  origin: Schema.String.annotate({ description: "Name of the log, the first line of its checkpoints." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("plc.test/log"))
  ),
  roundMillis: millis("How long a round's leader has at first, in milliseconds.", 1_000),
  maxSkewMillis: millis("How far a block's time may be from a voter's clock, in milliseconds.", 5_000),
  mergeDelayMillis: millis("How long after a submission its receipt's deadline is, in milliseconds.", 30_000),
  answerWithinMillis: millis("How long a client that submits is kept waiting for finality, in milliseconds.", 4_000),
  conduct: Schema.optionalKey(Conduct.annotate({ description: "How this operator misbehaves; absent, it is honest." })),
  adminPassword: Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("admin"))
  )
})
export type OperatorOptions = typeof OperatorOptions.Type
