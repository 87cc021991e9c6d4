import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Block from "../../../src/protocol/consortium/Block.ts"
import type * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as Judgement from "../../../src/protocol/consortium/Judgement.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Ceremony from "./Ceremony.ts"

const { blockOf, now, signUp, situation, update } = Ceremony
const alice = signUp("alice.test")
const bob = signUp("bob.test")
const verdictOf = (block: Block.Block, over: Judgement.Situation) => Judgement.judge(block, over).verdict
const hourMillis = 3_600_000

describe("a block", () => {
  const empty = situation()
  const aliceIsIn = situation([{ ...alice, at: now - hourMillis }])

  it("is sound if its operations may follow the log, and it goes where the log ends", () => {
    expect(Judgement.judge(blockOf(empty, [alice, bob]), empty)).toEqual({ verdict: "sound", reason: "" })
    expect(verdictOf(blockOf(aliceIsIn, [update(alice, "alice2.test"), bob]), aliceIsIn)).toBe("sound")
  })

  it.each<[string, Partial<Block.Block>]>([
    ["another height", { height: 2 }],
    ["another size", { size: 7 }],
    ["another root", { previous: new Uint8Array(32) }],
    ["a time that does not rise", { time: 0 }],
    ["nothing in it", { items: [] }]
  ])("is invalid with %s", (_what, change) => {
    expect(verdictOf(blockOf(empty, [alice], change), empty)).toBe("invalid")
  })

  it.each<[string, ReadonlyArray<Entry.Item>]>([
    ["an operation twice", [alice, alice]],
    ["two operations of one DID", [alice, update(alice, "alice2.test")]],
    ["an update that nobody began", [update(bob, "bob2.test")]],
    ["a genesis under another DID", [{ ...alice, did: bob.did }]],
    ["a stranger's signature", [{ ...alice, operation: { ...alice.operation, sig: bob.operation.sig } }]]
  ])("is invalid with %s", (_what, items) => {
    expect(verdictOf(blockOf(empty, items), empty)).toBe("invalid")
  })

  it("is invalid with an operation over a prev that another has replaced, but for the stronger key", () => {
    const raced = situation([{ ...alice, at: now - hourMillis }, { ...update(alice, "first.test"), at: now - 1_000 }])
    expect(verdictOf(blockOf(raced, [update(alice, "second.test")]), raced)).toBe("invalid")
    expect(verdictOf(blockOf(raced, [update(alice, "second.test", "strong")]), raced)).toBe("sound")
    const late = situation([{ ...alice, at: now - 80 * hourMillis }, { ...update(alice, "first.test"), at: now - 72 * hourMillis - 1 }])
    expect(verdictOf(blockOf(late, [update(alice, "second.test", "strong")]), late)).toBe("invalid")
  })

  it("is untimely beyond the skew that its judge bears, to the millisecond, and just after the last block never", () => {
    for (const [offset, verdict] of [[0, "sound"], [5_000, "sound"], [5_001, "untimely"], [-5_000, "sound"], [-5_001, "untimely"]] as const) {
      expect(verdictOf(blockOf(empty, [alice], { time: now + offset }), empty)).toBe(verdict)
    }
    const ahead = situation([{ ...bob, at: now + 60_000 }])
    expect(verdictOf(blockOf(ahead, [alice], { time: now + 60_001 }), ahead)).toBe("sound")
    expect(verdictOf(blockOf(ahead, [alice], { time: now + 60_002 }), ahead)).toBe("untimely")
  })

  it("is refused if it leaves out what was promised by its time; not if that is in it, void by it, or not yet due", () => {
    const owed = (deadline: number) => situation([], { promised: [{ ...alice, cid: Operation.cidOf(alice.operation).toString(), deadline }] })
    expect(verdictOf(blockOf(empty, [bob]), owed(now))).toBe("untimely")
    expect(verdictOf(blockOf(empty, [bob]), owed(now + 1))).toBe("sound")
    expect(verdictOf(blockOf(empty, [bob, alice]), owed(now - 10))).toBe("sound")
    const crowd = Array.from({ length: Block.maxItems }, (_, i) => signUp(`person${i}.test`))
    expect(verdictOf(blockOf(empty, crowd), owed(now + 1))).toBe("sound")
    expect(verdictOf(blockOf(empty, crowd), owed(now))).toBe("untimely")
    const other = signUp("alice-by-another-name.test")
    const raced = situation([{ ...alice, at: now - hourMillis }], {
      promised: [{ ...update(alice, "promised.test"), cid: "x", deadline: now - 10 }]
    })
    expect(verdictOf(blockOf(raced, [update(alice, "other.test")]), raced)).toBe("sound")
    expect(verdictOf(blockOf(raced, [other]), raced)).toBe("untimely")
  })

  it("that an honest operator builds is sound to every other with the same log and a clock not too far off", () => {
    const people = Array.from({ length: 6 }, (_, i) => signUp(`person${i}.test`))
    const items = people.flatMap((person) => [person, update(person, "a.test"), update(person, "b.test"), update(person, "c.test", "stranger")])
    fc.assert(fc.property(fc.shuffledSubarray(items), fc.shuffledSubarray(people), fc.integer({ min: -5_000, max: 5_000 }), (offered, present, skew) => {
      const over = situation(present.map((person, i) => ({ ...person, at: now - hourMillis + i })))
      const built = Judgement.build(offered, { ...over, nowMillis: now + skew })
      const takeable = offered.some((item) => Result.isSuccess(Judgement.acceptAt(over, item, now)))
      expect(built !== undefined).toBe(takeable)
      if (built !== undefined) expect(verdictOf(built, over)).toBe("sound")
    }), { seed: 4, numRuns: 100 })
  })

  it("changes its members once at most, and rightfully", () => {
    const join = Ceremony.approve(Ceremony.founders, { type: "join", member: Ceremony.vkeyOf("plc5.test"), approvals: [] }, Ceremony.names.slice(0, 3))
    const leave = { type: "leave" as const, name: "plc1.test", signature: new Uint8Array(64) }
    expect(verdictOf(blockOf(empty, [join, alice]), empty)).toBe("sound")
    expect(verdictOf(blockOf(empty, [leave]), empty)).toBe("invalid")
    expect(verdictOf(blockOf(empty, [join, join]), empty)).toBe("invalid")
    expect(Judgement.membersAfter(Ceremony.founders, blockOf(empty, [join])).list.map(({ name }) => name)).toEqual([...Ceremony.names, "plc5.test"])
  })
})
