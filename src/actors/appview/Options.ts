import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"

/** An App View for `app.bsky.*`: indexes a firehose and answers reads. */
export const AppViewOptions = Schema.Struct({
  ...Resolving.fields,
  relay: Schema.String.annotate({ description: "Host whose firehose is indexed: a relay, or a PDS." }),
  labelers: Schema.Array(Schema.String).annotate({ description: "Hosts of the labelers followed, which are also the default set." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  verifyCommits: Schema.Boolean.annotate({
    description: "Whether signatures, records and operations of commits are checked here once more, after the relay did."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(true))),
  restMillis: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({
    description: "Rest after each batch of events, in milliseconds: under load the next batch, which is one transaction, is larger for it."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(25))),
  handleRecheckMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)).annotate({
    description: "A handle that holds is looked at again after at most this long, news or none; one that does not, after an hour or this. Default: 6 hours."
  })),
  dnssec: Schema.optionalKey(Schema.Boolean.annotate({
    description: "Whether DNS answers that a signed zone did not sign are refused."
  }))
})
export type AppViewOptions = typeof AppViewOptions.Type
