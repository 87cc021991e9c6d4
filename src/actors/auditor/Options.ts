import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** An auditor of a consortium of PLC operators. */
export const AuditorOptions = Schema.Struct({
  operators: Schema.Array(Schema.String).annotate({ description: "Hosts of the operators that are followed." }),
  founders: Schema.Array(Schema.String).annotate({
    description: "Verifier keys of the consortium's founders. Without them the first log that a quorum of its own founders signed is taken, if these are the hosts above."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  auditors: Schema.Array(Schema.String).annotate({ description: "Hosts of other auditors, who are told of every checkpoint seen." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  )
})
export type AuditorOptions = typeof AuditorOptions.Type
