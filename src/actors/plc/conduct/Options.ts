/**
 * How a directory of one operator misbehaves. It cannot forge, so these three
 * are all that is left to it [plc]; paper §3.5.2, A18: to leave out, to deny,
 * and to choose which side of a fork stands. docs/identity.md
 */
import * as Schema from "effect/Schema"

const to = Schema.optionalKey(Schema.Array(Schema.String).annotate({
  description: "Hosts that are lied to, known by their addresses; everybody else is told the truth. Default: all."
}))

export const Conduct = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("omit").annotate({ description: "Leaves out the newest operation of each DID, where there is one before it." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("deny").annotate({ description: "Knows no DID, and takes no operation." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("choose").annotate({ description: "Chooses which side of a fork stands." }),
    stands: Schema.Literal("first").annotate({ description: "The side that was first: recoveries are taken, and kept to itself." }),
    to
  }),
  Schema.Struct({
    kind: Schema.Literal("choose").annotate({ description: "Chooses which side of a fork stands." }),
    stands: Schema.Literal("last").annotate({ description: "The last: a recovery that comes too late gets a time at which it was none, for everybody." })
  })
])
export type Conduct = typeof Conduct.Type
