import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as History from "../../../src/protocol/consortium/History.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import { cidOf, genesis, historyOf, SmallLog, update, verify } from "../evidence/SmallLog.ts"

const alice = genesis("alice")
const stolen = update(cidOf(alice.operation), "stolen", 2)
const back = update(cidOf(alice.operation), "alice-back", 0)

const story = (): SmallLog => {
  const log = new SmallLog()
  log.submit(genesis("bob").did, genesis("bob").operation)
  log.submit(alice.did, alice.operation)
  log.submit(alice.did, stolen)
  log.submit(genesis("carol").did, genesis("carol").operation)
  log.submit(alice.did, back)
  return log
}
const members = Result.getOrThrow(Members.founded(Result.getOrThrow(Entry.decode(story().leaves[0]!))))
const judge = (history: History.History, newest?: { origin: string; size: number; root: Uint8Array }) =>
  History.verify(history, alice.did, { members, ...(newest === undefined ? {} : { newest }) }, verify)
const refused = (history: History.History, newest?: { origin: string; size: number; root: Uint8Array }) => Result.getOrThrow(Result.flip(judge(history, newest))).message

describe("a history with its proofs", () => {
  it("is believed when a quorum signed, all is in the tree, and the rules accept it", () => {
    const { checkpoint, log } = Result.getOrThrow(judge(historyOf(story(), "plc1.test", alice.did)))
    expect(checkpoint.size).toBe(6)
    expect(log.map(({ nullified }) => nullified)).toEqual([false, true, false])
    expect(cidOf(Log.head(log)!.operation)).toBe(cidOf(back))
  })

  it("is not believed without a quorum, with another's entry, with one left out, or with marks of the operator's own", () => {
    const log = story()
    const whole = historyOf(log, "plc1.test", alice.did)
    expect(refused(historyOf(log, "plc1.test", alice.did, { signers: ["plc1.test", "plc2.test"] }))).toMatch(/2 cosigned/)
    expect(refused({ ...whole, entries: whole.entries.slice(0, 2) })).toMatch(/does not stand to it/)
    expect(refused({ ...whole, entries: whole.entries.slice(1) })).toMatch(/InvalidGenesis/)
    expect(refused({ ...whole, entries: [...whole.entries, log.include(4)] })).toMatch(/none of this DID/)
    expect(refused({ ...whole, entries: whole.entries.map((each) => ({ ...each, index: each.index + 1 })) })).toMatch(/not in the tree/)
    expect(refused(historyOf(log, "plc1.test", alice.did, { statement: { head: cidOf(stolen) } }))).toMatch(/does not stand to it/)
  })

  it("of a DID that is not there is empty, and signed for", () => {
    const nobody = genesis("dan").did
    const log = story()
    const verified = History.verify(historyOf(log, "plc1.test", nobody), nobody, { members }, verify)
    expect(Result.getOrThrow(verified).log).toEqual([])
  })

  it("extends what was seen before, or is refused", () => {
    const log = story()
    const before = { origin: members.origin, size: 3, root: Merkle.rootAt(3, log.node) }
    expect(Result.isSuccess(judge(historyOf(log, "plc1.test", alice.did, { from: 3 }), before))).toBe(true)
    expect(refused(historyOf(log, "plc1.test", alice.did, { from: 3 }), { ...before, root: Merkle.emptyRoot })).toMatch(/no prefix/)
    expect(refused(historyOf(log, "plc1.test", alice.did), before)).toMatch(/no prefix/)
  })
})
