/** Points that once failed, and a hundred of `npm run campaign:migration`, whose whole is for a coffee break. */
import { describe, expect, it } from "vitest"
import * as Campaign from "../../bench/migration/Campaign.ts"
import * as Point from "../../bench/migration/Point.ts"
import { hosts, phone } from "../../bench/migration/SmallWorld.ts"

const points = 100
const seed = 7

describe("a move that is struck at any step", () => {
  it(`loses nothing and is never stuck, at ${points} points`, { timeout: 600_000 }, () => {
    const { chosen, possible } = Campaign.sampleOf(seed, points)
    const tally = Campaign.run(chosen)
    expect(tally.failures).toEqual([])
    expect(possible).toBeGreaterThan(5_000)
    expect(tally.struck).toBeGreaterThan(0.9 * points)
    // Both ends of the road were seen.
    expect(Object.keys(tally.byOutcome).sort()).toEqual(["arrived", "stayed"])
    expect(Object.keys(tally.byMeanwhile).sort()).toEqual(["alone", "clocks", "keyed", "renamed", "takendown", "writing"])
    expect(Object.keys(tally.byWay).sort()).toEqual(["mailed", "own", "salvage", "signed", "signedSalvage", "web", "webSalvage"])
  })
})

describe("who wants back after the new host has spoken up", () => {
  // The old host, active again, said nothing of who it was: everybody showed the handle at the new one.
  for (const recipe of ["4:own:alone:crash:message:79:phone.test:quit", "4:own:writing:cut:message:115:-:quit", "4:web:alone:crash:statement:133:-:quit"]) {
    it(`is shown by the old handle again (${recipe})`, { timeout: 60_000 }, () => {
      expect(Point.run(Campaign.fromRecipe(recipe)).violations).toEqual([])
    })
  }
})

describe("who gives a salvage up after the new host has spoken up", () => {
  // The old host had never slept, so nobody told it to say anything; relays stayed with the new one's commit.
  const recipe = "4:salvage:alone:crash:message:53:phone.test:quit"
  it(`is found at the old host, by its newest commit (${recipe})`, { timeout: 60_000 }, () => {
    expect(Point.run(Campaign.fromRecipe(recipe))).toMatchObject({ violations: [], outcome: "stayed" })
  })
})

describe("who wants back after their own device has signed at the new host", () => {
  // It took what it signed there for what the old host should have, would not sign there, and left the account asleep.
  it("is awake at the old host, wherever the device lost power as it woke the account", { timeout: 60_000 }, () => {
    const calm = { seed: 13, way: "signed", meanwhile: "alone", fault: "none", at: { kind: "statement", number: 0 }, then: "quit" } as const
    const { statements } = Point.run(calm)
    const told = Array.from({ length: 6 }, (_, i) => Point.run({ ...calm, fault: "crash", at: { kind: "statement", number: statements - i } }))
    expect(told.flatMap(({ violations }) => violations)).toEqual([])
    expect(told.map(({ outcome }) => outcome)).toContain("stayed")
  })
})

describe("the recipe of a point", () => {
  it("is read as it was written", () => {
    for (const target of [phone, hosts.new]) {
      const point = { seed: 3, way: "own", meanwhile: "writing", fault: "crash", at: { kind: "message", number: 12 }, target, then: "quit" } as const
      expect(Campaign.fromRecipe(Campaign.recipe(point))).toEqual(point)
    }
    const point = { seed: 1, way: "web", meanwhile: "alone", fault: "crash", at: { kind: "statement", number: 5 }, then: "finish" } as const
    expect(Campaign.fromRecipe(Campaign.recipe(point))).toEqual(point)
  })
})
