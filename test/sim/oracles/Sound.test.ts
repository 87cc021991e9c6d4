import { describe, expect, it } from "vitest"
import { catalogue } from "../../../src/sim/oracles/Catalogue.ts"
import * as Town from "./SmallTown.ts"

describe("A town without a bug", () => {
  it("is looked at by every oracle that it gives occasion for, and none finds anything", () => {
    const { invariants, reasons, verdict } = Town.run()
    expect(reasons).toEqual([])
    expect(verdict).toBe("pass")
    expect(invariants.filter(({ checked }) => checked === 0)).toEqual([])
    expect(invariants.flatMap(({ violations }) => violations)).toEqual([])
    const always = catalogue.filter(({ when }) => when === undefined).map(({ code }) => code)
    expect(invariants.map(({ code }) => code)).toEqual(expect.arrayContaining(always))
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(catalogue.length)
  })
})

describe("A town in which much goes wrong, and no actor errs", () => {
  const troubled = {
    duration: "4m",
    quiesceWithin: "20m",
    topology: { pds: 2, feedGenerators: 1 },
    network: { latency: { median: "40ms", tail: 1 }, loss: "2%", resets: "0.1%" },
    faults: [
      { kind: "crash", target: "relay.test", at: "50s", for: "20s" },
      { kind: "partition", between: ["relay.test", "pds1.test"], at: "80s", for: "70s" },
      { kind: "crash", target: "pds2.test", at: "100s", for: "10s" },
      { kind: "crash", target: "plc.test", at: "130s", for: "10s" },
      { kind: "storm", at: "170s", for: "20s", loss: "20%", resets: "1%" }
    ],
    timeline: [{ what: "move", at: "75s", share: "100%", within: "30s" }]
  }

  it.each([1, 2, 3])("alarms no oracle: people move while their old home is cut off from the relay (seed %i)", (seed) => {
    const { faults, invariants } = Town.run({ town: troubled, seed })
    expect(invariants.flatMap(({ code, violations }) => violations.map(({ message }) => `${code}: ${message}`))).toEqual([])
    expect(faults.every(({ fired }) => fired)).toBe(true)
  })
})

describe("A town whose linked hosts end together", () => {
  const apart = (kind: "crash" | "restart", hosts: ReadonlyArray<string>, atMillis: number, apartMillis = 0) =>
    hosts.map((target, i) => ({ kind, target, at: `${atMillis + i * apartMillis}ms`, for: "3s" }))
  const pairs = [["pds1.test", "relay.test"], ["relay.test", "pds1.test"], ["relay.test", "appview.test"], ["appview.test", "relay.test"]]
  const chain = ["pds1.test", "relay.test", "appview.test"]

  it.each(["crash", "restart"] as const)("alarms no oracle: pairs and all three, in one instant and 3 ms apart, in both orders (%s)", (kind) => {
    const faults = [
      ...pairs.flatMap((hosts, i) => apart(kind, hosts, 20_000 + i * 7_000)),
      ...pairs.flatMap((hosts, i) => apart(kind, hosts, 50_000 + i * 7_000, 3)),
      ...apart(kind, chain, 80_000),
      ...apart(kind, chain.toReversed(), 90_000, 3)
    ]
    const { faults: told, invariants } = Town.run({ town: { faults } })
    expect(invariants.flatMap(({ code, violations }) => violations.map(({ message }) => `${code}: ${message}`))).toEqual([])
    expect(told.every(({ fired }) => fired)).toBe(true)
  })
})
