import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as Receipt from "../../../src/protocol/consortium/Receipt.ts"
import * as Ceremony from "./Ceremony.ts"

const { approve, founders, names, operatorKey, vkeyOf } = Ceremony
const changed = (item: Entry.MembershipItem, members = founders) => Result.map(Members.change(members, item), ({ list }) => list.map(({ name }) => name))
const join: Entry.JoinItem = { type: "join", member: vkeyOf("plc5.test"), approvals: [] }

describe("members", () => {
  it("are founded by a genesis that names each once, in order", () => {
    expect(founders.list.map(({ name }) => name)).toEqual(names)
    const twice = Entry.genesis("plc.test/log", [vkeyOf("plc1.test"), vkeyOf("plc1.test")])
    const unsorted = Entry.genesis("plc.test/log", [vkeyOf("plc2.test"), vkeyOf("plc1.test")])
    for (const bad of [twice, unsorted, Entry.genesis("plc.test/log", []), Entry.genesis("plc.test/log", ["plc1.test"])]) {
      expect(Result.isFailure(Members.founded(bad))).toBe(true)
    }
  })

  it("take in whom a quorum of them approves", () => {
    expect(Result.getOrThrow(changed(approve(founders, join, names.slice(1))))).toEqual([...names, "plc5.test"])
    expect(Result.isFailure(changed(approve(founders, join, names.slice(2))))).toBe(true)
    expect(Result.isFailure(changed(approve(founders, join, ["plc1.test", "plc1.test", "plc2.test"])))).toBe(true)
    expect(Result.isFailure(changed({ ...approve(founders, join, names), member: vkeyOf("plc6.test") }))).toBe(true)
  })

  it("take no approval of another time or log", () => {
    const later = Result.getOrThrow(Members.change(founders, approve(founders, join, names)))
    expect(later.epoch).toBe(1)
    const gone = approve(later, { type: "remove", name: "plc5.test", approvals: [] }, names)
    const without = Result.getOrThrow(Members.change(later, gone))
    expect(Result.isFailure(changed(approve(founders, join, names), without))).toBe(true)
    expect(Result.isFailure(changed(approve({ ...founders, origin: "other.test/log" }, join, names)))).toBe(true)
  })

  it("leave by their own word, and not by another's; the last stays", () => {
    const leave = (by: string): Entry.LeaveItem => {
      const bare: Entry.LeaveItem = { type: "leave", name: "plc2.test", signature: new Uint8Array(0) }
      return { ...bare, signature: operatorKey(by).sign(Members.statement(founders, bare)) }
    }
    expect(Result.getOrThrow(changed(leave("plc2.test")))).toEqual(["plc1.test", "plc3.test", "plc4.test"])
    expect(Result.isFailure(changed(leave("plc1.test")))).toBe(true)
    const alone = { ...founders, list: founders.list.slice(1, 2) }
    expect(Result.isFailure(changed(leave("plc2.test"), alone))).toBe(true)
  })

  it("take another key with the old one's word and the new one's", () => {
    const bare: Entry.RotateItem = { type: "rotate", member: vkeyOf("plc3.test", 1), signature: new Uint8Array(0), proof: new Uint8Array(0) }
    const statement = Members.statement(founders, bare)
    const rotate = { ...bare, signature: operatorKey("plc3.test").sign(statement), proof: operatorKey("plc3.test", 1).sign(statement) }
    const after = Result.getOrThrow(Members.change(founders, rotate))
    expect(Members.find(after, "plc3.test")?.publicKey).toEqual(operatorKey("plc3.test", 1).publicKey)
    expect(Result.isFailure(Members.change(founders, { ...rotate, proof: rotate.signature }))).toBe(true)
    expect(Result.isFailure(Members.change(founders, { ...rotate, signature: rotate.proof }))).toBe(true)
  })
})

describe("an entry", () => {
  const alice = Ceremony.signUp("alice.test")
  const entries: ReadonlyArray<Entry.Entry> = [
    Ceremony.genesis,
    { ...alice, time: Ceremony.now },
    { ...approve(founders, join, names), time: Ceremony.now },
    { type: "leave", name: "plc1.test", signature: new Uint8Array(64), time: 1 }
  ]

  it("is read as it was written", () => {
    for (const entry of entries) expect(Result.getOrThrow(Entry.decode(Entry.encode(entry)))).toEqual(entry)
  })

  it.each<[string, unknown]>([
    ["another type", { ...entries[1], type: "else" }],
    ["a field more", { ...entries[1], more: 1 }],
    ["a field less", { type: "operation", did: alice.did, time: 1 }],
    ["no time", alice],
    ["an operation that is none", { ...entries[1], operation: { type: "plc_operation" } }],
    ["approvals that are none", { ...entries[2], approvals: [{ by: "plc1.test" }] }]
  ])("is none with %s", (_what, value) => {
    expect(Result.isFailure(Entry.decode(Entry.encode(value as Entry.Entry)))).toBe(true)
  })
})

describe("a receipt", () => {
  const promise = { origin: "plc.test/log", did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", cid: "bafyx", size: 3, deadline: Ceremony.now }
  const note = Receipt.sign(operatorKey("plc2.test"), "plc2.test", promise)

  it("is read by whoever knows the operators, and says who promised what", () => {
    expect(Result.getOrThrow(Receipt.open(note, founders.list))).toEqual({ receipt: promise, by: "plc2.test" })
  })

  it("is none when changed, of a stranger, or of another kind", () => {
    expect(Result.isFailure(Receipt.open(note.replace("size 3", "size 2"), founders.list))).toBe(true)
    expect(Result.isFailure(Receipt.open(note, founders.list.filter(({ name }) => name !== "plc2.test")))).toBe(true)
    const stranger = Receipt.sign(operatorKey("dan.test"), "plc2.test", promise)
    expect(Result.isFailure(Receipt.open(stranger, founders.list))).toBe(true)
    expect(Result.isFailure(Receipt.open(note.replace("orrery/receipt/v1", "orrery/receipt/v2"), founders.list))).toBe(true)
  })
})
