import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { parse, printComplaint } from "../../../src/sim/scenario/Parse.ts"

const scenario = (managers: number, managed: string) => `name: bobs-keys
description: Bob takes his keys home.
duration: 1h
topology: { keyManagers: ${managers} }
population: { accounts: 4 }
timeline:
  - { what: keep-keys, at: 5m, share: 50%, managed: ${managed}, posts: 5m }
`

const complaints = (source: string): ReadonlyArray<string> => {
  const result = parse(source, [])
  return Result.isFailure(result) ? result.failure.map((each) => printComplaint("x.yaml", each)) : []
}

describe("People who take their keys into their own hands", () => {
  it("go to a key manager only where there is one", () => {
    expect(complaints(scenario(1, "40%"))).toEqual([])
    expect(complaints(scenario(0, "0%"))).toEqual([])
    expect(complaints(scenario(0, "40%"))).toEqual([expect.stringContaining("topology.keyManagers of 1 or more")])
  })
})
