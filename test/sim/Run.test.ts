import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import type { Oracle } from "../../src/sim/oracles/Oracle.ts"
import { type Notes, SecondRun, type Steppable } from "../../src/sim/run/SecondRun.ts"
import { Run, type RunOptions, toEnd } from "../../src/sim/Run.ts"
import { parse } from "../../src/sim/scenario/Parse.ts"
import { PresentWitness } from "../../src/sim/witness/PresentWitness.ts"
import type { Scenario } from "../../src/sim/scenario/Scenario.ts"

const parsed = (source: string): Scenario => {
  const result = parse(source)
  if (Result.isSuccess(result)) return result.success
  throw new Error(JSON.stringify(result.failure))
}

const scenario = (more = ""): Scenario =>
  parsed(`name: small
description: Four people on two PDSes for a few minutes.
duration: 3m
topology: { pds: 2 }
population:
  accounts: 4
  signUpWithin: 10s
  graph: { meanFollows: 3, clusterSize: 4 }
  habits: { post: 60, reply: 60, like: 90, repost: 20, block: 0, readTimeline: 120, readThread: 40 }
network: { loss: 1% }
${more}`)

/** Four people may have no quarrel. */
const peaceful = "expect: { unchecked: [MOD-1] }\n"

const run = (options: Partial<RunOptions> = {}): Run => new Run({ scenario: scenario(peaceful), seed: 1, layerOf, ...options })

const steppable = (made: Run): Steppable => {
  const steps = made.steps()
  const { world } = made.stage
  return {
    slice: (maxSteps) => {
      made.sliceSteps = maxSteps
      return steps.next().done === true ? "done" : "more"
    },
    get hash() {
      return world.hash
    },
    get lastStep() {
      return world.lastStep
    }
  }
}

const notesOf = (steppable: Steppable, sliceSteps: number): Notes => {
  const hashes: Array<string> = []
  let outcome: "more" | "done"
  do {
    outcome = steppable.slice(sliceSteps)
    hashes.push(steppable.hash)
  } while (outcome === "more")
  return { sliceSteps, hashes }
}

describe("A run", () => {
  it("goes from the first sign-up to the last question, and every invariant is checked", () => {
    const lines: Array<string> = []
    const { metrics, run: outcome } = toEnd(run({
      witness: (oracles, setting) => new PresentWitness(oracles, setting, (text) => lines.push(text))
    }))
    expect(outcome.reasons).toEqual([])
    expect(outcome).toMatchObject({ verdict: "pass", accounts: 4, interrupted: false })
    expect(outcome.records).toBeGreaterThan(20)
    expect(outcome.invariants.filter(({ checked, code }) => checked === 0 && code !== "MOD-1")).toEqual([])
    expect(lines.join("").trimEnd().split("\n")).toHaveLength(outcome.events)
    for (const { count, name } of metrics.latencies) expect(count, name).toBeGreaterThan(0)
  })

  it("is a function of scenario and seed, whatever the size of its slices", () => {
    const whole = toEnd(run())
    const inSteps = run()
    inSteps.sliceSteps = 7
    expect(toEnd(inSteps)).toEqual(whole)
    expect(toEnd(run({ seed: 2 })).run.traceHash).not.toBe(whole.run.traceHash)
  })

  it("that is cut short tells what ran, and has not passed", () => {
    const short = run()
    const steps = short.steps()
    steps.next()
    short.interrupt()
    const { done, value } = steps.next()
    expect(done).toBe(true)
    const reasons = [expect.stringMatching(/^interrupted after \d+ s of virtual time: what must hold at rest was not judged$/)]
    expect(value).toMatchObject({ run: { interrupted: true, verdict: "fail", reasons } })
  })

  it("lets nobody come any more when the time to act is over", () => {
    const outcome = toEnd(run({ scenario: { ...scenario(), duration: 6_000 } })).run
    expect(outcome.accounts).toBeLessThan(4)
    expect(outcome.reasons.filter((reason) => reason.includes("violated") || reason.includes("rest"))).toEqual([])
    expect(outcome.invariants.find(({ code }) => code === "RELAY-3")!.checked).toBeGreaterThan(0)
  })

  it("does not judge what must hold at rest where people still act when the time to rest is over, and says so", () => {
    const hurried = parsed(`name: hurried
description: Busy people on slow links, and no time to come to rest.
duration: 40s
quiesceWithin: 200ms
population:
  accounts: 6
  signUpWithin: 10s
  customHandles: 40%
  graph: { meanFollows: 4, clusterSize: 6 }
  habits: { post: 120, reply: 80, like: 150, readTimeline: 200 }
  rhythm: { depth: 0 }
network: { latency: { median: 300ms, tail: 1 } }
`)
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const outcome = toEnd(run({ scenario: hurried, seed })).run
      expect(outcome.verdict).toBe("fail")
      expect(outcome.invariants.filter(({ violationCount }) => violationCount > 0).map(({ code }) => code)).toEqual([])
      expect(outcome.reasons).toContainEqual(expect.stringMatching(/^the network did not come to rest in time: /))
      expect(outcome.reasons.at(-1)).toMatch(/^people had only just acted, .* was not judged/)
    }
  })

  it("fails where an expectation is not met, and says which", () => {
    const { run: outcome } = toEnd(run({ scenario: scenario("expect: { unchecked: [MOD-1], minRecords: 5000, marks: [an account moved] }\n") }))
    expect(outcome.verdict).toBe("fail")
    expect(outcome.reasons).toContain("expected, but never: an account moved")
    expect(outcome.reasons).toContainEqual(expect.stringMatching(/^records: \d+, at least 5000 expected$/))
  })

  it("fails where an oracle breaks over an answer: what it had still to ask was not asked", () => {
    const broken: Oracle = {
      code: "MST-1",
      title: "Breaks.",
      source: "none",
      make: () => ({ atRest: (probe) => Effect.flatMap(probe.get("relay.test", "/xrpc/_health"), () => Effect.die(new Error("no such row"))) })
    }
    const { run: outcome } = toEnd(run({ oracles: [broken] }))
    expect(outcome.verdict).toBe("fail")
    expect(outcome.reasons[0]).toBe("MST-1 is violated once, first: the oracle's final check broke: Error: no such row")
  })

  it("fires its faults, heals, and still passes", () => {
    const stormy = scenario(`${peaceful}faults:
  - { kind: crash, target: relay.test, at: 60s, for: 10s }
  - { kind: crash, target: pds1.test, at: 80s, for: 10s }
  - { kind: partition, between: [appview.test, relay.test], at: 100s, for: 20s }
  - { kind: storm, at: 130s, for: 10s, loss: 20% }
`)
    const { run: outcome } = toEnd(run({ scenario: stormy }))
    expect(outcome.reasons).toEqual([])
    expect(outcome.faults.map(({ fired, kind }) => [kind, fired])).toEqual([["crash", true], ["crash", true], ["partition", true], ["storm", true]])
  })

  it("knows every kind of fault", () => {
    const unlucky = scenario(`${peaceful}faults:
  - { kind: restart, target: appview.test, at: 60s, for: 5s }
  - { kind: clog, between: [pds1.test, relay.test], at: 70s, for: 20s, bytesPerSecond: 2000 }
  - { kind: clock, target: pds2.test, at: 80s, for: 20s, offset: -20s }
  - { kind: disk, target: pds1.test, at: 110s, for: 10s, sync: 300ms }
  - { kind: disk, target: appview.test, at: 125s, for: 10s, full: true }
`)
    const { run: outcome } = toEnd(run({ scenario: unlucky }))
    expect(outcome.reasons).toEqual([])
    expect(outcome.faults.map(({ fired, kind }) => [kind, fired])).toEqual(
      ["restart", "clog", "clock", "disk", "disk"].map((kind) => [kind, true])
    )
  })

  it("has kinds of people, homes and links as the scenario says", () => {
    const uneven = run({
      scenario: parsed(`name: uneven
description: Many readers on one of two PDSes, far away from the relay.
duration: 1m
topology: { pds: 2 }
population:
  accounts: 40
  homes: [100%, 0]
  habits: { post: 0 }
  kinds:
    - { name: writers, share: 25%, habits: { post: 60 } }
network:
  latency: { distribution: constant, median: 10ms }
  links:
    - { between: [pds1.test, relay.test], latency: { distribution: constant, median: 500ms } }
`)
    })
    const { people } = uneven.stage.population.society
    expect(new Set(people.map(({ pds }) => pds))).toEqual(new Set(["pds1.test"]))
    const writers = people.filter(({ kind }) => kind === "writers")
    expect(writers.length).toBeGreaterThan(3)
    expect(writers.length).toBeLessThan(20)
    expect(people.filter(({ habits }) => habits.post === 60)).toEqual(writers)
    const sentAt = new Map<string, number>()
    const delays = new Set<number>()
    uneven.stage.world.observe((o) => {
      if ((o._tag !== "FrameSent" && o._tag !== "FrameReceived") || o.from !== "pds1.test") return
      const frame = Buffer.from(o.bytes).toString("base64")
      if (o._tag === "FrameSent") sentAt.set(frame, o.at)
      else delays.add(Math.round(o.at - sentAt.get(frame)!))
    })
    toEnd(uneven)
    expect([...delays]).toEqual([500])
  })

  it("fails on a fault that never fires", () => {
    const twice = scenario(`${peaceful}faults:
  - { kind: crash, target: relay.test, at: 60s, for: 30s }
  - { kind: crash, target: relay.test, at: 70s, for: 10s }
`)
    expect(toEnd(run({ scenario: twice })).run.reasons).toContainEqual(expect.stringContaining("never fired"))
  })

  it("fails on whatever a server refuses to people, such as sign-ups without an invite code", () => {
    const invited = scenario(peaceful)
    const closed = { ...invited, topology: { ...invited.topology, inviteRequired: true } }
    expect(toEnd(run({ scenario: closed })).run.reasons).toContainEqual(expect.stringMatching(/^refused 4 times: signing up: InvalidInviteCode/))
  })

  it("whose actors look outside their seed is found out: a second run names the step", () => {
    let made = 0
    const make = () => {
      const secret = ++made
      return steppable(run({
        layerOf: (spec) => spec.kind === "labeler" || spec.kind === "relay"
          ? Layer.mergeAll(layerOf(spec), Layer.effectDiscard(Effect.forkScoped(Effect.sleep(60_000 + secret))))
          : layerOf(spec)
      }))
    }
    const second = new SecondRun(notesOf(make(), 1_000), make)
    while (second.slice() === "more");
    expect(second.divergence?.steps?.map(({ host }) => host)).toContain("relay.test")
    expect(second.divergence?.agreedUntilMillis).toBeLessThan(60_003)
  })

  it("agrees with a second run of its seed", () => {
    const second = new SecondRun(notesOf(steppable(run()), 1_000), () => steppable(run()))
    while (second.slice() === "more");
    expect(second.divergence).toBeUndefined()
  })
})
