/** What becomes of an operation whose answer was lost, however the log goes on. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Fate, fateOf } from "../../../src/protocol/plc/Fate.ts"
import type { Log } from "../../../src/protocol/plc/Log.ts"
import { begin, cidOf, Directory, hour, instantOf, list, type Made, madeOf, ring, sign, step, update, windowMillis } from "../../properties/Forks.ts"

const fateIn = (log: Log, did: string, { operation }: Made, nowMillis: number) => fateOf(log, operation, { did, nowMillis, verify: ring.verify })

/** Where a fate may lead. */
const ways: Readonly<Record<Fate, ReadonlyArray<Fate>>> = {
  next: ["next", "fork", "stands", "barred", "fallen"],
  fork: ["fork", "stands", "barred", "fallen"],
  stands: ["stands", "fallen"],
  fallen: ["fallen"],
  barred: ["barred"]
}

describe("the fate of an operation", () => {
  it("says of every one, at any time, whether it can still be taken; and what is settled stays so", () => {
    const seen: Record<string, number> = {}
    fc.assert(fc.property(list, fc.nat(4), fc.array(fc.record({ step, late: fc.option(fc.nat(11)) }), { maxLength: 12 }), (keyList, signer, turns) => {
      const directory = new Directory(begin(keyList, signer), 0)
      const { did } = directory
      const made: Array<Made> = []
      const fates = new Map<string, Fate>()
      let nowMillis = 0
      for (const [index, { late, step }] of turns.entries()) {
        made.push(madeOf(step, index, directory))
        // Some arrive later than others that were made after them, and some twice.
        const arriving = made[Math.max(0, made.length - 1 - (late ?? 0))]!
        nowMillis = Math.max(nowMillis, instantOf(step, arriving, directory, nowMillis))
        const before = fateIn(directory.log, did, arriving, nowMillis)!
        const last = directory.log.at(-1)!.createdAtMillis
        const verdict = directory.submit(arriving, nowMillis)
        if (nowMillis > last) expect([before, verdict === "accepted"]).toEqual([before, before === "next" || before === "fork"])
        for (const each of made) {
          const cid = cidOf(each.operation)
          const now = fateIn(directory.log, did, each, nowMillis)!
          const then = fates.get(cid)
          if (then !== undefined) expect(ways[then]).toContain(now)
          seen[`${then ?? "made"} → ${now}`] = (seen[`${then ?? "made"} → ${now}`] ?? 0) + 1
          fates.set(cid, now)
        }
      }
    }), { numRuns: 400, seed: 17 })
    for (const way of ["made → next", "made → fork", "next → barred", "next → fork", "next → stands", "fork → stands", "fork → barred", "stands → fallen"]) {
      expect([way, (seen[way] ?? 0) > 2]).toEqual([way, true])
    }
  })

  it("is not to be told from a log that lacks what it follows", () => {
    const directory = new Directory(begin([0, 1], 0), 0)
    const { did } = directory
    const first = { operation: sign(update(directory.head.cid.toString(), [0, 1], "alice"), 0), key: 0 }
    const second = { operation: sign(update(cidOf(first.operation), [0, 1], "ally"), 0), key: 0 }
    expect(fateIn(directory.log, did, second, 1)).toBeUndefined()
    directory.submit(first, 1)
    expect(fateIn(directory.log, did, second, 2)).toBe("next")
  })

  it("is sealed for a recovery when the 72 hours are over, and for an equal at once", () => {
    const directory = new Directory(begin([0, 1], 0), 0)
    const { did } = directory
    const base = directory.head.cid.toString()
    const [higher, equal] = [0, 1].map((key) => ({ operation: sign(update(base, [0, 1], "alice"), key), key })) as [Made, Made]
    directory.submit({ operation: sign(update(base, [0, 1], "ally"), 1), key: 1 }, hour)
    expect([hour + windowMillis, hour + windowMillis + 1].map((nowMillis) => fateIn(directory.log, did, higher, nowMillis))).toEqual(["fork", "barred"])
    expect(fateIn(directory.log, did, equal, hour)).toBe("barred")
  })
})
