import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"

/** A labeler: takes reports, judges posts from the firehose, publishes signed labels. */
export const LabelerOptions = Schema.Struct({
  ...Resolving.fields,
  relay: Schema.optionalKey(Schema.String.annotate({ description: "Host whose firehose is watched." })),
  rules: Schema.Array(Schema.Struct({
    word: Schema.String.annotate({ description: "A post whose text holds this word …" }),
    label: Schema.String.annotate({ description: "… gets this label." })
  })).annotate({ description: "Rules of the automatic classifier." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  adminPassword: Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("admin"))
  )
})
export type LabelerOptions = typeof LabelerOptions.Type
