/**
 * How an operator misbehaves. Each conduct is that of a real operator which
 * keeps the protocol in all but one thing; docs/auditing.md says which of them
 * leave evidence.
 */
import * as Schema from "effect/Schema"

const to = Schema.optionalKey(Schema.Literals(["all", "half"]).annotate({
  description: "Who is lied to: every caller, or those with an even address. What operators say to each other is the truth. Default: all."
}))

export const Conduct = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("equivocate").annotate({ description: "Shows some callers another log, in which one operation never was, under its own signature." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("omit").annotate({ description: "Gives receipts for operations that it keeps to itself." }),
    deadlineMillis: Schema.optionalKey(Schema.Int.annotate({ description: "What it promises, in milliseconds from now. Default: 3 s." }))
  }),
  Schema.Struct({
    kind: Schema.Literal("merge-late").annotate({ description: "Gives receipts, and passes the operations on when the promised time is over." }),
    deadlineMillis: Schema.optionalKey(Schema.Int.annotate({ description: "What it promises, in milliseconds from now. Default: 3 s." })),
    delayMillis: Schema.optionalKey(Schema.Int.annotate({ description: "When it passes an operation on, in milliseconds from now. Default: 8 s." }))
  }),
  Schema.Struct({
    kind: Schema.Literal("refuse").annotate({ description: "Takes no operation from clients." })
  }),
  Schema.Struct({
    kind: Schema.Literal("invent").annotate({ description: "Shows some callers a log that ends with an operation which nobody signed, under its own signature." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("backdate").annotate({ description: "Shows some callers a log whose last operation has a time below that of the entry before, under its own signature." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("dishonour").annotate({ description: "Denies recoveries: goes on with what they nullified, and signs that." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("fork").annotate({
      description: "Is two operators under one name and key, one for each of two camps. It takes more than the tolerated number of such operators to fork the log."
    }),
    camps: Schema.Tuple([Schema.Array(Schema.String), Schema.Array(Schema.String)]).annotate({
      description: "The honest operators that meet the one face, and those that meet the other; of all others, those with an even address meet the second."
    })
  })
])
export type Conduct = typeof Conduct.Type
