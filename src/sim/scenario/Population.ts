/** Who lives in a scenario, whom they know, and what they do in an average hour. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Duration, Rate, Share } from "./Scalars.ts"

const rate = (description: string, perHour: number) =>
  Rate.annotate({ description }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(perHour)))

export const Habits = Schema.Struct({
  post: rate("Posts per person and hour.", 1.2),
  reply: rate("Replies to posts that the person has read.", 0.8),
  like: rate("Likes of posts that the person has read.", 3),
  repost: rate("Reposts of posts that the person has read.", 0.4),
  follow: rate("Follows beyond those at sign-up.", 0.3),
  unfollow: rate("Follows taken back.", 0.05),
  block: rate("Blocks.", 0.03),
  delete: rate("Own posts deleted.", 0.1),
  profile: rate("Changes of the profile.", 0.05),
  readTimeline: rate("Looks at the timeline.", 3),
  readThread: rate("Threads opened.", 1),
  readProfile: rate("Profiles opened.", 0.5),
  readFeed: rate("Looks at a feed generator's feed.", 0.3),
  readNotifications: rate("Looks at the notifications.", 0.3),
  image: rate("Posts with pictures, and new avatars.", 0)
})
export type Habits = typeof Habits.Type

const habitNames = Object.keys(Habits.fields) as ReadonlyArray<keyof Habits>

/** Some of the habits; the others stay as they are. */
const SomeHabits = Schema.Struct(
  Object.fromEntries(habitNames.map((name) => [name, Schema.optionalKey(Rate.annotate({ description: `As in \`population.habits.${name}\`.` }))])) as {
    readonly [K in keyof Habits]: Schema.optionalKey<typeof Rate>
  }
)

export const Kind = Schema.Struct({
  name: Schema.String.annotate({ description: "What they are called in the drawn table." }),
  share: Share.annotate({ description: "Share of all people." }),
  habits: SomeHabits.annotate({ description: "Their habits, where they differ from `population.habits`." })
})
export type Kind = typeof Kind.Type

const none = Effect.succeed({})

export const Graph = Schema.Struct({
  meanFollows: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0, { expected: "a number, 0 or more" })).annotate({
    description: "How many people a person follows at sign-up, on average."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(5))),
  exponent: Schema.Finite.check(Schema.isGreaterThan(1, { expected: "a number above 1" })).annotate({
    description: "Exponent of the power law of popularity: the nearer to 1, the more a few are followed by everybody."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(2.1))),
  clusterSize: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { expected: "a whole number, 1 or more" })).annotate({
    description: "People who know each other: most follows stay within a cluster."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(50))),
  mixing: Share.annotate({ description: "Share of follows that leave the cluster." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0.3))
  )
})

export const Rhythm = Schema.Struct({
  peakHour: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 24 }, { expected: "an hour, 0 to 24" })).annotate({
    description: "Hour of the day (UTC) at which people are busiest."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(20))),
  depth: Share.annotate({ description: "How much quieter the quietest hour is: 0 is no rhythm, 1 silence." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0.6))
  )
})

/** More than one process bears: a mistake in the number is told before memory runs out. */
const maxAccounts = 100_000

export const Population = Schema.Struct({
  accounts: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: maxAccounts }, { expected: `a whole number, 0 to ${maxAccounts}` })).annotate({
    description: "People who sign up. The 2,000 of `town.yaml` take some 1.3 GiB in their hour."
  }),
  signUpWithin: Duration.annotate({ description: "All have signed up after this long." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("5m"))
  ),
  customHandles: Share.annotate({ description: "Share of people with a handle of their own domain, `name.people.test`, by DNS." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("5%"))
  ),
  graph: Graph.annotate({ description: "Whom people follow." }).pipe(Schema.withDecodingDefaultKey(none)),
  habits: Habits.annotate({ description: "What the average person does in an hour at the peak; busy people do more, quiet ones less." }).pipe(
    Schema.withDecodingDefaultKey(none)
  ),
  kinds: Schema.Array(Kind).annotate({ description: "Kinds of people with habits of their own; who is of none has those above." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  homes: Schema.optionalKey(
    Schema.Array(Share).annotate({ description: "Share of people by PDS, in the order of their numbers; even if absent." })
  ),
  rhythm: Rhythm.annotate({ description: "The hours of the day." }).pipe(Schema.withDecodingDefaultKey(none)),
  unevenness: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 3 }, { expected: "a number, 0 to 3" })).annotate({
    description: "How differently busy people are: standard deviation of the logarithm of a person's activity."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0.8)))
})
export type Population = typeof Population.Type
