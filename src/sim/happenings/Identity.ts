/** Who writes DIDs from a device: over the directory of the scenario, or its operators, of whom the device demands proofs. */
import * as Effect from "effect/Effect"
import * as OwnIdentity from "../../actors/client/keys/OwnIdentity.ts"
import { consortium, directoryOrigins } from "../scenario/Build.ts"
import type { Scenario } from "../scenario/Scenario.ts"

export const make = (scenario: Scenario) =>
  Effect.flatMap(directoryOrigins(scenario), (origins) => OwnIdentity.make(origins, consortium(scenario)))
