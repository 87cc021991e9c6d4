import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { parse, printComplaint } from "../../../src/sim/scenario/Parse.ts"

const complaints = (managers: number, guardians: number, threshold: number): ReadonlyArray<string> => {
  const result = parse(`name: carols-friends
description: Carol asks her friends.
duration: 1h
topology: { keyManagers: ${managers} }
population: { accounts: 4 }
timeline:
  - { what: appoint-guardians, at: 5m, share: 50%, guardians: ${guardians}, threshold: ${threshold} }
`, [])
  return Result.isFailure(result) ? result.failure.map((each) => printComplaint("x.yaml", each)) : []
}

describe("Guardians in a scenario", () => {
  it("are at key managers, and no fewer than are needed", () => {
    expect(complaints(1, 3, 2)).toEqual([])
    expect(complaints(1, 2, 3)).toEqual([expect.stringContaining("3 of 2 guardians")])
    expect(complaints(0, 3, 2)).toEqual([expect.stringContaining("topology.keyManagers of 1 or more")])
  })
})
