/**
 * LOG-4, as a property: whatever an accuser puts together from what honest
 * operators signed, from the log and from its own hashes, nobody is convicted.
 */
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Equivocation from "../../src/protocol/evidence/Equivocation.ts"
import type { Evidence } from "../../src/protocol/evidence/Evidence.ts"
import { judge } from "../../src/protocol/evidence/Judge.ts"
import * as LateMerge from "../../src/protocol/evidence/LateMerge.ts"
import * as Omission from "../../src/protocol/evidence/Omission.ts"
import { toBase64 } from "../../src/protocol/tlog/SignedNote.ts"
import { cidOf, genesis, hourMillis, operators, SmallLog, update, verify } from "../protocol/evidence/SmallLog.ts"

const people = ["alice", "bob", "carol", "dan"].map(genesis)
const honest = "plc1.test"

/** Whatever people try: most of it is refused, the rest makes forks within forks. */
const attempt = fc.record({
  who: fc.nat(people.length - 1),
  key: fc.nat(2),
  back: fc.nat(3),
  pause: fc.constantFrom(1_000, hourMillis, 30 * hourMillis, 71 * hourMillis, 73 * hourMillis)
})

const honestLog = (attempts: ReadonlyArray<typeof attempt extends fc.Arbitrary<infer A> ? A : never>): SmallLog => {
  const log = new SmallLog()
  for (const { did, operation } of people) log.submit(did, operation)
  attempts.forEach(({ back, key, pause, who }, i) => {
    const { did } = people[who]!
    const known = log.of(did)
    log.submit(did, update(cidOf(known[Math.max(0, known.length - 1 - back)]!.operation), `name${i}`, key), log.time + pause)
  })
  return log
}

const history = fc.array(attempt, { minLength: 4, maxLength: 14 }).map(honestLog)
const expectInnocent = (evidence: Evidence | undefined): void => {
  if (evidence !== undefined) expect(Result.isFailure(judge(evidence, operators, verify)), JSON.stringify(evidence)).toBe(true)
}

describe("an honest operator is never convicted", () => {
  it("of equivocation, by any two of its checkpoints and any hashes between them", () => {
    fc.assert(fc.property(history, fc.nat(), fc.nat(), fc.boolean(), (log, a, b, lie) => {
      const [first, second] = [a % (log.size + 1), b % (log.size + 1)].toSorted((x, y) => x - y) as [number, number]
      const other = honestLog([])
      const node = lie ? other.node : log.node
      expectInnocent(Equivocation.make(operators, [honest], log.checkpoint([honest], first), log.checkpoint([honest], second), (level, index) =>
        (index + 1) * 2 ** level > other.size ? log.node(level, index) : node(level, index)))
    }), { numRuns: 150, seed: 1 })
  })

  it("of omission, by a receipt that it kept or that another operation made void", () => {
    fc.assert(fc.property(history, fc.nat(), fc.nat(), fc.nat(), fc.nat(100_000), (log, which, from, to, slack) => {
      const settling = log.listed[which % log.listed.length]!
      const size = from % (settling.index + 1)
      const promised = slack % 2 === 0 ? settling.operation : update(null, "never", 0)
      const receipt = log.receipt(honest, settling.did, promised, size, settling.time + slack)
      const end = size + to % (log.size - size + 1)
      expectInnocent(Omission.make(operators, receipt, log.checkpoint([honest], end), log.leaves.slice(size, end), log.node))
      expectInnocent(Omission.make(operators, receipt, log.checkpoint([honest]), log.leaves.slice(size).filter((_, i) => i !== settling.index - size), log.node))
    }), { numRuns: 150, seed: 2 })
  })

  it("of a late merge, by a receipt that it kept, in the first block past the deadline at the latest", () => {
    fc.assert(fc.property(history, fc.nat(), fc.nat(), fc.nat(100_000), fc.nat(), (log, which, from, slack, hidden) => {
      const settling = log.listed[which % log.listed.length]!
      const size = from % (settling.index + 1)
      const receipt = log.receipt(honest, settling.did, settling.operation, size, settling.time + slack)
      const entries = log.leaves.slice(size, settling.index + 1)
      expectInnocent(LateMerge.make(operators, receipt, log.checkpoint([honest]), entries, log.node))
      expectInnocent(LateMerge.make(operators, receipt, log.checkpoint([honest]), entries.filter((_, i) => i !== hidden % entries.length), log.node))
    }), { numRuns: 150, seed: 4 })
  })

  it("of back-dating, by any two of its entries", () => {
    fc.assert(fc.property(history, fc.nat(), fc.nat(), (log, a, b) => {
      const entries = [log.include(a % log.size), log.include(b % log.size)]
      expectInnocent({ kind: "back-dating", checkpoint: log.checkpoint([honest]).note, entries })
    }), { numRuns: 150, seed: 5 })
  })

  it("of an invalid operation or a false statement, by any of a DID's entries", () => {
    fc.assert(fc.property(history, fc.nat(people.length - 1), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), fc.nat(), (log, who, shown, at) => {
      const { did } = people[who]!
      const size = 1 + at % log.size
      const checkpoint = log.checkpoint([honest]).note
      const entries = log.of(did).filter((_, i) => shown[i] === true).map(({ index }) => log.include(index))
      expectInnocent({ kind: "invalid-operation", checkpoint, entries })
      expectInnocent({ kind: "invalid-operation", checkpoint, entries: log.listed.slice(0, 2).map(({ index }) => log.include(index)) })
      expectInnocent({ kind: "false-statement", statement: log.statement(honest, did, size).note, checkpoint, entries })
      expectInnocent({ kind: "invalid-log", checkpoint: log.checkpoint([honest], size).note, entries: log.leaves.slice(0, size).map(toBase64), rest: [] })
    }), { numRuns: 150, seed: 3 })
  })
})
