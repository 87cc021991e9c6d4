/** Which actors a scenario has. Counts are enough; `options` says more where that is wanted. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { LabelerOptions } from "../../actors/labeler/Options.ts"
import { FeedGenOptions } from "../../actors/feedgen/Options.ts"
import { Count } from "./Scalars.ts"

const atLeastOne = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { expected: "a whole number, 1 or more" }))

export const Topology = Schema.Struct({
  pds: atLeastOne.annotate({ description: "PDSes: `pds1.test`, `pds2.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  relays: Count.annotate({ description: "Relays: `relay.test`, or `relay1.test` … Each crawls every PDS." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  appViews: Count.annotate({ description: "App Views: `appview.test` … Each follows the relay of its number; without relays, the first PDS." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  labelers: Count.annotate({ description: "Labelers: `labeler.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  feedGenerators: Count.annotate({ description: "Feed generators: `feeds.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  labelRules: LabelerOptions.fields.rules,
  feeds: FeedGenOptions.fields.feeds,
  inviteRequired: Schema.Boolean.annotate({ description: "Whether the PDSes ask for invite codes." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(false))
  )
})
export type Topology = typeof Topology.Type
