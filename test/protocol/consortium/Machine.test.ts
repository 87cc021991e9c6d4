import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import { Lab, type LabOptions, wordOf } from "./Lab.ts"
import * as Toy from "./Toy.ts"

const words = (lab: Lab, name: string): ReadonlyArray<string> => lab.nodes.get(name)!.log.map(({ block }) => wordOf(block))

/** Every honest log is a prefix of the longest. */
const expectOneOrder = (lab: Lab): ReadonlyArray<string> => {
  const logs = lab.honest().map((name) => words(lab, name))
  const longest = logs.reduce((a, b) => a.length >= b.length ? a : b)
  for (const log of logs) expect(log).toEqual(longest.slice(0, log.length))
  return longest
}

const calm: Omit<LabOptions, "members"> = { seed: 1, liars: [], mendedAtMillis: 0, crashes: false }

/** Runs in steps until everybody has what was submitted, or time is up. */
const settle = (lab: Lab, submitted: ReadonlyArray<string>, withinMillis: number): void => {
  const until = lab.now + withinMillis
  const isDone = () => lab.honest().every((name) => submitted.every((word) => words(lab, name).includes(word)))
  while (lab.now < until && !isDone()) lab.runUntil(lab.now + 250)
}

describe("a consortium", () => {
  it("counts quorums of which any two share an honest member, and which the honest alone make up", () => {
    for (let n = 1; n <= 40; n++) {
      const f = Members.tolerated(n)
      const q = Members.quorumOf(n)
      expect(2 * q - n).toBeGreaterThan(f)
      expect(q).toBeLessThanOrEqual(n - f)
    }
    expect([4, 7, 10].map(Members.quorumOf)).toEqual([3, 5, 7])
  })

  it.each([1, 2, 3, 4, 7])("of %i puts one word after the other into one log, and then rests", (count) => {
    const lab = new Lab({ ...calm, members: Toy.names(count) })
    const submitted: Array<string> = []
    for (let i = 0; i < 6; i++) {
      submitted.push(lab.submit())
      lab.runUntil(lab.now + 400)
    }
    settle(lab, submitted, 5_000)
    expect(expectOneOrder(lab)).toEqual(submitted)
    const { messages } = lab
    lab.runUntil(lab.now + 60_000)
    expect(lab.isQuiet()).toBe(true)
    expect(lab.messages).toBe(messages)
  })

  it("goes on while one of four is down, and the one that comes back has all", () => {
    const lab = new Lab({ ...calm, members: Toy.names(4) })
    lab.nodes.get("bob")!.up = false
    const submitted = [lab.submit(), lab.submit(), lab.submit()]
    lab.runUntil(20_000)
    for (const name of ["alice", "carol", "dan"]) expect(words(lab, name)).toEqual(submitted)
    lab.nodes.get("bob")!.up = true
    settle(lab, submitted, 20_000)
    expect(words(lab, "bob")).toEqual(submitted)
  })

  it("decides nothing while two of four are down", () => {
    const lab = new Lab({ ...calm, members: Toy.names(4) })
    for (const name of ["bob", "carol"]) lab.nodes.get(name)!.up = false
    lab.submit()
    lab.runUntil(60_000)
    expect(expectOneOrder(lab)).toEqual([])
  })

  it("takes a member in, lets one go and gives one a new key, and each counts from the next word on", () => {
    const lab = new Lab({ ...calm, members: Toy.names(4), learners: ["erin"] })
    const submitted = ["word", "+erin", "after the join", "~bob", "after the rotation", "-dan", "after the leave"]
    for (const word of submitted) {
      lab.submit(word)
      settle(lab, [word], 10_000)
    }
    expect(expectOneOrder(lab)).toEqual(submitted)
    for (const name of lab.honest()) {
      expect(lab.nodes.get(name)!.state.members.list.map((each) => each.name)).toEqual(["alice", "bob", "carol", "erin"])
      expect(lab.nodes.get(name)!.state.members.epoch).toBe(3)
    }
    const last = lab.nodes.get("alice")!.log.at(-1)!
    expect(last.certificate.votes.every(({ from }) => from !== "dan")).toBe(true)
  })

  const badNetwork = (count: number, liars: ReadonlyArray<string>, numRuns: number, extra: ReadonlyArray<string> = [], learners: ReadonlyArray<string> = []) =>
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const lab = new Lab({ seed, members: Toy.names(count), liars, learners, mendedAtMillis: 15_000, crashes: true })
      const submitted = Array.from({ length: 5 }, () => lab.submit())
      for (const word of extra) {
        submitted.push(lab.submit(word))
        lab.runUntil(lab.now + 2_000)
      }
      lab.runUntil(15_000)
      expectOneOrder(lab)
      settle(lab, submitted, 200_000)
      const log = expectOneOrder(lab)
      expect(log.toSorted()).toEqual(submitted.toSorted())
      for (const name of lab.honest()) expect(words(lab, name)).toEqual(log)
    }), { seed: 4, numRuns })

  it("of four, one lying and all crashing, over a bad network, never forks, and ends with every word at everybody", () => {
    badNetwork(4, ["bob"], 60)
  }, 60_000)

  it("of seven, two lying and all crashing, does so too", () => {
    badNetwork(7, ["bob", "frank"], 15)
  }, 60_000)

  it("does so while its members change", () => {
    badNetwork(5, ["bob"], 25, ["+frank", "~carol", "-erin"], ["frank"])
  }, 60_000)
})
