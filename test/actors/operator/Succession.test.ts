import { describe, expect, it } from "vitest"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { get, json, post, proven } from "./Town.ts"
import * as Succession from "./Succession.ts"

const { answersOf, at, founders, history, startNew, startOld, untilFounded, worldOf } = Succession
const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()

describe.each(["directory", "consortium"] as const)("a log founded upon that of a %s", (kind) => {
  const oldHosts = kind === "directory" ? ["plc.test"] : Succession.old

  it("is answered by each founder as the old one answered it, and goes on from there", () => {
    const world = worldOf(kind)
    startOld(world)
    const { alice, bob, carol, stolen } = history(world, oldHosts)
    const dids = [alice.did, bob.did, carol.did]
    const expected = answersOf(world, oldHosts[0]!, dids)
    startNew(world)
    untilFounded(world)
    for (const host of founders) expect(answersOf(world, host, dids)).toEqual(expected)
    for (const host of oldHosts) world.crash(host)
    // What was done in the old log is undone in the new one, within 72 hours of then.
    expect(at(world, post("plc2.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))).status).toBe(200)
    for (const host of founders) {
      const audit = at(world, json(host, `/${alice.did}/log/audit`)) as unknown as ReadonlyArray<{ readonly cid: string; readonly nullified: boolean }>
      expect(audit.map(({ nullified }) => nullified)).toEqual([false, true, false])
      expect(at(world, proven(host, alice.did, cidOf(stolen))).enough).toBe(true)
      const numbers = at(world, get(host, "/export?after=0")).text.split("\n").map((line) => (JSON.parse(line) as { readonly seq: number }).seq)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      expect(numbers).toHaveLength(10)
    }
  })
})
