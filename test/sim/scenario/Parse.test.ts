import { readdirSync, readFileSync } from "node:fs"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { parse, parseSetting, printComplaint } from "../../../src/sim/scenario/Parse.ts"
import type { Scenario } from "../../../src/sim/scenario/Scenario.ts"

const head = `name: bobs-day
description: Bob and his friends.
duration: 1h
population:
  accounts: 12
`

const decoded = (source: string, settings: ReadonlyArray<string> = []): Scenario => {
  const result = parse(source, settings.map((text) => parseSetting(text)!))
  if (Result.isFailure(result)) throw new Error(result.failure.map((each) => printComplaint("x.yaml", each)).join("\n"))
  return result.success
}

const complaints = (source: string, settings: ReadonlyArray<string> = []): ReadonlyArray<string> => {
  const result = parse(source, settings.map((text) => parseSetting(text)!))
  return Result.isFailure(result) ? result.failure.map((each) => printComplaint("x.yaml", each)) : []
}

describe("A scenario file", () => {
  it("says little and means much: all else has defaults", () => {
    const scenario = decoded(head)
    expect(scenario).toMatchObject({ name: "bobs-day", duration: 3_600_000, seed: 1, keys: "simulated", faults: [], quiesceWithin: 600_000 })
    expect(scenario.topology.pds).toBe(1)
    expect(scenario.network.latency.median).toBe(20)
    expect(scenario.population.customHandles).toBe(0.05)
  })

  it("writes durations and shares as people do", () => {
    const scenario = decoded(`${head}  signUpWithin: 1h30m\n  customHandles: 12.5%\nquiesceWithin: 250ms\n`)
    expect(scenario.population).toMatchObject({ signUpWithin: 5_400_000, customHandles: 0.125 })
    expect(scenario.quiesceWithin).toBe(250)
  })

  it("names line, path, and the near word for an unknown key", () => {
    expect(complaints(head.replace("accounts", "acounts"))).toContainEqual(expect.stringMatching(
      /^x\.yaml:5:3: population\.acounts: found the unknown key "acounts", expected one of accounts, .*\. Did you mean "accounts"\?$/
    ))
  })

  it("says what is expected in a scenario's own words, once for each place", () => {
    expect(complaints(`${head.replace("1h", "10").replace("12", ".nan")}  unevenness: .inf\n`)).toEqual([
      "x.yaml:3:1: duration: found 10, expected a duration such as 250ms, 90s, 1h30m.",
      "x.yaml:5:3: population.accounts: found no number, expected a whole number, 0 to 100000.",
      "x.yaml:6:3: population.unevenness: found a number beyond all bounds, expected a number, 0 to 3."
    ])
    expect(complaints(head, ["network.loss=150%"])).toEqual([`--set network.loss: found "150%", expected a share: 5%, or a number from 0 to 1.`])
  })

  it("leaves no gap in a list that a setting adds to", () => {
    expect(complaints(head, ["faults[2].at=10m"])).toEqual([
      "--set faults[2].at: found a place beyond the end of a list of 0, expected faults[0] at most, which adds to it."
    ])
    expect(decoded(head, ["faults[0]={kind: storm, at: 1s, for: 1s, loss: 1%}", "faults[1]={kind: storm, at: 2s, for: 1s, loss: 1%}"]).faults).toHaveLength(2)
  })

  it("tells all that is wrong at once, each at its line", () => {
    const found = complaints(`${head}  signUpWithin: 5 minutes
  habits:
    posts: 3
    like: -1
keys: simulatd
faults:
  - kind: crash
    at: 10m
    for: 1m
    target: pds1.test
  - kind: storrm
    at: 20m
    for: 1m
    loss: 20%
`)
    expect(found).toHaveLength(5)
    expect(found).toContainEqual(expect.stringMatching(/^x\.yaml:6:3: population\.signUpWithin: found "5 minutes", expected a duration such as/))
    expect(found).toContainEqual(expect.stringMatching(/^x\.yaml:8:5: population\.habits\.posts: .* Did you mean "post"\?$/))
    expect(found).toContainEqual(`x.yaml:9:5: population.habits.like: found -1, expected a rate per hour, 0 or more.`)
    expect(found).toContainEqual(`x.yaml:10:1: keys: found "simulatd", expected one of simulated, real. Did you mean "simulated"?`)
    expect(found).toContainEqual(`x.yaml:16:5: faults[1].kind: found "storrm", expected one of crash, restart, restore, partition, clog, clock, disk, storm. Did you mean "storm"?`)
  })

  it("says what is missing, and where", () => {
    expect(complaints("name: x\nduration: 1h\npopulation: { accounts: 3 }\n")).toEqual([
      `x.yaml:1:1: description: found nothing, expected the key "description".`
    ])
  })

  it("knows its own hosts, marks and codes", () => {
    const found = complaints(`${head}topology:
  pds: 2
faults:
  - { kind: crash, at: 1m, for: 1m, target: pds3.test }
  - { kind: partition, at: 1m, for: 1m, between: [relay.test, devices.test] }
`)
    expect(found).toEqual([
      expect.stringMatching(/^x\.yaml:9:3: faults\[0\]\.target: found the unknown host "pds3\.test", expected one of names\.test, .* Did you mean "pds1\.test"\?$/)
    ])
    expect(complaints(`${head}expect:\n  unchecked: [REPO-33]\n  marks:\n    - a post was likd\n`)).toEqual([
      expect.stringMatching(/^x\.yaml:7:3: expect\.unchecked\[0\]: found "REPO-33".* Did you mean "REPO-3"\?$/),
      expect.stringMatching(/^x\.yaml:9:5: expect\.marks\[0\]: found "a post was likd".* Did you mean "a post was liked"\?$/)
    ])
  })

  it("gives a host options of its own, and says which of them no actor knows", () => {
    const withHosts = (...hosts: ReadonlyArray<string>) => `${head}topology:\n  pds: 2\n  hosts:\n${hosts.map((host) => `    - ${host}\n`).join("")}`
    const scenario = decoded(withHosts("{ host: pds2.test, options: { inviteRequired: true } }"))
    const invites = Build.network(scenario).actors.flatMap((actor) => actor.kind === "pds" ? [[actor.host, actor.options.inviteRequired]] : [])
    expect(invites).toEqual([["pds1.test", false], ["pds2.test", true]])
    expect(complaints(withHosts("{ host: pds1.test, options: { inviteRequird: true, plc: 3 } }", "{ host: pds3.test, options: {} }"))).toEqual([
      expect.stringMatching(/topology\.hosts\[0\]\.options\.inviteRequird: found the unknown option "inviteRequird", expected one of plc, .* Did you mean "inviteRequired"\?$/),
      expect.stringMatching(/topology\.hosts\[0\]\.options\.plc: found 3, expected a text or a list\.$/),
      expect.stringMatching(/topology\.hosts\[1\]\.host: found the unknown host "pds3\.test", .* Did you mean "pds1\.test"\?$/)
    ])
  })

  it("need not come to rest if more operators fork its log than it tolerates, and must otherwise", () => {
    const forked = (...hosts: ReadonlyArray<string>) =>
      `${head}rest: time\ntopology:\n  operators: 4\n  hosts:\n${hosts.map((host) =>
        `    - { host: ${host}, options: { conduct: { kind: fork, camps: [[plc1.test], [plc2.test]] } } }\n`).join("")}`
    expect(decoded(forked("plc3.test", "plc4.test")).rest).toBe("time")
    expect(complaints(forked("plc3.test"))).toEqual([expect.stringMatching(/rest: found a network that can come to rest, and need not/)])
    expect(complaints(`${head}rest: time\n`)).toHaveLength(1)
  })

  it("has successors of the one directory alone, and a succession where there are some", () => {
    expect(complaints(`${head}topology: { operators: 4, successors: 4 }\n`)).toEqual([expect.stringMatching(/topology\.successors: found successors of a directory that is not there/)])
    expect(complaints(`${head}timeline:\n  - { what: succession, at: 1m }\n`)).toEqual([expect.stringMatching(/timeline\[0\]\.what: found a succession with nobody to succeed/)])
    expect(decoded(`${head}topology: { successors: 4 }\ntimeline:\n  - { what: succession, at: 1m }\n`).topology.successors).toBe(4)
  })

  it("cannot move people where there is one PDS", () => {
    expect(complaints(`${head}timeline:\n  - { what: move, at: 1m, share: 10% }\n`)).toEqual([
      expect.stringContaining("expected topology.pds of 2 or more")
    ])
  })

  it("that is no YAML is refused with its line", () => {
    expect(complaints(`${head}topology: [x\n`)).toEqual([expect.stringMatching(/^x\.yaml:6:1: found what cannot be read \(.*\), expected YAML\.$/)])
    expect(complaints(`${head}\tx: 1\n`)).toEqual([expect.stringMatching(/^x\.yaml:6:1: found what cannot be read \(Tabs .*\), expected YAML\.$/)])
  })

  it("that is no scenario is told what one has", () => {
    const expected = "expected a scenario: name, description, duration, population."
    expect(complaints("")).toEqual([`x.yaml:1:1: found nothing, ${expected}`])
    expect(complaints("- a\n- b\n")).toEqual([`x.yaml:1:1: found ["a","b"], ${expected}`])
  })

  it("says the types as one says them, and which key an entry must begin with", () => {
    expect(complaints(`${head}seed: abc\ntopology: 3\ntimeline:\n  - { kind: move, at: 1m }\n`)).toEqual([
      'x.yaml:6:1: seed: found "abc", expected a number.',
      "x.yaml:7:1: topology: found 3, expected keys with values.",
      expect.stringMatching(/^x\.yaml:9:3: timeline\[0\]: found \{"kind":"move","at":"1m"\}, expected the key "what", one of accounts, .*\.$/)
    ])
  })

  it("does not list eighty marks to who meant one of them", () => {
    expect(complaints(`${head}expect: { marks: [a post was likd] }\n`)).toEqual([
      expect.stringMatching(/found "a post was likd", expected one of \d+ that docs\/scenario\.schema\.json lists\. Did you mean "a post was liked"\?$/)
    ])
  })

  it("may be changed by settings, which take the blame for their own mistakes", () => {
    const scenario = decoded(head, ["population.accounts=500", "network.loss=2%", "faults[0].kind=crash", "faults[0].at=1m", "faults[0].for=5s", "faults[0].target=relay.test"])
    expect(scenario.population.accounts).toBe(500)
    expect(scenario.network.loss).toBe(0.02)
    expect(scenario.faults).toEqual([{ kind: "crash", at: 60_000, for: 5_000, target: "relay.test" }])
    expect(complaints(head, ["population.accounts=many"])).toEqual([
      expect.stringMatching(/^--set population\.accounts: found "many", expected /)
    ])
    expect(parseSetting("population accounts")).toBeUndefined()
  })
})

describe("The scenarios of the house", () => {
  const folder = new URL("../../../scenarios/", import.meta.url)
  it.each(readdirSync(folder).filter((name) => name.endsWith(".yaml")))("%s decodes and is named as its file", (file) => {
    expect(decoded(readFileSync(new URL(file, folder), "utf8")).name).toBe(file.replace(".yaml", ""))
  })
})
