import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { DirectoryHosts } from "../identity/Directory.ts"
import { ConsortiumOptions } from "../identity/Consortium.ts"

/** A labeler: takes reports, judges posts from the firehose, publishes signed labels. */
export const LabelerOptions = Schema.Struct({
  plc: DirectoryHosts,
  consortium: Schema.optionalKey(ConsortiumOptions.annotate({ description: "PLC operators whose answers are believed with proofs only, in place of that directory." })),
  verifyPlcLog: Schema.optionalKey(Schema.Boolean.annotate({
    description: "Whether the directory's audit logs are replayed, and its documents not believed."
  })),
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
