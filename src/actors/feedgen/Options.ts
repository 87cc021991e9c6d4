import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"

/** A feed generator: ranks posts from the firehose, returns their URIs. */
export const FeedGenOptions = Schema.Struct({
  ...Resolving.fields,
  relay: Schema.String.annotate({ description: "Host whose firehose is consumed." }),
  feeds: Schema.Array(Schema.Struct({
    rkey: Schema.String.annotate({ description: "Record key of the feed." }),
    title: Schema.String.annotate({ description: "Display name." }),
    rank: Schema.Literals(["newest", "liked"]).annotate({ description: "`newest` first, or most `liked` first within the last day." }),
    tag: Schema.optionalKey(Schema.String.annotate({ description: "Only posts with this hashtag." }))
  })).annotate({ description: "The feeds served." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([{ rkey: "hot", title: "What's hot", rank: "liked" as const }]))
  )
})
export type FeedGenOptions = typeof FeedGenOptions.Type
