import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as BackDating from "../../../src/protocol/evidence/BackDating.ts"
import * as Equivocation from "../../../src/protocol/evidence/Equivocation.ts"
import * as Evidence from "../../../src/protocol/evidence/Evidence.ts"
import * as FalseStatement from "../../../src/protocol/evidence/FalseStatement.ts"
import * as InvalidOperation from "../../../src/protocol/evidence/InvalidOperation.ts"
import { judgeText } from "../../../src/protocol/evidence/Judge.ts"
import * as LateMerge from "../../../src/protocol/evidence/LateMerge.ts"
import * as Omission from "../../../src/protocol/evidence/Omission.ts"
import { cidOf, genesis, hourMillis, operators, SmallLog, update, verify } from "./SmallLog.ts"

const liar = "plc3.test"
const judged = (evidence: Evidence.Evidence | undefined) => {
  expect(evidence).toBeDefined()
  const text = Evidence.format(evidence!)
  const verdict = judgeText(text, operators, verify)
  if (Result.isSuccess(verdict)) expectBrittle(text)
  return verdict
}

/** Every third byte, changed to one of the same class, so that it is not just the JSON that breaks. */
const expectBrittle = (text: string): void => {
  for (let i = 0; i < text.length; i += 3) {
    const char = text[i]!
    const other = /[0-9]/.test(char) ? String((Number(char) + 1) % 10) : /[a-z]/.test(char) ? (char === "a" ? "b" : "a") : char === "A" ? "B" : "A"
    const changed = judgeText(text.slice(0, i) + other + text.slice(i + 1), operators, verify)
    if (Result.isSuccess(changed)) throw new Error(`still evidence with ${other} for ${char} at ${i}: ${text.slice(Math.max(0, i - 60), i + 10)}`)
  }
}

const expectGuilty = (evidence: Evidence.Evidence | undefined, verdict: Partial<Evidence.Verdict>) =>
  expect(Result.getOrThrow(judged(evidence))).toMatchObject({ accused: [liar], ...verdict })

const expectNothing = (evidence: Evidence.Evidence | undefined, why: RegExp) =>
  expect(String(Result.getOrThrow(Result.flip(judged(evidence))).message)).toMatch(why)

/** People enough that proofs have something to prove. */
const town = (people = 9): SmallLog => {
  const log = new SmallLog()
  for (let i = 0; i < people; i++) {
    const { did, operation } = genesis(`person${i}`)
    log.submit(did, operation)
  }
  return log
}

const alice = genesis("alice")
const bob = genesis("bob")
const aliceMoves = update(cidOf(alice.operation), "alice2", 2)

describe("equivocation", () => {
  const fork = () => {
    const [shown, hidden] = [town(), town()]
    shown.submit(alice.did, alice.operation)
    hidden.submit(bob.did, bob.operation)
    return { shown, hidden }
  }

  it("is proven by two checkpoints of one size, of those who signed both", () => {
    const { hidden, shown } = fork()
    const make = (names: ReadonlyArray<string>) =>
      Equivocation.make(operators, names, shown.checkpoint(["plc1.test", "plc2.test", liar]), hidden.checkpoint([liar, "plc4.test"]), hidden.node)
    expectGuilty(make([liar]), { charge: "equivocation", detail: "two logs of size 11" })
    expect(make(["plc1.test"])).toBeUndefined()
  })

  it("is proven by two sizes, when the smaller is no prefix", () => {
    const { hidden, shown } = fork()
    for (const size of [8, 10, 11]) {
      const larger = town(size < 11 ? 6 : 9)
      larger.submit(bob.did, bob.operation)
      for (let i = 20; i < 27; i++) larger.submit(genesis(`person${i}`).did, genesis(`person${i}`).operation)
      expectGuilty(Equivocation.make(operators, [liar], shown.checkpoint([liar], size), larger.checkpoint([liar]), larger.node), { charge: "equivocation" })
    }
    expect(hidden.size).toBe(11)
  })

  it("is not proven by a log and its prefix, nor by the checkpoints of different operators", () => {
    const { hidden, shown } = fork()
    const make = (smaller: { note: string; size: number }, larger: { note: string; size: number }) => Equivocation.make(operators, [liar], smaller, larger, shown.node)
    expectNothing(make(shown.checkpoint([liar], 6), shown.checkpoint([liar])), /prefix of the larger/)
    expectNothing(make(shown.checkpoint([liar]), shown.checkpoint([liar])), /agree/)
    expectNothing({
      kind: "equivocation",
      first: shown.checkpoint(["plc1.test"]).note,
      second: hidden.checkpoint([liar]).note,
      prefix: [],
      rest: []
    }, /different hands/)
  })
})

describe("omission", () => {
  const promised = (deadlineIn: number) => {
    const log = town(4)
    const receipt = log.receipt(liar, alice.did, alice.operation, log.size, log.time + deadlineIn)
    for (let i = 30; i < 36; i++) log.submit(genesis(`person${i}`).did, genesis(`person${i}`).operation)
    return { log, receipt, make: () => Omission.make(operators, receipt, log.checkpoint(["plc2.test", liar]), log.leaves.slice(receipt.size), log.node) }
  }

  it("is proven by a receipt and all entries up to one past its deadline", () => {
    expectGuilty(promised(3_000).make(), { charge: "omission", did: alice.did })
  })

  it("is not proven before the deadline, nor when the operation came, nor when another of its DID made it void", () => {
    expectNothing(promised(60_000).make(), /deadline has not passed/)
    const kept = promised(3_000)
    kept.log.submit(alice.did, alice.operation)
    expectNothing(kept.make(), /is in the log/)
    const voided = promised(3_000)
    voided.log.push(alice.did, update(null, "alice-else", 2))
    expectNothing(voided.make(), /another of its DID/)
  })

  it("is not proven with an entry left out, nor by the checkpoint of another operator", () => {
    const { log, receipt } = promised(3_000)
    expectNothing(Omission.make(operators, receipt, log.checkpoint([liar]), log.leaves.slice(receipt.size + 1), log.node), /not those of the checkpoint/)
    expect(Omission.make(operators, receipt, log.checkpoint(["plc1.test"]), log.leaves.slice(receipt.size), log.node)).toBeUndefined()
  })
})

describe("a late merge", () => {
  /** Two in one block, as every block's entries have one time. */
  const promised = (deadlineIn: number, others: number, sameBlock = false) => {
    const log = town(4)
    const receipt = log.receipt(liar, alice.did, alice.operation, log.size, log.time + deadlineIn)
    for (let i = 40; i < 40 + others; i++) log.submit(genesis(`person${i}`).did, genesis(`person${i}`).operation)
    const index = log.push(alice.did, alice.operation, sameBlock ? log.time : log.time + 1_000)
    for (let i = 60; i < 63; i++) log.submit(genesis(`person${i}`).did, genesis(`person${i}`).operation)
    return {
      log, receipt, index,
      make: (from = receipt.size, to = index + 1) => LateMerge.make(operators, receipt, log.checkpoint(["plc2.test", liar]), log.leaves.slice(from, to), log.node)
    }
  }

  it("is proven by a receipt, an entry past its deadline, and the operation behind that", () => {
    expectGuilty(promised(3_000, 5).make(), { charge: "late merge", did: alice.did })
    // The newest checkpoint does, however long the log has grown since.
    expectGuilty(promised(3_000, 3).make(), { charge: "late merge" })
  })

  it("is not proven of what came in time, nor in the first block past the deadline", () => {
    expectNothing(promised(60_000, 5).make(), /nothing past the deadline/)
    expectNothing(promised(3_000, 2).make(), /nothing past the deadline/)
    expectNothing(promised(3_000, 3, true).make(), /nothing past the deadline/)
  })

  it("is not proven with entries left out or hidden, nor by the checkpoint of another operator", () => {
    const { log, make, receipt, index } = promised(3_000, 5)
    expectNothing(make(receipt.size + 1), /not those of the checkpoint/)
    expectNothing(make(receipt.size, index), /first of the DID/)
    expectNothing(make(receipt.size, index + 2), /first of the DID/)
    expect(LateMerge.make(operators, receipt, log.checkpoint(["plc1.test"]), log.leaves.slice(receipt.size, index + 1), log.node)).toBeUndefined()
  })
})

describe("back-dating", () => {
  const backDated = (byMillis: number) => {
    const log = town(4)
    const index = log.push(alice.did, alice.operation, log.time - byMillis)
    const make = (at = index) =>
      BackDating.make({ operators, accused: [liar], checkpoint: log.checkpoint([liar]), index: at, entries: [log.leaves[at - 1]!, log.leaves[at]!], node: log.node })
    return { log, index, make }
  }

  it("is proven by two neighbours of which the second has the earlier time", () => {
    expectGuilty(backDated(1).make(), { charge: "back-dating", did: alice.did })
    expectGuilty(backDated(hourMillis / 3_600).make(), { charge: "back-dating" })
  })

  it("is not proven of entries in order, of one block, nor of two that are no neighbours", () => {
    expect(backDated(0).make()).toBeUndefined()
    const { index, log, make } = backDated(500)
    expect(make(index - 1)).toBeUndefined()
    const apart: Evidence.BackDating = { kind: "back-dating", checkpoint: log.checkpoint([liar]).note, entries: [log.include(index - 2), log.include(index)] }
    expectNothing(apart, /neighbouring/)
  })
})

describe("an invalid operation included", () => {
  const accuse = (log: SmallLog, did: string, shown: ReadonlyArray<number> | undefined = undefined) =>
    InvalidOperation.make({
      operators,
      accused: [liar],
      checkpoint: log.checkpoint([liar]),
      relatives: log.of(did).filter((_, i) => shown === undefined || shown.includes(i)),
      whole: () => log.leaves.slice(0, log.of(did).at(-1)!.index + 1),
      node: log.node,
      verify
    })

  const aliceIn = (): SmallLog => {
    const log = town(3)
    log.submit(alice.did, alice.operation)
    return log
  }

  it("is proven by its relatives: who signed, what it follows, what it would undo", () => {
    const forged = aliceIn()
    forged.push(alice.did, { ...aliceMoves, sig: bob.operation.sig })
    expectGuilty(accuse(forged, alice.did), { charge: "invalid operation", did: alice.did })

    const weak = aliceIn()
    weak.submit(alice.did, update(cidOf(alice.operation), "alice-mine", 1))
    weak.push(alice.did, update(cidOf(alice.operation), "alice-stolen", 2))
    expect(accuse(weak, alice.did)!.kind).toBe("invalid-operation")
    expectGuilty(accuse(weak, alice.did), { detail: "entry 6: rotation key 2 cannot undo what key 1 signed" })

    const onNullified = aliceIn()
    onNullified.submit(alice.did, aliceMoves)
    onNullified.submit(alice.did, update(cidOf(alice.operation), "alice-back", 0))
    onNullified.push(alice.did, update(cidOf(aliceMoves), "alice-stolen", 2))
    expectGuilty(accuse(onNullified, alice.did), { detail: "entry 7: what it follows is nullified" })

    const twice = aliceIn()
    twice.push(alice.did, alice.operation)
    expectGuilty(accuse(twice, alice.did), { detail: "entry 5: it is in the log already" })
  })

  it("is proven by the whole log, where relatives alone cannot tell", () => {
    const late = aliceIn()
    late.submit(alice.did, aliceMoves)
    late.push(alice.did, update(cidOf(alice.operation), "alice-late", 0), late.time + 73 * hourMillis)
    expect(accuse(late, alice.did)!.kind).toBe("invalid-log")
    expectGuilty(accuse(late, alice.did), { charge: "invalid operation", did: alice.did })

    const orphan = town(3)
    orphan.push(alice.did, aliceMoves)
    expect(accuse(orphan, alice.did)!.kind).toBe("invalid-log")
    expectGuilty(accuse(orphan, alice.did), {})
  })

  it("is not proven of a valid one by leaving out what makes it valid", () => {
    const log = aliceIn()
    log.submit(alice.did, update(cidOf(alice.operation), "alice-stolen", 2))
    log.submit(alice.did, update(cidOf(alice.operation), "alice-back", 1), log.time + 70 * hourMillis)
    // Key 0 undoes what key 1 did 70 h after what key 2 did: valid, though key 2's operation is older than 72 h.
    expect(log.submit(alice.did, update(cidOf(alice.operation), "alice-again", 0), log.time + 10 * hourMillis)).toBe(true)
    for (const shown of [[0, 1, 3], [1, 2, 3], [0, 3], [3], [1, 3], [2, 3]]) expect(accuse(log, alice.did, shown)).toBeUndefined()
  })
})

describe("a false statement", () => {
  const recovered = () => {
    const log = town(3)
    log.submit(alice.did, alice.operation)
    log.submit(alice.did, aliceMoves)
    const before = log.size
    log.submit(alice.did, update(cidOf(alice.operation), "alice-back", 0))
    log.submit(bob.did, bob.operation)
    return { before, log }
  }
  const accuse = (log: SmallLog, changes: object, size = log.size, shown = [0, 1, 2]) =>
    FalseStatement.make(operators, log.statement(liar, alice.did, size, changes), log.checkpoint(["plc1.test", liar]).note,
      log.of(alice.did).filter((_, i) => shown.includes(i)).map(({ index }) => log.include(index)))

  it("is proven when it goes on with what was nullified", () => {
    const { log } = recovered()
    expectGuilty(accuse(log, { head: cidOf(aliceMoves) }), { charge: "dishonoured nullification", did: alice.did })
  })

  it("is proven when it denies an operation", () => {
    const { log } = recovered()
    expectGuilty(accuse(log, { head: cidOf(aliceMoves), count: 2, newest: 5 }, log.size, [2]), { charge: "hidden operation" })
    expectGuilty(accuse(log, { head: undefined, count: 0, newest: undefined }, log.size, [0]), { charge: "hidden operation" })
    expectGuilty(accuse(log, { count: 2 }), { charge: "hidden operation", detail: `3 entries where 2 are admitted of ${alice.did}, denied at size ${log.size}` })
  })

  it("is not proven of what was true at its size", () => {
    const { before, log } = recovered()
    expect(accuse(log, {}, before)).toBeUndefined()
    expect(accuse(log, {})).toBeUndefined()
  })
})
