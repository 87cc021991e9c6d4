import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"

/** A relay: crawls PDSes, verifies, re-sequences, serves one firehose (Sync 1.1, non-archival). */
export const RelayOptions = Schema.Struct({
  ...Resolving.fields,
  crawl: Schema.Array(Schema.String).annotate({ description: "Hosts crawled from the start; others ask by requestCrawl." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  backfillWindowMillis: Schema.Int.annotate({ description: "How far back subscribeRepos replays, in milliseconds." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(72 * 3_600_000))
  ),
  lenient: Schema.Boolean.annotate({
    description: "Pass commits on that lack `prevData` or fail inversion, as the largest public relay did in January 2026."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
  restMillis: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({
    description: "Rest after each batch of events, in milliseconds: under load the next batch, which is one transaction, is larger for it."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(10))),
  identityRecheckMillis: Schema.Int.check(Schema.isGreaterThan(0)).annotate({
    description: "The DID document and handle of each account are looked at again after at most this long, in milliseconds, news or none."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(6 * 3_600_000))),
  adminPassword: Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("admin"))
  )
})
export type RelayOptions = typeof RelayOptions.Type
