import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as History from "../../../src/protocol/consortium/History.ts"
import * as Inheritance from "../../../src/protocol/consortium/Inheritance.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as InvalidOperation from "../../../src/protocol/evidence/InvalidOperation.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import type * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import { cidOf, genesis, historyOf, names, operators, origin, SmallLog, update, verify } from "../evidence/SmallLog.ts"

const liar = "plc3.test"
const vkeys = operators.map(({ name, publicKey }) => SignedNote.vkey(Cosignature.verifier(name, publicKey)))
const members = Result.getOrThrow(Members.founded(Entry.genesis(origin, vkeys)))

const alice = genesis("alice")
const bob = genesis("bob")
const stolen = update(cidOf(alice.operation), "thief", 2)
const recovered = update(cidOf(alice.operation), "alice", 0)

const leafOf = (seq: number, did: string, operation: Operation.Operation, time: number): Uint8Array =>
  Inheritance.leafOf({ seq, did, operation, cid: cidOf(operation), createdAt: Datetime.fromMillis(time) })

/** bob's clock was behind; alice was robbed and is back. */
const leaves = [
  leafOf(3, alice.did, alice.operation, 50_000),
  leafOf(4, alice.did, stolen, 60_000),
  leafOf(9, bob.did, bob.operation, 55_000),
  leafOf(10, alice.did, recovered, 70_000)
]

/** A log founded upon these leaves, or said to be. */
const founded = (inherited: ReadonlyArray<Uint8Array>, bound = inherited): SmallLog => {
  const log = new SmallLog()
  log.leaves[0] = Entry.encode(Entry.genesis(origin, vkeys, { from: "old.test", size: bound.length, root: Inheritance.rootOf(bound) }))
  for (const leaf of inherited) {
    const entry = Inheritance.inherited(leaf)!
    const placed = Inheritance.operationOf(entry)!
    const bytes = Entry.encode(entry)
    log.listed.push({ index: log.leaves.push(bytes) - 1, entry: bytes, time: placed.time, did: placed.did, operation: placed.operation })
  }
  log.time = 100_000
  return log
}

/** What the whole log proves of its last entry. */
const verdictOf = (log: SmallLog): string => {
  const evidence = InvalidOperation.make({
    operators,
    accused: [liar],
    checkpoint: log.checkpoint([liar]),
    relatives: [],
    whole: () => log.leaves,
    node: log.node,
    verify
  })
  if (evidence?.kind !== "invalid-log") return "nothing"
  return Result.getOrThrow(InvalidOperation.judgeWhole(evidence, operators, verify)).detail
}

describe("the entries of a log that is founded upon another", () => {
  it("takes no line whose time lacks its zone: founders in different places would read different times", () => {
    const line = (createdAt: string) => ({ type: "sequenced_op", seq: 1, did: alice.did, cid: cidOf(alice.operation), operation: alice.operation, createdAt })
    expect(Inheritance.lineOf(line("2026-01-05T18:00:00.000Z"))?.createdAt).toBe("2026-01-05T18:00:00.000Z")
    for (const createdAt of ["2026-01-05T18:00:00.000", "2026-01-05", "Mon, 05 Jan 2026 18:00:00 GMT"]) expect(Inheritance.lineOf(line(createdAt))).toBeUndefined()
  })

  it("are read as they were written, and never proposed", () => {
    const entry = Inheritance.inherited(leaves[1]!)!
    expect(Result.getOrThrow(Entry.decode(Entry.encode(entry)))).toEqual(entry)
    expect(Inheritance.operationOf(entry)).toEqual({ did: alice.did, operation: stolen, time: 60_000, isInherited: true, seq: 4 })
    expect(Result.isFailure(Entry.itemOf({ type: "inherited", leaf: leaves[1]! }))).toBe(true)
    const bound = { from: "old.test", size: 4, root: Inheritance.rootOf(leaves) }
    expect(Result.getOrThrow(Entry.decode(Entry.encode(Entry.genesis(origin, vkeys, bound))))).toEqual({ type: "genesis", time: 0, origin, members: vkeys, inherits: bound })
    for (const spoilt of [{ ...bound, size: 0 }, { ...bound, root: new Uint8Array(31) }, { ...bound, checkpoint: 1 }, { ...bound, more: true }, { from: "old.test" }]) {
      const bytes = Cbor.encode({ type: "genesis", time: 0, origin, members: vkeys, inherits: spoilt as never })
      expect(Result.isFailure(Entry.decode(bytes))).toBe(true)
    }
  })

  it("have the time of their leaf, and are leaves of some log", () => {
    const entry = Inheritance.inherited(leaves[0]!)!
    const inherits = { from: "old.test", size: 4, root: Inheritance.rootOf(leaves) }
    expect(Inheritance.misplaced(inherits, 1, entry)).toBeUndefined()
    expect(Inheritance.misplaced(inherits, 1, { ...entry, time: entry.time + 1 })).toBeDefined()
    expect(Inheritance.operationOf({ ...entry, time: entry.time + 1 })).toBeUndefined()
    expect(Inheritance.misplaced(inherits, 5, entry)).toBeDefined()
    expect(Inheritance.misplaced(undefined, 1, entry)).toBeDefined()
    const another = { type: "operation" as const, did: bob.did, operation: bob.operation, time: 1 }
    expect(Inheritance.misplaced(inherits, 2, another)).toBeDefined()
    expect(Inheritance.inherited(new Uint8Array([1, 2, 3]))).toBeUndefined()
    expect(Inheritance.inherited(Cbor.encode({ type: "sequenced_op", seq: 1, did: bob.did, cid: cidOf(alice.operation), operation: bob.operation as never, createdAt: "2026-01-05T18:00:00.000Z" }))).toBeUndefined()
  })

  it("may be inherited once more, as they are", () => {
    const once = Inheritance.inherited(leaves[3]!)!
    const twice = Inheritance.inherited(Entry.encode(once))!
    expect(Inheritance.operationOf(twice)).toEqual(Inheritance.operationOf(once))
    expect(Inheritance.inherited(Entry.encode({ ...once, time: 1 }))).toBeUndefined()
  })
})

describe("a leaf that is wrapped in entries, again and again", () => {
  const wrapped = (leaf: Uint8Array, times: number): Uint8Array => {
    let bytes = leaf
    for (let i = 0; i < times; i++) bytes = Entry.encode({ type: "inherited", time: 50_000, leaf: bytes })
    return bytes
  }

  it("is read as far as logs may have handed it on, and no further", () => {
    expect(Inheritance.operationOf(Inheritance.inherited(wrapped(leaves[0]!, 63))!)).toMatchObject({ did: alice.did, time: 50_000, seq: 3 })
    expect(Inheritance.inherited(wrapped(leaves[0]!, 64))).toBeUndefined()
  })

  it("takes no more time and stack than that, whatever a hostile log serves", () => {
    const bytes = wrapped(leaves[0]!, 12_000)
    expect(bytes.length).toBeGreaterThan(300_000)
    expect(Inheritance.inherited(bytes)).toBeUndefined()
    expect(Inheritance.misplaced({ from: "old.test", size: 1, root: Inheritance.rootOf([bytes]) }, 1, { type: "inherited", time: 50_000, leaf: bytes })).toBeDefined()
  })
})

describe("the whole of a log that is founded upon another", () => {
  it("proves nothing where it is as its genesis binds it", () => {
    const log = founded(leaves)
    expect(verdictOf(log)).toBe("nothing")
    log.push(bob.did, update(cidOf(bob.operation), "bob2", 2))
    expect(verdictOf(log)).toBe("nothing")
  })

  it("convicts of an inherited operation that the rules refuse", () => {
    const late = leafOf(10, alice.did, recovered, 60_000 + 72 * 3_600_000 + 1)
    expect(verdictOf(founded([...leaves.slice(0, 3), late]))).toMatch(/^entry 4: LateRecovery/)
    const forged = leafOf(4, alice.did, { ...stolen, alsoKnownAs: ["at://forged.test"] }, 60_000)
    expect(verdictOf(founded([leaves[0]!, forged]))).toMatch(/^entry 2: InvalidSignature/)
  })

  it("convicts of another beginning than the genesis binds", () => {
    expect(verdictOf(founded(leaves.slice(0, 3), [leaves[0]!, leaves[1]!, leafOf(9, bob.did, bob.operation, 55_001)]))).toMatch(/another root/)
    const short = founded(leaves.slice(0, 2), leaves)
    short.push(bob.did, bob.operation)
    expect(verdictOf(short)).toMatch(/^entry 3: an inherited entry is due/)
    const long = founded(leaves)
    long.leaves.push(Entry.encode(Inheritance.inherited(leafOf(11, bob.did, update(cidOf(bob.operation), "bob2", 2), 80_000))!))
    expect(verdictOf(long)).toMatch(/^entry 5: nothing is inherited here/)
  })

  it("convicts of a block whose time is below what was inherited", () => {
    const log = founded(leaves)
    log.push(bob.did, update(cidOf(bob.operation), "bob2", 2), 69_999)
    expect(verdictOf(log)).toMatch(/^entry 5: its time is below/)
  })
})

describe("a client of a log that is founded upon another", () => {
  it("believes a history that begins in the old log and goes on in the new one", () => {
    const log = founded(leaves)
    log.push(alice.did, update(cidOf(recovered), "alice2", 1))
    const proven = Result.getOrThrow(History.verify(historyOf(log, names[0]!, alice.did), alice.did, { members }, verify))
    expect(proven.log.map(({ createdAtMillis, nullified }) => [createdAtMillis, nullified])).toEqual([[50_000, false], [60_000, true], [70_000, false], [101_000, false]])
  })

  it("believes none in which something is inherited after the log's own", () => {
    const log = founded(leaves)
    log.push(bob.did, update(cidOf(bob.operation), "bob2", 2))
    const bob3 = update(cidOf(update(cidOf(bob.operation), "bob2", 2)), "bob3", 2)
    const late = Inheritance.inherited(leafOf(11, bob.did, bob3, 200_000))!
    log.listed.push({ index: log.leaves.push(Entry.encode(late)) - 1, entry: Entry.encode(late), time: late.time, did: bob.did, operation: bob3 })
    const refused = History.verify(historyOf(log, names[0]!, bob.did), bob.did, { members }, verify)
    expect(String(Result.getOrThrow(Result.flip(refused)).message)).toMatch(/inherited after the log's own/)
  })
})

describe("the checkpoint of a consortium that went before", () => {
  const old = new SmallLog()
  old.submit(alice.did, alice.operation)
  old.submit(bob.did, bob.operation)
  const inherits = (by: ReadonlyArray<string>, size = old.size) =>
    ({ from: origin, size: old.size, root: Inheritance.rootOf(old.leaves), checkpoint: old.checkpoint(by, size).note })

  it("counts with a quorum, for that size and root, and for these leaves", () => {
    expect(Inheritance.problemOf(inherits(names.slice(0, 3)), old.leaves)).toBeUndefined()
    expect(Inheritance.problemOf(inherits(names.slice(0, 2)), old.leaves)).toMatch(/2 cosigned, a quorum is 3/)
    expect(Inheritance.problemOf(inherits(names, old.size - 1), old.leaves)).toMatch(/another size or root/)
    expect(Inheritance.problemOf({ ...inherits(names), from: "new.test/log" }, old.leaves)).toMatch(/not of new.test/)
    expect(Inheritance.problemOf({ ...inherits(names), size: 4, root: Inheritance.rootOf(leaves) }, leaves)).toMatch(/not the log of a consortium/)
  })
})
