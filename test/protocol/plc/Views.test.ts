/** What two views of one log tell of the directory that gave them. A18 */
import { describe, expect, it } from "vitest"
import type * as Log from "../../../src/protocol/plc/Log.ts"
import type * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Views from "../../../src/protocol/plc/Views.ts"
import { cidOf, genesis, hourMillis, update, verify } from "../evidence/SmallLog.ts"

const alice = genesis("alice")
const at = (operation: Operation.Operation, hours: number): Log.Submission => ({ operation, createdAtMillis: hours * hourMillis })
const first = at(alice.operation, 1)
const stolen = at(update(cidOf(alice.operation), "stolen", 2), 10)
const recovered = at(update(cidOf(alice.operation), "alice-again", 0), 20)
const view = (hours: number, ...submissions: ReadonlyArray<Log.Submission>): Views.View => ({ atMillis: hours * hourMillis, submissions })
const compare = (one: Views.View, other: Views.View) => {
  const told = Views.compare(alice.did, one, other, { toleranceMillis: 5_000, verify })
  expect(Views.compare(alice.did, other, one, { toleranceMillis: 5_000, verify })).toBe(told)
  return told
}

describe("two views of a log", () => {
  it("that are the same, or of which one is older, tell nothing", () => {
    expect(compare(view(30, first, stolen, recovered), view(30, first, stolen, recovered))).toBeUndefined()
    expect(compare(view(15, first, stolen), view(30, first, stolen, recovered))).toBeUndefined()
    expect(compare(view(0), view(30, first, stolen, recovered))).toBeUndefined()
    expect(compare(view(20, first, stolen), view(20, first, stolen, recovered))).toBeUndefined()
  })

  it("tell of what is left out, and of whom is denied", () => {
    expect(compare(view(30, first, stolen), view(30, first, stolen, recovered))).toBe("omitted")
    expect(compare(view(30, first), view(30, first, stolen))).toBe("omitted")
    expect(compare(view(30), view(30, first))).toBe("denied")
  })

  it("tell of a recovery that came later than it says", () => {
    // It would have been there at the hour 85, and was not.
    expect(compare(view(85, first, stolen), view(90, first, stolen, at(recovered.operation, 82)))).toBe("omitted")
  })

  it("tell of two sides of a fork, and of two times for one operation", () => {
    const other = at(update(cidOf(alice.operation), "other", 1), 10)
    expect(compare(view(30, first, stolen), view(30, first, other))).toBe("forked")
    expect(compare(view(30, first, stolen), view(30, first, at(stolen.operation, 11)))).toBe("retimed")
  })

  it("tell of an operation that nobody signed", () => {
    const forged = at({ ...update(cidOf(alice.operation), "stolen", 2), alsoKnownAs: ["at://mallet.test"] }, 10)
    expect(compare(view(30, first), view(30, first, forged))).toBe("invalid")
  })
})
