import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { Run } from "../../../src/sim/Run.ts"
import * as Town from "../oracles/SmallTown.ts"

describe("What a seed drew", () => {
  it("tells what is rare as rare, not as never", () => {
    const { drawn } = new Run({ scenario: Town.scenario({ network: { resets: "0.001%", loss: "12.5%" } }), seed: 1, layerOf })
    expect(drawn).toContainEqual({ name: "broken connections", value: "0.001 %" })
    expect(drawn).toContainEqual({ name: "loss of segments", value: "12.5 %" })
  })
})
