import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"
import { Transport } from "../mail/Mail.ts"
import { Quota } from "./limits/Quota.ts"
import { RateLimits } from "./limits/Rules.ts"

/** A Personal Data Server. */
export const PdsOptions = Schema.Struct({
  ...Resolving.fields,
  appView: Schema.String.annotate({ description: "Host of the App View that unknown `app.bsky.*` reads are proxied to." }),
  labeler: Schema.optionalKey(Schema.String.annotate({ description: "Host of the moderation service that reports go to." })),
  relays: Schema.Array(Schema.String).annotate({ description: "Hosts of the relays that are asked to crawl this PDS." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  handleDomains: Schema.Array(Schema.String).annotate({
    description: "Domains under which accounts get handles, with a leading dot; default: a dot and the host."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  inviteRequired: Schema.Boolean.annotate({ description: "Whether createAccount needs an invite code." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(false))
  ),
  inviteIntervalMillis: Schema.optionalKey(Schema.Int.annotate({
    description: "Where invite codes are needed, accounts earn one of their own each such interval; default: none."
  })),
  inviteEpochMillis: Schema.Int.annotate({ description: "Since when accounts earn invite codes, in milliseconds since 1970." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0))
  ),
  contactEmail: Schema.optionalKey(Schema.String.annotate({ description: "Address of whoever runs the server, for describeServer." })),
  privacyPolicy: Schema.optionalKey(Schema.String.annotate({ description: "URL of the privacy policy, for describeServer." })),
  termsOfService: Schema.optionalKey(Schema.String.annotate({ description: "URL of the terms of service, for describeServer." })),
  moderators: Schema.Array(Schema.String).annotate({
    description: "DIDs of moderation services whose service tokens count for `com.atproto.admin.*`, besides that of `labeler`."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  blobUploadLimitBytes: Schema.Int.annotate({ description: "Largest blob, in bytes." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(5 * 1024 * 1024))
  ),
  importLimitBytes: Schema.Int.annotate({ description: "Largest repository that importRepo takes, in bytes." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(512 * 1024 * 1024))
  ),
  quota: Quota.annotate({ description: "How much one account may keep on a PDS; default: anything." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({}))
  ),
  backfillWindowMillis: Schema.Int.annotate({ description: "How far back subscribeRepos replays, in milliseconds." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(24 * 3_600_000))
  ),
  backfillWindowBytes: Schema.Int.annotate({ description: "How much subscribeRepos keeps for replay at most, in bytes, beside the newest event." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(1024 * 1024 * 1024))
  ),
  passwordCostLog2: Schema.optionalKey(Schema.Int.annotate({
    description: "Passwords are hashed by scrypt with N = 2^this, in the place of a live server's Argon2id. Scenarios use 1, where nobody guesses passwords."
  })),
  mail: Transport.annotate({ description: "How letters to people leave this server; default: they stay in its mailbox." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({ kind: "mailbox" as const }))
  ),
  rateLimits: Schema.optionalKey(RateLimits.annotate({
    description: "How many calls are too many; `{}` means the reference's numbers. Default: nothing is counted."
  })),
  mailTokenMillis: Schema.Int.annotate({ description: "How long a mailed token is good, in milliseconds." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(15 * 60_000))
  ),
  revocationBoundMillis: Schema.Int.annotate({
    description: "For how long what is known of an account's delegations serves: a revoked key stops within this."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(60_000))),
  adminPassword: Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("admin"))
  )
})
export type PdsOptions = typeof PdsOptions.Type
