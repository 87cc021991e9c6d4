/**
 * How an operator misbehaves. Each conduct is that of a real operator which
 * keeps the protocol in all but one thing; docs/auditing.md says which of them
 * leave evidence.
 */
import * as Schema from "effect/Schema"

const towards = Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "Hosts that are lied to; absent: all but the other operators." }))

export const Conduct = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("equivocate").annotate({ description: "Shows some callers another log, in which one operation never was, under its own signature." }),
    towards
  }),
  Schema.Struct({
    kind: Schema.Literal("omit").annotate({ description: "Gives receipts for operations that it keeps to itself." }),
    deadlineMillis: Schema.optionalKey(Schema.Int.annotate({ description: "What it promises, in milliseconds from now. Default: 3 s." }))
  }),
  Schema.Struct({
    kind: Schema.Literal("refuse").annotate({ description: "Takes no operation from clients." })
  }),
  Schema.Struct({
    kind: Schema.Literal("invent").annotate({ description: "Shows some callers a log that ends with an operation which nobody signed, under its own signature." }),
    towards
  }),
  Schema.Struct({
    kind: Schema.Literal("dishonour").annotate({ description: "Denies recoveries: goes on with what they nullified, and signs that." }),
    towards
  }),
  Schema.Struct({
    kind: Schema.Literal("fork").annotate({
      description: "Is two operators under one name and key, one for each of two camps. It takes more than the tolerated number of such operators to fork the log."
    }),
    camps: Schema.Tuple([Schema.Array(Schema.String), Schema.Array(Schema.String)]).annotate({
      description: "Who meets the one face, and who the other: the honest operators, and whoever else asks. Those in neither meet the first."
    })
  })
])
export type Conduct = typeof Conduct.Type
