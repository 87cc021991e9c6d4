import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** An App View for `app.bsky.*`: indexes a firehose and answers reads. */
export const AppViewOptions = Schema.Struct({
  plc: Schema.String.annotate({ description: "Host of the PLC directory." }),
  relay: Schema.String.annotate({ description: "Host whose firehose is indexed: a relay, or a PDS." }),
  labelers: Schema.Array(Schema.String).annotate({ description: "Hosts of the labelers followed, which are also the default set." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  verifyCommits: Schema.Boolean.annotate({
    description: "Whether signatures, records and operations of commits are checked here once more, after the relay did."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(true)))
})
export type AppViewOptions = typeof AppViewOptions.Type
