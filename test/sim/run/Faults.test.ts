/** How long faults last, as the world has it and as the report says. */
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { FaultFired } from "../../../src/sim/Observation.ts"
import * as Run from "../../../src/sim/Run.ts"
import * as Town from "../oracles/SmallTown.ts"

const run = (faults: ReadonlyArray<object>, changes: object = {}) => {
  const run = new Run.Run({ scenario: Town.scenario({ duration: "20s", faults, ...changes }), seed: 1, layerOf })
  const fired: Array<Pick<FaultFired, "at" | "kind" | "detail">> = []
  run.stage.world.observe((o) => {
    if (o._tag === "FaultFired") fired.push({ at: Math.round(o.at), kind: o.kind, detail: o.detail })
  })
  const outcome = Run.toEnd(run).run
  return { outcome, of: (kind: string, about: string) => fired.filter((each) => each.kind === kind && each.detail.includes(about)) }
}

const between = ["appview.test", "relay.test"]
const oneWay = "appview.test > relay.test"

describe("A fault", () => {
  it("is told with the time at which it was mended, whatever its kind", () => {
    const { outcome } = run([
      { kind: "crash", target: "feeds.test", at: "4s", for: "2s" },
      { kind: "restart", target: "appview.test", at: "5s", for: "1s" },
      { kind: "restore", target: "pds1.test", at: "14s", for: "1s", backup: "12s" },
      { kind: "partition", between, at: "6s", for: "3s" },
      { kind: "clog", between, at: "7s", for: "3s", bytesPerSecond: 900 },
      { kind: "clock", target: "relay.test", at: "8s", for: "3s", offset: "2s" },
      { kind: "disk", target: "pds1.test", at: "9s", for: "3s", sync: "9ms" },
      { kind: "storm", at: "18s", for: "12s", loss: "3%" }
    ])
    expect(outcome.faults.map(({ at, fired, kind, until }) => [kind, at, fired, until])).toEqual([
      ["crash", 4_000, true, 6_000],
      ["restart", 5_000, true, 6_000],
      ["restore", 14_000, true, 15_000],
      ["partition", 6_000, true, 9_000],
      ["clog", 7_000, true, 10_000],
      ["clock", 8_000, true, 11_000],
      ["disk", 9_000, true, 12_000],
      // Beyond the acting: all is mended before the network comes to rest.
      ["storm", 18_000, true, 30_000]
    ])
  })

  it("has no end where the run was cut short before, nor where it never fired", () => {
    const cut = new Run.Run({
      scenario: Town.scenario({ faults: [{ kind: "storm", at: "3s", for: "80s", loss: "3%" }, { kind: "crash", target: "feeds.test", at: "90s", for: "1s" }] }),
      seed: 1,
      layerOf
    })
    cut.sliceSteps = 20
    const steps = cut.steps()
    while (cut.stage.world.now < 10_000) steps.next()
    cut.interrupt()
    let last = steps.next()
    while (last.done !== true) last = steps.next()
    expect(last.value.run.faults.map(({ fired, until }) => [fired, until])).toEqual([[true, undefined], [false, undefined]])
    const { outcome } = run([{ kind: "crash", target: "feeds.test", at: "4s", for: "4s" }, { kind: "crash", target: "feeds.test", at: "5s", for: "1s" }])
    expect(outcome.faults.map(({ fired, until }) => [fired, until])).toEqual([[true, 8_000], [false, undefined]])
  })

  it("lasts though another ends meanwhile: a storm leaves a clog, and a clog a storm", () => {
    const { of } = run([
      { kind: "clog", between, at: "4s", for: "8s", bytesPerSecond: 900 },
      { kind: "storm", at: "5s", for: "3s", loss: "10%" },
      { kind: "storm", at: "9s", for: "9s", loss: "20%" }
    ])
    expect(of("link", oneWay).filter(({ at }) => at > 0).map(({ at, detail }) => [at, JSON.parse(detail.slice(detail.indexOf("{"))) as unknown])).toEqual([
      [4_000, { bytesPerSecond: 900 }],
      [5_000, { lossProbability: 0.1, resetProbability: 0 }],
      [8_000, { lossProbability: 0, resetProbability: 0 }],
      [9_000, { lossProbability: 0.2, resetProbability: 0 }],
      [12_000, { bytesPerSecond: expect.any(Number) }],
      [18_000, { lossProbability: 0, resetProbability: 0 }]
    ])
  })

  it("lasts though another of its kind ends meanwhile", () => {
    const { of, outcome } = run([
      { kind: "partition", between, at: "4s", for: "8s" },
      { kind: "partition", between: [...between].reverse(), at: "6s", for: "2s" },
      { kind: "clock", target: "relay.test", at: "4s", for: "8s", offset: "2s" },
      { kind: "clock", target: "relay.test", at: "5s", for: "2s", offset: "3s" }
    ])
    expect(of("partition", oneWay).map(({ at }) => at)).toEqual([4_000])
    expect(of("heal", oneWay).map(({ at }) => at)).toEqual([12_000])
    expect(of("clock", "relay.test").map(({ at, detail }) => [at, detail.split(" ")[1]])).toEqual([[4_000, "2000"], [5_000, "3000"], [7_000, "2000"], [12_000, "0"]])
    expect(outcome.faults.map(({ until }) => until)).toEqual([12_000, 8_000, 12_000, 7_000])
  })
})
