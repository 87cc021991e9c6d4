/** Which actors a scenario has. Counts are enough; `hosts` says more of one of them where that is wanted. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { LabelerOptions } from "../../actors/labeler/Options.ts"
import { FeedGenOptions } from "../../actors/feedgen/Options.ts"
import { PdsOptions } from "../../actors/pds/Options.ts"
import { Count } from "./Scalars.ts"

const atLeastOne = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { expected: "a whole number, 1 or more" }))

export const HostOptions = Schema.Struct({
  host: Schema.String.annotate({ description: "One of the hosts above." }),
  options: Schema.Record(Schema.String, Schema.Unknown).annotate({
    description: "Options of its actor (`src/actors/<kind>/Options.ts`) in place of those it would have."
  })
})

export const Topology = Schema.Struct({
  pds: atLeastOne.annotate({ description: "PDSes: `pds1.test`, `pds2.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  relays: Count.annotate({ description: "Relays: `relay.test`, or `relay1.test` … Each crawls every PDS." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  appViews: Count.annotate({ description: "App Views: `appview.test` … Each follows the relay of its number; without relays, the first PDS." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  labelers: Count.annotate({ description: "Labelers: `labeler.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  feedGenerators: Count.annotate({ description: "Feed generators: `feeds.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  operators: Count.annotate({ description: "PLC operators that keep one log together: `plc1.test` …; 0 is the one directory `plc.test`." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  successors: Count.annotate({
    description: "PLC operators that follow the one directory `plc.test`, and found a log of their own upon its when the timeline says so (`succession`): `plc1.test` …"
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  auditors: Count.annotate({ description: "Auditors of the PLC operators: `auditor.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  keyManagers: Count.annotate({ description: "Key managers: `keys.test` …" }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  labelRules: LabelerOptions.fields.rules,
  feeds: FeedGenOptions.fields.feeds,
  inviteRequired: Schema.Boolean.annotate({ description: "Whether the PDSes ask for invite codes." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(false))
  ),
  quota: PdsOptions.fields.quota,
  hosts: Schema.Array(HostOptions).annotate({ description: "Hosts with options of their own." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  )
})
export type Topology = typeof Topology.Type
