/** What a file leaves open, and its seed decides. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { parse, parseSetting, printComplaint } from "../../../src/sim/scenario/Parse.ts"
import { placeOf } from "../../../src/sim/scenario/Open.ts"

const source = `name: weather
description: From 1..2 to any of 3, nothing here is open.
duration: 1h
topology:
  pds: 2..4
population:
  accounts: 10..12
  customHandles: 0%..50%
network:
  loss: 0.5%..2%
faults:
  - kind: crash
    at: 10m..20m
    for: 1s..1m30s
    target: any of pds1.test, pds2.test, relay.test
`

const drawn = (seed: number, text = source) => Result.getOrThrow(parse(text, [], seed))
const seeds = Array.from({ length: 200 }, (_, i) => i)

const complaints = (text: string, ...settings: ReadonlyArray<string>): ReadonlyArray<string> => {
  const result = parse(text, settings.map((each) => parseSetting(each)!))
  return Result.isFailure(result) ? result.failure.map((each) => printComplaint("x.yaml", each)) : []
}

describe("What a file leaves open", () => {
  it("is a function of the seed, within its bounds, and reaches them", () => {
    expect(drawn(5)).toEqual(drawn(5))
    const all = seeds.map((seed) => drawn(seed))
    expect(new Set(all.map(({ topology }) => topology.pds))).toEqual(new Set([2, 3, 4]))
    expect(new Set(all.map(({ population }) => population.accounts))).toEqual(new Set([10, 11, 12]))
    expect(new Set(all.flatMap(({ faults }) => faults.map((fault) => fault.kind === "crash" ? fault.target : "")))).toEqual(
      new Set(["pds1.test", "pds2.test", "relay.test"])
    )
    for (const { faults: [fault], network, population } of all) {
      expect(fault!.at).toBeGreaterThanOrEqual(600_000)
      expect(fault!.at).toBeLessThanOrEqual(1_200_000)
      expect(fault!.for).toBeGreaterThanOrEqual(1_000)
      expect(fault!.for).toBeLessThanOrEqual(90_000)
      expect(network.loss).toBeGreaterThanOrEqual(0.005)
      expect(network.loss).toBeLessThanOrEqual(0.02)
      expect(population.customHandles).toBeLessThanOrEqual(0.5)
    }
    expect(new Set(all.map(({ faults }) => faults[0]!.at)).size).toBeGreaterThan(190)
  })

  it("takes the scenario's own seed where none is given, and draws neither that nor prose", () => {
    const scenario = Result.getOrThrow(parse(`${source}seed: 5\n`))
    expect(scenario).toEqual({ ...drawn(5), seed: 5 })
    expect(scenario.description).toBe("From 1..2 to any of 3, nothing here is open.")
    expect(complaints(`${source}seed: 1..5\n`)).toEqual([expect.stringMatching(/^x\.yaml:16:1: seed: found "1\.\.5"/)])
  })

  it("moves nothing else when one more thing is open", () => {
    const { network, topology } = drawn(5, source.replace("for: 1s..1m30s", "for: 10s"))
    expect({ network, topology }).toEqual({ network: drawn(5).network, topology: drawn(5).topology })
  })

  it("is told beside what was drawn", () => {
    const { network, opened } = drawn(5)
    expect(opened!.map(({ name }) => name)).toEqual([
      "topology.pds", "population.accounts", "population.customHandles", "network.loss", "faults[0].at", "faults[0].for", "faults[0].target"
    ])
    expect(opened![3]).toEqual({ name: "network.loss", value: `${Number((network.loss * 100).toFixed(4))}% (0.5%..2%)` })
    expect(Result.getOrThrow(parse(source.replaceAll(/\S+\.\./g, "").replace("any of pds1.test, pds2.test, ", ""))).opened).toBe(undefined)
  })

  it("must be right whatever the seed", () => {
    expect(complaints(source.replace("any of pds1.test", "any of pds3.test"))).toEqual([
      expect.stringMatching(/^x\.yaml:15:5: faults\[0\]\.target: found the unknown host "pds3\.test", expected one of /)
    ])
    expect(complaints(source.replace("0.5%..2%", "50%..200%"))).toEqual([expect.stringMatching(/^x\.yaml:10:3: network\.loss: found "200%"/)])
  })

  it("is refused where it is no range of one kind from low to high", () => {
    for (const wrong of ["20m..10m", "10m..20", "10m..", "10m...20m", "1%..2m"]) {
      expect(complaints(source.replace("10m..20m", wrong))).toEqual([
        `x.yaml:13:5: faults[0].at: found "${wrong}", expected a duration such as 250ms, 90s, 1h30m, or two of one kind as a range from low to high.`
      ])
    }
    expect(complaints(source, "topology.pds=4..2")).toEqual([expect.stringMatching(/^--set topology\.pds: found "4\.\.2".*as a range from low to high\.$/)])
  })

  it("has whole numbers where both ends are whole, each as likely, and both ends of every range", () => {
    const counts = [0, 0, 0]
    for (let i = 0; i < 300; i++) counts[Number(placeOf("4..6")!.at(i / 300)) - 4]!++
    expect(counts).toEqual([100, 100, 100])
    expect([placeOf("4..6")!.at(0), placeOf("4..6")!.at(1)]).toEqual([4, 6])
    expect([placeOf("0.5..6")!.at(0), placeOf("0.5..6")!.at(1)]).toEqual([0.5, 6])
    expect([placeOf("1s..1m")!.at(0), placeOf("1s..1m")!.at(1)]).toEqual(["1000ms", "60000ms"])
    expect([placeOf("any of a, b")!.at(0), placeOf("any of a, b")!.at(1)]).toEqual(["a", "b"])
    expect(placeOf("at 1..2 of them")).toBe(undefined)
  })
})
