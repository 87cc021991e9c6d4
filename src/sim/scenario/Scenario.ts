/**
 * A scenario: everything about a run but what its seed draws. (Values that a
 * file leaves open are drawn before it is decoded, `Open.ts`.) One Schema, from
 * which `docs/scenarios.md`, the JSON Schema for editors, and all errors come.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AnyHappening } from "../happenings/All.ts"
import type { Drawn } from "../run/Drawn.ts"
import { Expectations, Fault, Weather } from "./Conditions.ts"
import { Population } from "./Population.ts"
import { Duration } from "./Scalars.ts"
import { Topology } from "./Topology.ts"

const empty = Effect.succeed({})

export const Scenario = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9-]*$/, { expected: "lower-case letters, digits and hyphens" })).annotate({
    description: "Name of the scenario and of its report's folder."
  }),
  description: Schema.String.annotate({ description: "One sentence for `orrery list` and the report." }),
  seed: Schema.Int.annotate({ description: "Seed, where `--seed` gives none." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(1))),
  duration: Duration.annotate({ description: "Virtual time during which people act." }),
  quiesceWithin: Duration.annotate({ description: "Virtual time that the network has, after that, to come to rest." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("10m"))
  ),
  rest: Schema.Literals(["quiet", "time"]).annotate({
    description: "When the last questions are asked: once the network is `quiet`, or when the `time` is over, for one that cannot come to rest because more operators fork its log than it tolerates."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("quiet" as const))),
  keys: Schema.Literals(["simulated", "real"]).annotate({
    description: "`simulated` signs from a seeded pool of nonces: valid ECDSA at a fraction of the cost. `real` is RFC 6979."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("simulated" as const))),
  topology: Topology.annotate({ description: "The actors. Names (`names.test`) and a PLC directory (`plc.test`) are always there." }).pipe(
    Schema.withDecodingDefaultKey(empty)
  ),
  population: Population.annotate({ description: "The people." }),
  network: Weather.annotate({ description: "The links between hosts." }).pipe(Schema.withDecodingDefaultKey(empty)),
  faults: Schema.Array(Fault).annotate({ description: "What goes wrong, and when it is mended. Every fault must be seen to fire. Of two of a kind that strike the same at once the later decides until it is over." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([]))
  ),
  timeline: Schema.Array(AnyHappening).annotate({ description: "What is bound to happen." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  expect: Expectations.annotate({ description: "What the run must have reached, beside all invariants." }).pipe(Schema.withDecodingDefaultKey(empty))
})
/** `opened`: what the file leaves to the seed, and what the seed made of it. */
export type Scenario = typeof Scenario.Type & { readonly opened?: ReadonlyArray<Drawn> }
